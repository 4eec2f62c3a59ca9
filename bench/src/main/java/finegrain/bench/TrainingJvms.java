package finegrain.bench;

import finegrain.bench.operation.InstructionSet;
import finegrain.bench.operation.LargePages;
import finegrain.bench.operation.OperationBenchmark;
import finegrain.kernels.host.CacheFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The JVMs of {@code finegrain bench train}, each of which measures one model once.
 *
 * @param isa the class of vector instructions
 * @param rounds of a JVM
 * @param seconds of a round
 */
record TrainingJvms(InstructionSet isa, int rounds, double seconds) {
  private static final String RIVAL = "PyTorchSteps.java";

  /** The libraries with PyTorch itself, as Maven names them. */
  private static final String LIBRARY = "pytorch-native-cpu-";

  /**
   * One of our JVMs.
   *
   * @param milliseconds of a step
   * @param lastLoss after all steps
   * @param bytes that a step allocates
   */
  record Own(double milliseconds, double lastLoss, double gflops, double peak, long bytes) {}

  /**
   * One of the rival's.
   *
   * @param versions of PyTorch and DJL
   */
  record Rival(double milliseconds, double lastLoss, String versions) {}

  /** Whether PyTorch's libraries are on the class path: the launcher fetches them. */
  static boolean hasRival() {
    return Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
        .map(path -> Path.of(path).getFileName())
        .anyMatch(name -> name != null && name.toString().startsWith(LIBRARY));
  }

  /** Our kernels and network. */
  Own own(TrainingModel model, int threads) throws IOException, InterruptedException {
    List<String> options = new ArrayList<>();
    options.addAll(List.of(OperationBenchmark.VECTORS, OperationBenchmark.CACHE_LINES));
    options.add("-XX:+UseSerialGC");
    options.addAll(LargePages.options());
    options.addAll(isa.options());
    options.addAll(List.of("-cp", System.getProperty("java.class.path")));
    options.add(TrainingSteps.class.getName());
    List<String> words = run(options, Map.of(), model, threads);
    if (!words.get(6).equals(isa.id())) {
      throw new IOException("a JVM used %s and not %s".formatted(words.get(6), isa.id()));
    }
    return new Own(
        Double.parseDouble(words.get(0)),
        Double.parseDouble(words.get(2)),
        Double.parseDouble(words.get(3)),
        Double.parseDouble(words.get(4)),
        Long.parseLong(words.get(5)));
  }

  /** PyTorch through DJL: a source file, which the JVM compiles. */
  Rival rival(TrainingModel model, int threads) throws IOException, InterruptedException {
    Path root = Files.createTempDirectory("finegrain-pytorch");
    // The launcher of sources wants the folders of the package.
    Path source = root.resolve("finegrain").resolve("bench").resolve(RIVAL);
    try {
      Files.createDirectories(source.getParent());
      try (InputStream in = TrainingJvms.class.getResourceAsStream(RIVAL)) {
        Files.copy(in, source);
      }
      List<String> options = new ArrayList<>();
      options.addAll(List.of(OperationBenchmark.NATIVE_ACCESS, "-XX:+UseSerialGC"));
      options.add("-Dai.djl.offline=true");
      options.add("-Dai.djl.default_engine=PyTorch");
      options.add("-Dai.djl.pytorch.num_threads=" + threads);
      options.add("-Dai.djl.pytorch.num_interop_threads=1");
      options.addAll(List.of("-cp", System.getProperty("java.class.path"), source.toString()));
      List<String> words = run(options, environment(threads), model, threads);
      return new Rival(
          Double.parseDouble(words.get(0)),
          Double.parseDouble(words.get(2)),
          String.join(" ", words.subList(3, words.size())));
    } finally {
      SweepCommand.delete(root);
    }
  }

  private Map<String, String> environment(int threads) {
    String count = Integer.toString(threads);
    String cache = CacheFolder.locate().resolve("djl").toString();
    Map<String, String> environment = new java.util.TreeMap<>();
    environment.put("OMP_NUM_THREADS", count);
    environment.put("MKL_NUM_THREADS", count);
    environment.put("DJL_CACHE_DIR", cache);
    environment.put("ENGINE_CACHE_DIR", cache);
    if (!isa.options().isEmpty()) {
      String upper = isa.id().toUpperCase(Locale.ROOT);
      environment.put("ATEN_CPU_CAPABILITY", isa.id());
      environment.put("MKL_ENABLE_INSTRUCTIONS", upper);
      environment.put("ONEDNN_MAX_CPU_ISA", upper.equals("AVX512") ? "AVX512_CORE_BF16" : upper);
    }
    return environment;
  }

  /** The words of the last line that a JVM prints. */
  private List<String> run(
      List<String> options, Map<String, String> environment, TrainingModel model, int threads)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of(model.kind().id(), Integer.toString(model.batch())));
    command.addAll(List.of(Integer.toString(threads), Integer.toString(rounds)));
    command.add(Double.toString(seconds));
    Path errors = Files.createTempFile("finegrain-bench", ".txt");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException("its JVM failed" + reason(errors));
      }
      return List.of(text.lines().toList().getLast().split(" "));
    } finally {
      Files.delete(errors);
    }
  }

  /** The first line about an exception or an error. */
  private static String reason(Path errors) {
    try (var lines = Files.lines(errors)) {
      return lines
          .filter(line -> line.contains("Exception") || line.contains("rror:"))
          .findFirst()
          .map(line -> ": " + line.strip())
          .orElse("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
