package finegrain.onednn;

/** The instruction sets that oneDNN names, {@code dnnl_cpu_isa_t}. */
final class Isa {
  private Isa() {}

  /** Its name for a user. */
  static String words(int isa) {
    return switch (isa) {
      case 0x0 -> "the processor's own instructions";
      case 0x1 -> "SSE4.1";
      case 0x3 -> "AVX";
      case 0x7 -> "AVX2";
      case 0xf -> "AVX2 with VNNI";
      case 0x1f -> "AVX2 with VNNI 2";
      case 0x27 -> "AVX-512";
      case 0x67 -> "AVX-512 with VNNI";
      case 0xe7 -> "AVX-512 with bfloat16";
      case 0x1ef -> "AVX-512 with float16";
      case 0xfef -> "AVX-512 with AMX";
      case 0x1fef -> "AVX-512 with AMX and float16";
      default -> "instruction set 0x" + Integer.toHexString(isa);
    };
  }
}
