package finegrain.bench;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import finegrain.bench.operation.InstructionSet;
import finegrain.kernels.host.Machine;
import finegrain.kernels.host.WholeFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code finegrain bench train}: training steps of deep networks beside PyTorch's. */
@Command(
    name = "train",
    description = {
      "Measures training steps of deep networks, ours and PyTorch's in turns, each in fresh JVMs:"
          + " forward, softmax cross-entropy, backward, and SGD with momentum.",
      ""
    },
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footer = {
      "",
      "Models, and the samples of a step: resnet20:32, ResNet-20 with 16 channels on 32 x 32"
          + " pixels; vit:32, a vision transformer of 64 tokens, 192 numbers, 3 heads, 4 blocks;"
          + " conv:32, one convolution of 3 x 3 from 64 to 64 channels with both gradients.",
      "",
      "Columns: ms, milliseconds of a step, the median of the JVMs; worst, the slowest JVM divided"
          + " by the median; % peak, the share of the processor's peak of fused multiply-adds;"
          + " B/step, bytes that a step allocates, not 0 while methods that run once a step are"
          + " not compiled yet; ratio, how many times as fast we are.",
      "",
      "PyTorch comes as DJL packages it, and is fetched by the first run.",
      "",
      "Examples:",
      "  finegrain bench train --quick",
      "  finegrain bench train --models resnet20:128 --threads 1,2 --isa avx2 --json train.json",
      "",
      "Measure on an idle machine."
    })
final class TrainCommand implements Callable<Integer> {
  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();
  private static final int FULL_FORKS = 5;
  private static final int QUICK_FORKS = 2;
  private static final int ROUNDS = 5;

  @Option(
      names = "--models",
      split = ",",
      paramLabel = "MODEL",
      description = "Models, such as resnet20:32,vit:32. Default: all, resnet20 at 32 and 128.")
  private List<String> models = List.of();

  @Option(
      names = "--rivals",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "pytorch",
      description = "pytorch, or none. Default: pytorch.")
  private List<String> rivals = List.of();

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      description = "Threads of a step, such as 1,2. Default: 1, and all processors.")
  private List<Integer> threads = List.of();

  @Option(
      names = "--isa",
      split = ",",
      paramLabel = "CLASS",
      description =
          "Measure in these classes of vector instructions: avx2, avx512; for both sides. Default:"
              + " what a JVM here uses by itself, and PyTorch unlimited.")
  private List<String> isas = List.of();

  @Option(
      names = "--forks",
      paramLabel = "N",
      description = "JVMs of each side and row. Default: 5, with --quick 2.")
  private Optional<Integer> forks = Optional.empty();

  @Option(names = "--quick", description = "Shorter rounds. Rough figures.")
  private boolean quick;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the results as JSON.")
  private Optional<Path> json = Optional.empty();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // For the parser.
  private boolean help;

  private final PrintStream out;
  private final PrintStream err;

  TrainCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<TrainingModel> chosen =
        models.isEmpty()
            ? TrainingModel.DEFAULT
            : models.stream().map(TrainingModel::parse).distinct().toList();
    List<Integer> counts =
        threads.isEmpty()
            ? List.of(1, Runtime.getRuntime().availableProcessors()).stream().distinct().toList()
            : Selection.threads(threads);
    int turns = forks.orElse(quick ? QUICK_FORKS : FULL_FORKS);
    if (turns < 1) {
      throw new IllegalArgumentException("--forks must be 1 or more, not " + turns);
    }
    json.ifPresent(file -> BenchCommand.checkWritable("--json", Optional.of(file)));
    List<InstructionSet> classes = Selection.isas(isas, List.of(), InstructionSet::isOffered);
    boolean beside = hasRival();
    Machine machine = Machine.current();
    out.printf(
        "%s, %d processors, Java %s%nmedian of %d JVMs each%s%n%n",
        machine.processorName(),
        machine.processors(),
        machine.java(),
        turns,
        quick ? "; ROUGH, because of --quick" : "");
    out.println(TrainRow.heading(beside));
    JsonArray rows = new JsonArray();
    String versions = "";
    for (InstructionSet isa : classes) {
      TrainingJvms jvms = new TrainingJvms(isa, ROUNDS, quick ? 0.3 : 1);
      for (int count : counts) {
        for (TrainingModel model : chosen) {
          TrainRow row = measure(jvms, model, count, turns, beside);
          out.println(row.line(beside));
          rows.add(row.json());
          versions = row.versions().orElse(versions);
        }
      }
    }
    if (!versions.isEmpty()) {
      out.println();
      out.println(versions);
    }
    if (json.isPresent()) {
      JsonObject file = new JsonObject();
      file.addProperty("cpu", machine.processorName());
      file.addProperty("java", machine.java());
      file.addProperty("rival", versions);
      file.addProperty("rough", quick);
      file.add("results", rows);
      WholeFile.write(json.get(), GSON.toJson(file) + "\n");
      out.println("wrote " + json.get());
    }
    return 0;
  }

  private boolean hasRival() {
    if (rivals.equals(List.of("none"))) {
      return false;
    }
    if (!rivals.equals(List.of("pytorch"))) {
      throw new IllegalArgumentException(
          "--rivals: choose pytorch, or none, and not \"%s\"".formatted(String.join(",", rivals)));
    }
    if (!PyTorchJvm.isPossible()) {
      err.println(
          "finegrain bench: PyTorch is left out: its libraries are not here; ./finegrain bench"
              + " train fetches them on Linux for x86-64 when it is online");
      return false;
    }
    return true;
  }

  /** Both sides in turns, JVM by JVM. */
  private TrainRow measure(
      TrainingJvms jvms, TrainingModel model, int count, int turns, boolean beside)
      throws IOException, InterruptedException {
    List<TrainingJvms.Own> own = new ArrayList<>();
    List<TrainingJvms.Rival> others = new ArrayList<>();
    try (Progress progress = new Progress(err)) {
      for (int turn = 1; turn <= turns; turn++) {
        progress.show(
            String.format(Locale.ROOT, "%s, %d threads, JVM %d of %d", model, count, turn, turns));
        own.add(jvms.own(model, count));
        if (beside && others.size() == turn - 1) {
          try {
            others.add(jvms.rival(model, count));
          } catch (IOException e) {
            progress.clear();
            err.printf("finegrain bench: PyTorch is left out at %s: %s%n", model, e.getMessage());
          }
        }
      }
    }
    return new TrainRow(model, count, jvms.isa().id(), own, others);
  }
}
