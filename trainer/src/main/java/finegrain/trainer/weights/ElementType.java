package finegrain.trainer.weights;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The types of numbers that can be read. F32 alone is written. */
enum ElementType {
  /** Single precision. */
  F32(Float.BYTES) {
    @Override
    double next(ByteBuffer in) {
      return in.getFloat();
    }
  },
  /** Double precision, rounded to single. */
  F64(Double.BYTES) {
    @Override
    double next(ByteBuffer in) {
      return in.getDouble();
    }
  },
  /** Half precision of IEEE 754. */
  F16(Short.BYTES) {
    @Override
    double next(ByteBuffer in) {
      return Float.float16ToFloat(in.getShort());
    }
  },
  /** The upper half of single precision. */
  BF16(Short.BYTES) {
    @Override
    double next(ByteBuffer in) {
      return Float.intBitsToFloat(in.getShort() << 16);
    }
  };

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of a number. */
  int bytes() {
    return bytes;
  }

  /** Takes the next number of a little-endian buffer. */
  abstract double next(ByteBuffer in);

  /** The type with a name; empty if it cannot be read. */
  static Optional<ElementType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }

  /** The names of all types. */
  static List<String> names() {
    return Arrays.stream(values()).map(Enum::name).toList();
  }
}
