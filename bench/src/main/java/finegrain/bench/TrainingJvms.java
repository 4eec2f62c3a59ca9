package finegrain.bench;

import finegrain.bench.operation.InstructionSet;
import finegrain.bench.operation.LargePages;
import finegrain.bench.operation.OperationBenchmark;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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

  /** Our kernels and network. */
  Own own(TrainingModel model, int threads) throws IOException, InterruptedException {
    List<String> options = new ArrayList<>();
    options.addAll(List.of(OperationBenchmark.VECTORS, OperationBenchmark.CACHE_LINES));
    options.add("-XX:+UseSerialGC");
    options.addAll(LargePages.options());
    options.addAll(isa.options());
    options.addAll(List.of("-cp", System.getProperty("java.class.path")));
    options.add(TrainingSteps.class.getName());
    options.addAll(arguments(model, threads));
    List<String> printed = new ArrayList<>();
    Jvm.run(options, Map.of(), printed::add);
    List<String> words = words(printed);
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

  /** PyTorch. */
  Rival rival(TrainingModel model, int threads) throws IOException, InterruptedException {
    List<String> printed = new ArrayList<>();
    new PyTorchJvm(isa, threads).run(RIVAL, arguments(model, threads), printed::add);
    List<String> words = words(printed);
    return new Rival(
        Double.parseDouble(words.get(0)),
        Double.parseDouble(words.get(2)),
        String.join(" ", words.subList(3, words.size())));
  }

  private List<String> arguments(TrainingModel model, int threads) {
    return List.of(
        model.kind().id(),
        Integer.toString(model.batch()),
        Integer.toString(threads),
        Integer.toString(rounds),
        Double.toString(seconds));
  }

  /** The words of the last line that a JVM printed. */
  private static List<String> words(List<String> lines) {
    return List.of(lines.getLast().split(" "));
  }
}
