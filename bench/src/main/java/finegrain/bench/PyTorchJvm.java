package finegrain.bench;

import finegrain.bench.operation.InstructionSet;
import finegrain.bench.operation.OperationBenchmark;
import finegrain.kernels.host.CacheFolder;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A JVM with PyTorch, through DJL. It compiles our programs for PyTorch, which are source files,
 * when it starts: so no build needs DJL.
 *
 * @param isa the class of vector instructions; without options PyTorch is not limited
 * @param threads of PyTorch
 */
record PyTorchJvm(InstructionSet isa, int threads) {
  /** All of them, because they use each other. */
  private static final List<String> SOURCES =
      List.of("PyTorchResNet.java", "PyTorchSteps.java", "PyTorchTraining.java");

  /** The libraries with PyTorch itself, as Maven names them. */
  private static final String LIBRARY = "pytorch-native-cpu-";

  /** Freed memory that PyTorch keeps, at most: 64 GiB. */
  private static final String KEPT_BYTES = Long.toString(64L << 30);

  /** Whether PyTorch's libraries are on the class path: the launcher fetches them. */
  static boolean isPossible() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(path -> Path.of(path).getFileName())
        .anyMatch(name -> name != null && name.toString().startsWith(LIBRARY));
  }

  /**
   * Runs a program to its end.
   *
   * @param program one of the sources
   * @param arguments of the program
   * @param lines takes each line that it prints at once
   * @throws IOException with one sentence if it fails
   */
  void run(String program, List<String> arguments, Consumer<String> lines)
      throws IOException, InterruptedException {
    Path root = Files.createTempDirectory("finegrain-pytorch");
    // The launcher of sources wants the folders of the package.
    Path folder = root.resolve("finegrain").resolve("bench");
    try {
      Files.createDirectories(folder);
      for (String source : SOURCES) {
        try (InputStream in = PyTorchJvm.class.getResourceAsStream(source)) {
          Files.copy(in, folder.resolve(source));
        }
      }
      List<String> all = new ArrayList<>();
      all.addAll(
          List.of(
              OperationBenchmark.VECTORS, OperationBenchmark.NATIVE_ACCESS, "-XX:+UseSerialGC"));
      all.add("-Dai.djl.offline=true");
      all.add("-Dai.djl.default_engine=PyTorch");
      all.add("-Dai.djl.pytorch.num_threads=" + threads);
      all.add("-Dai.djl.pytorch.num_interop_threads=1");
      all.addAll(List.of("-cp", System.getProperty("java.class.path")));
      all.add(folder.resolve(program).toString());
      all.addAll(arguments);
      Jvm.run(all, environment(), lines);
    } finally {
      SweepCommand.delete(root);
    }
  }

  /**
   * With freed memory kept: by default glibc gives large blocks back to the system at once, and
   * each step of PyTorch spends most of its time on fresh pages.
   */
  private Map<String, String> environment() {
    String count = Integer.toString(threads);
    String cache = CacheFolder.locate().resolve("djl").toString();
    Map<String, String> environment = new TreeMap<>();
    environment.put("OMP_NUM_THREADS", count);
    environment.put("MKL_NUM_THREADS", count);
    environment.put("MALLOC_ARENA_MAX", "1");
    environment.put("MALLOC_MMAP_MAX_", "0");
    environment.put("MALLOC_TRIM_THRESHOLD_", KEPT_BYTES);
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
}
