package finegrain.onednn;

import java.util.OptionalInt;

/** The instruction sets that oneDNN names, {@code dnnl_cpu_isa_t}. */
final class Isa {
  private static final int AVX2 = 0x7;

  /** AVX-512 and every extension of it that oneDNN 3.0 knows. */
  private static final int AVX512 = 0x1fef;

  private Isa() {}

  /** The instruction set that a class of vectors ends with; empty if there is no such class. */
  static OptionalInt most(String name) {
    return switch (name) {
      case "avx2" -> OptionalInt.of(AVX2);
      case "avx512" -> OptionalInt.of(AVX512);
      default -> OptionalInt.empty();
    };
  }

  /** Its name for a user. */
  static String words(int isa) {
    return switch (isa) {
      case 0x0 -> "the processor's own instructions";
      case 0x1 -> "SSE4.1";
      case 0x3 -> "AVX";
      case AVX2 -> "AVX2";
      case 0xf -> "AVX2 with VNNI";
      case 0x1f -> "AVX2 with VNNI 2";
      case 0x27 -> "AVX-512";
      case 0x67 -> "AVX-512 with VNNI";
      case 0xe7 -> "AVX-512 with bfloat16";
      case 0x1ef -> "AVX-512 with float16";
      case 0xfef -> "AVX-512 with AMX";
      case AVX512 -> "AVX-512 with AMX and float16";
      default -> "instruction set 0x" + Integer.toHexString(isa);
    };
  }
}
