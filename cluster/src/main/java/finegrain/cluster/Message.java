package finegrain.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What an executor tells the driver. It travels as bytes, because Spark reads messages where the
 * classes of this program are not known.
 */
sealed interface Message {
  /** An item is finished. */
  record Finished(int item, byte[] result) implements Message {}

  /**
   * How much an executor has done since it began.
   *
   * @param executor its number in the application
   * @param alive models that it trains at the moment
   */
  record Worked(String executor, long steps, long flops, int alive) implements Message {}

  /** A task cannot be done, and not by another try either: a sentence for the user. */
  record Refused(String host, String sentence) implements Message {}

  /** As bytes. */
  default byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      DataOutputStream out = new DataOutputStream(bytes);
      switch (this) {
        case Finished(int item, byte[] result) -> {
          out.writeByte(0);
          out.writeInt(item);
          out.write(result);
        }
        case Worked(String executor, long steps, long flops, int alive) -> {
          out.writeByte(1);
          out.writeUTF(executor);
          out.writeLong(steps);
          out.writeLong(flops);
          out.writeInt(alive);
        }
        case Refused(String host, String sentence) -> {
          out.writeByte(2);
          out.writeUTF(host);
          out.writeUTF(sentence);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The message whose {@linkplain #bytes bytes} are given. */
  static Message of(byte[] bytes) {
    try {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      byte kind = in.readByte();
      return switch (kind) {
        case 0 -> new Finished(in.readInt(), in.readAllBytes());
        case 1 -> new Worked(in.readUTF(), in.readLong(), in.readLong(), in.readInt());
        case 2 -> new Refused(in.readUTF(), in.readUTF());
        default -> throw new IllegalArgumentException("no message of kind " + kind);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
