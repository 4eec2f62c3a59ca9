package finegrain.bench;

import finegrain.bench.operation.InstructionSet;
import finegrain.kernels.host.Machine;
import finegrain.trainer.weights.NetworkFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code finegrain bench accuracy}: a whole training in PyTorch, by the recipe of ours. */
@Command(
    name = "accuracy",
    description = {
      "Trains ResNet-20 on CIFAR-10 in PyTorch, as 'finegrain train --dataset cifar-10 --model"
          + " resnet20' does it: from the same initial weights, on the same batches of the same"
          + " augmented images, with the same optimiser and learning rates. Only the arithmetic"
          + " differs.",
      ""
    },
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footer = {
      "",
      "It prints the test accuracy of each epoch, and that of the weights at the beginning and at"
          + " the end, by PyTorch and by our kernels: both read the same safetensors file.",
      "",
      "A seed took 18 minutes with 20,000 images on one thread of an AMD EPYC (Zen 5). PyTorch"
          + " comes as DJL packages it, and is fetched by the first run.",
      "",
      "Examples:",
      "  finegrain bench accuracy --per-class 128 --epochs 1 --seeds 1",
      "  finegrain bench accuracy --data-dir data --out runs/pytorch",
      "  finegrain bench accuracy --load runs/DIR/weights.safetensors"
    })
final class AccuracyCommand implements Callable<Integer> {
  private static final String PROGRAM = "PyTorchTraining.java";

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "20",
      description = "Passes over the training images (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,2",
      description = "One training each, one after the other (default: ${DEFAULT-VALUE}).")
  private List<Long> seeds = List.of();

  @Option(
      names = "--per-class",
      paramLabel = "N",
      description = "Train on the first N images of each class (default: all).")
  private Optional<Integer> perClass = Optional.empty();

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Folder that holds cifar-10-batches-bin (default: the cache folder, to which 'finegrain"
              + " data fetch' brings it).")
  private Optional<Path> dataDir = Optional.empty();

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads of PyTorch (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--load",
      split = ",",
      paramLabel = "FILE",
      description = "Train nothing, but test the weights of files that 'finegrain train' wrote.")
  private List<Path> load = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Keep the weights in this folder: initial-SEED.safetensors and pytorch-SEED.safetensors,"
              + " which 'finegrain train --load' reads (default: they are not kept).")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // For the parser.
  private boolean help;

  private final PrintStream output;

  AccuracyCommand(PrintStream output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    check();
    SharedTraining shared = new SharedTraining(dataDir, perClass, epochs);
    load.forEach(file -> shared.check(file, NetworkFile.read(file)));
    if (!PyTorchJvm.isPossible()) {
      throw new IllegalArgumentException(
          "PyTorch's libraries are not here; ./finegrain bench accuracy fetches them on Linux for"
              + " x86-64 when it is online");
    }
    Machine machine = Machine.current();
    output.printf(
        "%s, %d processors, Java %s; threads of PyTorch: %d%n",
        machine.processorName(), machine.processors(), machine.java(), threads);
    if (load.isEmpty()) {
      output.printf("%d training images; %s%n", shared.trainingImages(), shared.recipe().values());
    }
    Path folder =
        out.isPresent()
            ? Files.createDirectories(out.get())
            : Files.createTempDirectory("finegrain-accuracy");
    try {
      new PyTorchJvm(InstructionSet.ofThisJvm(), threads)
          .run(PROGRAM, arguments(folder), output::println);
    } finally {
      if (out.isEmpty()) {
        SweepCommand.delete(folder);
      }
    }
    return 0;
  }

  private void check() {
    Selection.threads(List.of(threads));
    if (epochs < 1) {
      throw new IllegalArgumentException("--epochs must be 1 or more, not " + epochs);
    }
    if (perClass.isPresent() && perClass.get() < 1) {
      throw new IllegalArgumentException("--per-class must be 1 or more, not " + perClass.get());
    }
    if (!load.isEmpty() && out.isPresent()) {
      throw new IllegalArgumentException(
          "--load trains nothing, so there are no weights for --out; leave out one of them");
    }
  }

  private List<String> arguments(Path folder) {
    List<String> arguments = new ArrayList<>();
    arguments.add(Integer.toString(threads));
    arguments.add(dataDir.map(Path::toString).orElse(""));
    arguments.add(Integer.toString(perClass.orElse(0)));
    arguments.add(Integer.toString(epochs));
    arguments.add(folder.toString());
    if (load.isEmpty()) {
      seeds.forEach(seed -> arguments.add(Long.toString(seed)));
    } else {
      load.forEach(file -> arguments.add(file.toString()));
    }
    return arguments;
  }
}
