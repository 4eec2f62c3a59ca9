package finegrain.onednn;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the headers of ELF, Mach-O and PE files before the operating system's loader does: the
 * loader may crash on a truncated file.
 */
final class BinaryFormat {
  private static final int HEADER_BYTES = 4096;
  private static final int ELF = 0x464c457f;
  private static final int MACH_O = 0xfeedfacf;
  private static final int MZ = 0x5a4d;
  private static final int PE_OFFSET = 0x3c;
  private static final int PT_LOAD = 1;

  private BinaryFormat() {}

  /** Why a file cannot be a complete library for this platform; empty if it can. */
  static Optional<String> objection(Path path, Platform platform) throws IOException {
    try (FileChannel file = FileChannel.open(path)) {
      ByteBuffer header = read(file, 0, HEADER_BYTES);
      String found = platform(header);
      if (!found.equals(platform.classifier())) {
        return Optional.of(
            "it is %s, not one for %s".formatted(named(found), platform.classifier()));
      }
      if (header.getInt(0) != ELF) {
        return Optional.empty();
      }
      long end = elfEnd(file, header);
      return end <= file.size()
          ? Optional.empty()
          : Optional.of(
              String.format(
                  Locale.ROOT, "it is truncated: %d bytes of at least %d", file.size(), end));
    } catch (IndexOutOfBoundsException e) {
      return Optional.of("it is truncated: its header ends too early");
    }
  }

  private static String named(String found) {
    return found.isEmpty() ? "no native library" : "a library for " + found;
  }

  /** The platform's classifier, or an empty text if the file is no native library. */
  private static String platform(ByteBuffer header) {
    if (header.limit() < Integer.BYTES) {
      return "";
    }
    if (header.getInt(0) == ELF) {
      int machine = header.getShort(18);
      return machine == 62
          ? "linux-x86_64"
          : machine == 183 ? "linux-arm64" : "another processor (ELF machine " + machine + ")";
    }
    if (header.getInt(0) == MACH_O) {
      int machine = header.getInt(4);
      return machine == 0x0100_0007
          ? "macosx-x86_64"
          : machine == 0x0100_000c ? "macosx-arm64" : "another processor (Mach-O " + machine + ")";
    }
    if ((header.getShort(0) & 0xffff) == MZ) {
      int machine = header.getShort(header.getInt(PE_OFFSET) + 4) & 0xffff;
      return machine == 0x8664
          ? "windows-x86_64"
          : "another processor (PE machine " + machine + ")";
    }
    return "";
  }

  /** Where the last loaded segment of a 64-bit ELF file ends. */
  private static long elfEnd(FileChannel file, ByteBuffer header) throws IOException {
    int size = header.getShort(54);
    int count = header.getShort(56);
    // Tools that change a library may put this table at its end.
    long start = Math.max(0, header.getLong(32));
    ByteBuffer table = read(file, start, size * count);
    long end = start + (long) size * count;
    for (int at = 0; size > 0 && at + size <= table.limit(); at += size) {
      if (table.getInt(at) == PT_LOAD) {
        end = Math.max(end, table.getLong(at + 8) + table.getLong(at + 32));
      }
    }
    return end;
  }

  /** The bytes from a position on, at most so many. */
  private static ByteBuffer read(FileChannel file, long position, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.max(0, bytes)).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining() && file.read(buffer, position + buffer.position()) >= 0) {
      // Reads on to the end of the buffer or of the file.
    }
    return buffer.flip();
  }
}
