package finegrain.trainer.cli;

import finegrain.kernels.Backends;
import finegrain.kernels.Kernels;
import finegrain.kernels.host.WholeFile;
import finegrain.trainer.UserError;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.data.Dataset;
import finegrain.trainer.data.Scaling;
import finegrain.trainer.weights.NetworkFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code finegrain predict}: labels samples with the weights of a network. */
@Command(
    name = "predict",
    description = {
      "Label samples with the weights that 'finegrain train' wrote.",
      "",
      "The answer is a csv with a line for each sample: its set, its index there from 0, its label,"
          + " and the most probable classes.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  finegrain predict --load weights.safetensors mnist",
      "  finegrain predict --load weights.safetensors npz:my.npz --out labels.csv"
    },
    sortOptions = false,
    abbreviateSynopsis = true,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class PredictCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "SOURCE",
      arity = "0..1",
      description =
          "Data set of 'finegrain list', or csv:FILE, npz:FILE, npy:X,Y or idx:IMAGES,LABELS; or"
              + " name it by --dataset.")
  private Optional<String> sourceText = Optional.empty();

  @Option(
      names = "--load",
      paramLabel = "FILE",
      required = true,
      description = "The weights: a safetensors file that 'finegrain train' wrote.")
  private Path load = Path.of("");

  @Mixin private DataOptions dataOptions = new DataOptions();

  @Option(
      names = "--part",
      paramLabel = "NAME",
      description =
          "train, test or all samples (default: test for published data sets, all of your own).")
  private Optional<String> part = Optional.empty();

  @Option(
      names = "--top",
      paramLabel = "K",
      defaultValue = "1",
      description = "So many most probable classes (default: ${DEFAULT-VALUE}).")
  private int top;

  @Mixin private ComputeOptions computeOptions = new ComputeOptions();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the csv to this file (default: standard output).")
  private Optional<Path> out = Optional.empty();

  private final Console console;

  PredictCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (part.isPresent() && !List.of("train", "test", "all").contains(part.get())) {
      throw new UserError("--part must be train, test or all, not \"%s\"".formatted(part.get()));
    }
    if (sourceText.isPresent() == dataOptions.isGiven()) {
      throw new UserError("name one data set, such as mnist or npz:FILE");
    }
    NetworkFile file = NetworkFile.read(load);
    RunCommand.size("--top", top, file.classNames().size());
    DataSource.Stored source =
        TrainingSource.stored(dataOptions.scaledSource(sourceText.orElse(""), file.scaling()));
    ThreadCount threads = computeOptions.threads();
    Backends.Choice choice = computeOptions.backend();
    Dataset dataset = source.open().reader().get();
    check(file, dataset);
    Predictions predictions = new Predictions(file, dataset, top);
    StringBuilder csv = new StringBuilder(predictions.header());
    String which = part.orElse(source instanceof DataSource.Published ? "test" : "all");
    try (Kernels kernels = choice.backend().open(threads.count())) {
      if (!which.equals("test")) {
        predictions.add("train", dataset.train(), kernels, csv);
      }
      if (!which.equals("train")) {
        predictions.add("test", dataset.test(), kernels, csv);
      }
    }
    write(csv, predictions);
    return 0;
  }

  private void write(StringBuilder csv, Predictions predictions) {
    if (out.isEmpty()) {
      console.out().print(csv);
      console.out().flush();
      predictions.accuracy().ifPresent(words -> console.err().println(words));
      return;
    }
    try {
      WholeFile.write(out.get(), csv.toString());
    } catch (IOException e) {
      throw new UserError(
          "%s cannot be written (%s); choose another place with --out"
              .formatted(out.get(), e.getMessage()),
          e);
    }
    predictions.accuracy().ifPresent(console::say);
    console.say("wrote " + out.get());
  }

  private void check(NetworkFile file, Dataset dataset) {
    if (!file.input().equals(dataset.shape())) {
      throw new UserError(
          "%s is for samples of %s, and those of %s are %s"
              .formatted(load, file.input(), dataset.name(), dataset.shape()));
    }
    boolean byStatistics = file.scaling() == Scaling.STANDARD || file.scaling() == Scaling.UNIT;
    if (byStatistics && !dataset.sha256().equals(file.data())) {
      throw new UserError(
          "%s was trained on features that were scaled by the training samples of %s; it can label those data only"
              .formatted(load, file.dataset()));
    }
  }
}
