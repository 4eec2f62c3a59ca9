package finegrain.trainer.weights;

import com.google.gson.stream.JsonWriter;
import finegrain.kernels.host.WholeFile;
import finegrain.trainer.PlainText;
import finegrain.trainer.UserError;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Weights in the safetensors format, which PyTorch, JAX and others read: eight bytes with the
 * length of the header, little-endian; the header, JSON in UTF-8, which names the tensors and their
 * places; and the numbers, little-endian, without a gap. Nothing in such a file is executed, and
 * nothing is allocated on its word before the word is checked against the file's length.
 *
 * <p>The format is described at <a
 * href="https://github.com/huggingface/safetensors">github.com/huggingface/safetensors</a>.
 *
 * @param metadata texts by their keys
 * @param tensors in the order of the header
 */
public record SafetensorsFile(Map<String, String> metadata, List<NamedTensor> tensors) {
  /** The longest header that the format allows, in bytes. */
  private static final int MOST_HEADER = 100_000_000;

  private static final int BUFFER = 1 << 16;

  /** Copies both, and sorts the metadata by their keys. */
  public SafetensorsFile {
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    tensors = List.copyOf(tensors);
  }

  /**
   * Writes a file, or replaces it as a whole. Equal content gives equal bytes: the metadata are in
   * the order of their keys, the tensors in that of the list, and every NaN is 0x7fc00000.
   *
   * @param metadata texts by their keys
   * @param tensors with different names; written as F32
   * @throws UserError if the file cannot be written; an existing one is then unchanged
   * @throws IllegalArgumentException if two tensors have one name, or a name or text cannot be
   *     written in UTF-8
   */
  public static void write(Path file, Map<String, String> metadata, List<NamedTensor> tensors) {
    byte[] header = header(metadata, tensors);
    try {
      WholeFile.write(
          file,
          out -> {
            out.write(buffer(Long.BYTES).putLong(header.length).array());
            out.write(header);
            for (NamedTensor tensor : tensors) {
              writeValues(out, tensor.values());
            }
          });
    } catch (IOException e) {
      throw new UserError(
          "%s cannot be written (%s); choose a place in a folder that can be written to"
              .formatted(file, reason(e)),
          e);
    }
  }

  private static byte[] header(Map<String, String> metadata, List<NamedTensor> tensors) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.beginObject();
      if (!metadata.isEmpty()) {
        json.name(SafetensorsHeader.METADATA).beginObject();
        for (Map.Entry<String, String> each : new TreeMap<>(metadata).entrySet()) {
          json.name(each.getKey()).value(each.getValue());
        }
        json.endObject();
      }
      Set<String> names = new HashSet<>(Set.of(SafetensorsHeader.METADATA));
      long begin = 0;
      for (NamedTensor tensor : tensors) {
        if (!names.add(tensor.name())) {
          throw new IllegalArgumentException(
              "a file of weights has no place for another tensor of the name " + tensor.name());
        }
        long end = begin + (long) tensor.values().length * Float.BYTES;
        writeEntry(json, tensor, begin, end);
        begin = end;
      }
      json.endObject();
    } catch (IOException e) {
      throw new IllegalStateException("a text in memory cannot be written", e);
    }
    return padded(text.toString());
  }

  private static void writeEntry(JsonWriter json, NamedTensor tensor, long begin, long end)
      throws IOException {
    json.name(tensor.name()).beginObject();
    json.name(SafetensorsHeader.TYPE).value(ElementType.F32.name());
    json.name(SafetensorsHeader.SHAPE).beginArray();
    for (int side : tensor.shape()) {
      json.value(side);
    }
    json.endArray();
    json.name(SafetensorsHeader.OFFSETS).beginArray().value(begin).value(end).endArray();
    json.endObject();
  }

  /**
   * The text in UTF-8, with blanks up to a multiple of 8 bytes, so that the numbers are aligned.
   */
  private static byte[] padded(String text) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      int length = bytes.remaining();
      int whole = Math.ceilDiv(length, Long.BYTES) * Long.BYTES;
      byte[] header = new byte[whole];
      bytes.get(header, 0, length);
      Arrays.fill(header, length, whole, (byte) ' ');
      return header;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a name or text of the weights is not valid Unicode", e);
    }
  }

  private static void writeValues(OutputStream out, float[] values) throws IOException {
    byte[] chunk = new byte[BUFFER];
    ByteBuffer bytes = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      if (!bytes.hasRemaining()) {
        out.write(chunk);
        bytes.clear();
      }
      // Payloads of NaN differ between processors.
      bytes.putInt(Float.floatToIntBits(value));
    }
    out.write(chunk, 0, bytes.position());
  }

  /**
   * Reads a file. Numbers of the types F16 and BF16 are converted, those of F64 rounded.
   *
   * @throws UserError if it cannot be read, or is malformed in any way
   */
  public static SafetensorsFile read(Path file) {
    String shown = file.toString();
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new UserError(shown + " is no file; give the path of a safetensors file");
    }
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      if (size < Long.BYTES) {
        throw new UserError(
            shown + " is no safetensors file: it has " + size + " bytes, and the least is 8");
      }
      long length = bytes(channel, 0, Long.BYTES).getLong();
      if (length < 0 || length > MOST_HEADER || length > size - Long.BYTES) {
        throw new UserError(
            "%s is truncated or no safetensors file: it claims a header of %s bytes, and the most is %s"
                .formatted(
                    shown,
                    Long.toUnsignedString(length),
                    String.valueOf(Math.min(size - Long.BYTES, MOST_HEADER))));
      }
      long data = Long.BYTES + length;
      String text = text(bytes(channel, Long.BYTES, (int) length), shown);
      SafetensorsHeader header = SafetensorsHeader.parse(text, size - data, shown);
      List<NamedTensor> tensors = new ArrayList<>();
      for (SafetensorsHeader.Entry entry : header.entries()) {
        float[] values = values(channel, data + entry.begin(), entry, shown);
        tensors.add(new NamedTensor(entry.name(), entry.shape(), values));
      }
      return new SafetensorsFile(header.metadata(), tensors);
    } catch (IOException e) {
      throw new UserError(
          "%s cannot be read (%s); give the path of a safetensors file".formatted(shown, reason(e)),
          e);
    }
  }

  private static String text(ByteBuffer header, String shown) {
    // The format wants this, and it keeps a byte order mark out, which JSON readers skip.
    if (!header.hasRemaining() || header.get(header.position()) != '{') {
      throw new UserError(shown + " is no safetensors file: its header must begin with {");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(header).toString();
    } catch (CharacterCodingException e) {
      throw new UserError(shown + " is damaged: its header is not valid UTF-8", e);
    }
  }

  private static float[] values(
      FileChannel channel, long from, SafetensorsHeader.Entry entry, String shown)
      throws IOException {
    float[] values = new float[entry.count()];
    int atOnce = BUFFER / entry.type().bytes();
    long at = from;
    for (int i = 0; i < values.length; i += atOnce) {
      int count = Math.min(atOnce, values.length - i);
      ByteBuffer bytes = bytes(channel, at, count * entry.type().bytes());
      at += bytes.remaining();
      for (int j = 0; j < count; j++) {
        double value = entry.type().next(bytes);
        values[i + j] = (float) value;
        if (Double.isFinite(value) && Float.isInfinite(values[i + j])) {
          throw new UserError(
              "%s has the number %s in tensor \"%s\", which single precision cannot hold"
                  .formatted(shown, String.valueOf(value), PlainText.shortened(entry.name())));
        }
      }
    }
    return values;
  }

  /** So many bytes from a place in the file, little-endian. */
  private static ByteBuffer bytes(FileChannel channel, long from, int count) throws IOException {
    ByteBuffer bytes = buffer(count);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, from + bytes.position()) < 0) {
        throw new EOFException("it became shorter meanwhile");
      }
    }
    return bytes.flip();
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String reason(IOException cause) {
    return switch (cause) {
      case NoSuchFileException _ -> "no such file or folder";
      case AccessDeniedException _ -> "permission denied";
      default -> String.valueOf(cause.getMessage());
    };
  }
}
