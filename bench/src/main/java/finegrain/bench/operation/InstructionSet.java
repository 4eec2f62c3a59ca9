package finegrain.bench.operation;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A class of vector instructions.
 *
 * @param id {@code avx2}, {@code avx512} or {@code neon}; of other vectors the width, such as
 *     {@code 128bit}
 * @param options for a JVM, so that it and oneDNN in it use this class; none if a JVM uses it by
 *     itself
 */
public record InstructionSet(String id, List<String> options) {
  /** The classes that a JVM can be told to use, on x86-64. */
  public static final List<InstructionSet> CHOICES =
      List.of(choice("avx2", 2), choice("avx512", 3));

  /** Copies the list. */
  public InstructionSet {
    options = List.copyOf(options);
  }

  private static InstructionSet choice(String id, int level) {
    return new InstructionSet(id, List.of("-XX:UseAVX=" + level, "-Dfinegrain.onednn.isa=" + id));
  }

  /** The choice of a name, in upper or lower case. */
  public static Optional<InstructionSet> named(String name) {
    return CHOICES.stream()
        .filter(choice -> choice.id.equals(name.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /** The class that the kernels use in this JVM. */
  public static InstructionSet ofThisJvm() {
    int bits =
        Math.min(
            8 * flag("MaxVectorSize").orElse(0), Integer.getInteger("finegrain.vector.bits", 512));
    return new InstructionSet(
        id(System.getProperty("os.arch", ""), flag("UseAVX"), flag("UseSVE"), bits), List.of());
  }

  /**
   * The name of a class.
   *
   * @param architecture as Java names it
   * @param avx the level of AVX, if the JVM knows it
   * @param sve the level of SVE, if the JVM knows it
   * @param bits of a vector
   */
  static String id(String architecture, OptionalInt avx, OptionalInt sve, int bits) {
    if (avx.orElse(0) >= 3 && bits == 512) {
      return "avx512";
    }
    if (avx.orElse(0) == 2 && bits == 256) {
      return "avx2";
    }
    if (architecture.equals("aarch64") && sve.orElse(0) == 0 && bits == 128) {
      return "neon";
    }
    return bits + "bit";
  }

  /** The value of a JVM's option; empty if this JVM has no such option. */
  private static OptionalInt flag(String name) {
    try {
      return OptionalInt.of(
          Integer.parseInt(
              ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                  .getVMOption(name)
                  .getValue()));
    } catch (IllegalArgumentException none) {
      return OptionalInt.empty();
    }
  }

  /** Whether a JVM here can use it. Starts one, which takes a tenth of a second. */
  public boolean isOffered() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(InstructionSet.class.getName());
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      // A JVM that lacks the level says so in a line before.
      return process.waitFor() == 0 && text.lines().toList().getLast().equals(id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a JVM starts", e);
    }
  }

  /** Prints the class of this JVM. */
  public static void main(String[] arguments) {
    System.out.println(ofThisJvm().id);
  }
}
