package finegrain.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import finegrain.kernels.Backend.Availability.Available;
import finegrain.kernels.Backends.Choice;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which backend is chosen and why, in this JVM and in others that lack something. */
class BackendsTest {
  private static final long PATIENCE_SECONDS = 60;
  private static final String MODULE = "jdk.incubator.vector";
  private static final String NO_C2 =
      "this JVM does not use the compiler C2; vectors would be slow";

  @TempDir private static Path temporary;

  // In this JVM

  @Test
  void theBestComesFirst() {
    assertThat(Backends.installed()).extracting(Backend::name).containsExactly("vector", "scalar");
  }

  @Test
  void bothGiveTheReferenceBits() {
    assertThat(Backends.installed()).allMatch(Backend::referenceBits);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "fast", "vector"})
  void vectorRunsWhereFmaDoes(String name) {
    assumeTrue(Fma.hardware(), "this JVM has no FMA");
    Choice choice = Backends.choose(name);
    assertThat(choice.backend().name()).isEqualTo("vector");
    String why = name.equals("vector") ? "as asked" : "the fastest";
    assertThat(choice.reason()).isEqualTo("vector, %d-bit vectors (%s)", Simd.BITS, why);
    try (Kernels kernels = choice.backend().open()) {
      assertThat(kernels).isInstanceOf(VectorKernels.class);
    }
  }

  @Test
  void scalarAlwaysRuns() {
    Choice choice = Backends.choose("scalar");
    assertThat(choice.backend().name()).isEqualTo("scalar");
    assertThat(choice.backend().availability()).isInstanceOf(Available.class);
    String emulated = Fma.hardware() ? "" : ", fused multiply-add emulated";
    assertThat(choice.reason()).isEqualTo("scalar, plain loops%s (as asked)", emulated);
    try (Kernels kernels = choice.backend().open()) {
      assertThat(kernels).isInstanceOf(ScalarKernels.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cuda", "", "Vector", "AUTO", " vector"})
  void anUnknownNameIsRefusedWithTheKnownOnes(String name) {
    assertThatThrownBy(() -> Backends.choose(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no backend %s; choose one of auto, fast, vector, scalar", name);
  }

  @Test
  void everyOpenedBackendHasAWorkspaceOfItsOwn() {
    for (Backend backend : Backends.installed()) {
      if (backend.availability() instanceof Available) {
        try (Kernels one = backend.open();
            Kernels other = backend.open()) {
          assertThat(one).isNotSameAs(other);
        }
      }
    }
  }

  // In other JVMs

  @ParameterizedTest
  @CsvSource({
    "-Xint, 'this JVM does not use the compiler C2; vectors would be slow'",
    "-XX:TieredStopAtLevel=1, 'this JVM does not use the compiler C2; vectors would be slow'",
    "-XX:TieredStopAtLevel=0, 'this JVM does not use the compiler C2; vectors would be slow'",
    "-XX:CompilationMode=quick-only, 'this JVM does not use the compiler C2; vectors would be"
        + " slow'",
    "-XX:-UseFMA, 'this JVM has no fused multiply-add instruction'",
    "-Dfinegrain.vector.bits=64, 'the vectors have 64 bits, fewer than 128'"
  })
  void saysWhyItPassesVectorOver(String option, String reason) throws Exception {
    assertPassesOver(reason, child("--add-modules", MODULE, option));
  }

  /** The option disables FMA on x86; other JVMs do not know it. */
  @Test
  void runsWithoutSimd() throws Exception {
    assumeTrue(System.getProperty("os.arch").matches("amd64|x86_64"), "not x86");
    assertPassesOver(
        "this JVM has no fused multiply-add instruction",
        child("--add-modules", MODULE, "-XX:+IgnoreUnrecognizedVMOptions", "-XX:UseAVX=0"));
  }

  @Test
  void runsWithoutTheModule() throws Exception {
    assertPassesOver(
        "the module jdk.incubator.vector is missing; start java with --add-modules"
            + " jdk.incubator.vector",
        child());
  }

  private static void assertPassesOver(String reason, List<String> output) {
    assertThat(output)
        .contains("installed: vector, scalar", "computed: 58.0 64.0 139.0 154.0 0.5 0.5")
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("auto: scalar, plain loops")
                    .endsWith("(not vector: " + reason + ")"))
        .contains("vector: IllegalStateException: the backend vector cannot run here: " + reason);
  }

  /** A backend with other bits is not even asked whether it can run. */
  @Test
  void autoKeepsTheReferenceBitsWhateverIsInstalled() throws Exception {
    Path services = Files.createDirectories(temporary.resolve("other/META-INF/services"));
    Files.writeString(services.resolve(Backend.class.getName()), OtherBits.class.getName());
    assertThat(childWith(temporary.resolve("other"), "--add-modules", MODULE, "-Xint"))
        .contains("installed: vector, scalar, other")
        .contains("auto: scalar, plain loops (not vector: " + NO_C2 + ")");
    Files.writeString(services.resolve(Backend.class.getName()), OneDnn.class.getName());
    assertThat(childWith(temporary.resolve("other"), "--add-modules", MODULE, "-Xint"))
        .contains("installed: vector, onednn, scalar")
        .contains("auto: scalar, plain loops (not vector: " + NO_C2 + ")")
        .contains("fast: onednn, a test's (not vector: " + NO_C2 + "; not the reference bits)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "100", "1024", "wide", " 128"})
  void refusesAWidthThatThereIsNot(String bits) throws Exception {
    String sentence = "finegrain.vector.bits is \"" + bits + "\"; it must be 64, 128, 256 or 512";
    assertThat(child("--add-modules", MODULE, "-Dfinegrain.vector.bits=" + bits))
        .contains("auto: IllegalArgumentException: " + sentence)
        .contains("vector: IllegalArgumentException: " + sentence)
        .contains("opened: IllegalArgumentException: " + sentence);
  }

  /** A backend that is not available refuses to open, with a sentence. */
  @Test
  void doesNotOpenWhereItCannotRun() throws Exception {
    assertThat(child()).anyMatch(line -> line.startsWith("opened: IllegalStateException"));
    assertThat(child("--add-modules", MODULE, "-Xint"))
        .contains("opened: IllegalStateException: the backend vector cannot run here: " + NO_C2);
  }

  static Stream<List<String>> choosesVector() {
    return Stream.of(
        List.of(), List.of("-XX:-TieredCompilation"), List.of("-Dfinegrain.vector.bits=128"));
  }

  @ParameterizedTest
  @MethodSource
  void choosesVector(List<String> options) throws Exception {
    assumeTrue(Fma.hardware(), "this JVM has no FMA");
    List<String> arguments = new ArrayList<>(List.of("--add-modules", MODULE));
    arguments.addAll(options);
    assertThat(child(arguments.toArray(String[]::new)))
        .anySatisfy(
            line -> assertThat(line).matches("auto: vector, \\d+-bit vectors \\(the fastest\\)"))
        .contains("computed: 58.0 64.0 139.0 154.0 0.5 0.5");
  }

  /**
   * On the module path the services come from module-info, and the module brings the Vector API.
   */
  @Test
  void isFoundOnTheModulePath() throws Exception {
    assumeTrue(Fma.hardware(), "this JVM has no FMA");
    String module = Backends.class.getPackageName();
    assertThat(
            run(
                "--module-path",
                location(Backends.class).toString(),
                "--patch-module",
                module + "=" + location(BackendsTest.class),
                "--module",
                module + "/" + Probe.class.getName()))
        .contains("installed: vector, scalar", "computed: 58.0 64.0 139.0 154.0 0.5 0.5")
        .anySatisfy(line -> assertThat(line).startsWith("auto: vector"));
  }

  /** The probe's output in a JVM with this module on the class path and so many options. */
  private static List<String> child(String... options) throws Exception {
    return childWith(location(BackendsTest.class), options);
  }

  /** With one more folder on the class path, after all others. */
  private static List<String> childWith(Path folder, String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.add("-cp");
    arguments.add(
        Stream.of(location(Backends.class), location(BackendsTest.class), folder)
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator)));
    arguments.add(Probe.class.getName());
    return run(arguments.toArray(String[]::new));
  }

  private static List<String> run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(temporary, "child", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(ended).as("%s ended; its output: %s", command, text).isTrue();
    assertThat(process.exitValue()).as("%s: %s", command, text).isZero();
    return text.lines().toList();
  }

  /** The folder that a class was loaded from; a patched module's code source would not tell. */
  private static Path location(Class<?> type) throws URISyntaxException {
    String file = "/" + type.getName().replace('.', '/') + ".class";
    URI uri = type.getResource(file).toURI();
    return Path.of(URI.create(uri.toString().replaceFirst(Pattern.quote(file) + "$", "/")));
  }

  /** What a child runs: looks at the backends, chooses by auto, computes, and prints it all. */
  static final class Probe {
    private Probe() {}

    public static void main(String[] arguments) {
      List<Backend> installed = Backends.installed();
      System.out.println(
          "installed: " + String.join(", ", installed.stream().map(Backend::name).toList()));
      try (Kernels kernels = chosen("auto").open()) {
        Matrix product = Matrix.allocate(2, 2);
        kernels.matmul(
            Transposed.NONE,
            Matrix.of(2, 3, 1, 2, 3, 4, 5, 6),
            Matrix.of(3, 2, 7, 8, 9, 10, 11, 12),
            product);
        Matrix softmax = Matrix.of(1, 2, 3, 3);
        kernels.softmax(softmax, softmax);
        System.out.printf(
            Locale.ROOT,
            "computed: %s %s %s %s %s %s%n",
            product.get(0, 0),
            product.get(0, 1),
            product.get(1, 0),
            product.get(1, 1),
            softmax.get(0, 0),
            softmax.get(0, 1));
      }
      var _ = chosen("fast");
      var _ = chosen("vector");
      try (Kernels kernels = installed.getFirst().open()) {
        System.out.println("opened: " + kernels.getClass().getSimpleName());
      } catch (IllegalArgumentException | IllegalStateException | LinkageError failure) {
        System.out.println("opened: " + words(failure));
      }
    }

    /** Prints the choice for a name; the scalar backend if there is none. */
    private static Backend chosen(String name) {
      try {
        Choice choice = Backends.choose(name);
        System.out.println(name + ": " + choice.reason());
        return choice.backend();
      } catch (IllegalArgumentException | IllegalStateException failure) {
        System.out.println(name + ": " + words(failure));
        return new ScalarBackend();
      }
    }

    private static String words(Throwable failure) {
      return failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }
  }

  /** A fast backend with bits of its own. */
  public static final class OneDnn implements Backend {
    /** For the services. */
    public OneDnn() {}

    @Override
    public String name() {
      return "onednn";
    }

    @Override
    public Availability availability() {
      return new Available("a test's");
    }

    @Override
    public boolean referenceBits() {
      return false;
    }

    @Override
    public Kernels open(int threads) {
      throw new UnsupportedOperationException();
    }
  }

  /** A backend with bits of its own that must not be asked. */
  public static final class OtherBits implements Backend {
    /** For the services. */
    public OtherBits() {}

    @Override
    public String name() {
      return "other";
    }

    @Override
    public Availability availability() {
      throw new AssertionError("loads a library");
    }

    @Override
    public boolean referenceBits() {
      return false;
    }

    @Override
    public Kernels open(int threads) {
      throw new AssertionError();
    }
  }
}
