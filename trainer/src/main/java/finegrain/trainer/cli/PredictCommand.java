package finegrain.trainer.cli;

import finegrain.kernels.Backends;
import finegrain.kernels.Kernels;
import finegrain.kernels.host.WholeFile;
import finegrain.trainer.UserError;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.data.Dataset;
import finegrain.trainer.data.FeatureScale;
import finegrain.trainer.data.ImageFolder;
import finegrain.trainer.data.OwnFiles;
import finegrain.trainer.data.Predictable;
import finegrain.trainer.data.Scaling;
import finegrain.trainer.data.UnlabelledSamples;
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
          + " and the most probable classes with their probabilities. Of files without labels, the"
          + " set is all, the index counts the samples of the file, and the label is empty.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  finegrain predict --load weights.safetensors mnist",
      "  finegrain predict --load weights.safetensors npz:my.npz --out labels.csv",
      "  finegrain predict --load weights.safetensors csv:without-labels.csv --top 3"
    },
    sortOptions = false,
    abbreviateSynopsis = true,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class PredictCommand implements Callable<Integer> {
  private static final String TRAIN = "train";
  private static final String TEST = "test";
  private static final String ALL = "all";

  @Parameters(
      paramLabel = "SOURCE",
      arity = "0..1",
      description =
          "Data set of 'finegrain list', or csv:FILE, npz:FILE, npy:X,Y, idx:IMAGES,LABELS"
              + " or folder:DIR; without labels csv:FILE, npz:FILE, npy:X, idx:IMAGES or"
              + " folder:DIR. Or name it by --dataset.")
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
    if (part.isPresent() && !List.of(TRAIN, TEST, ALL).contains(part.get())) {
      throw new UserError("--part must be train, test or all, not \"%s\"".formatted(part.get()));
    }
    if (sourceText.isPresent() == dataOptions.isGiven()) {
      throw new UserError("name one data set, such as mnist or npz:FILE");
    }
    out.ifPresent(path -> OutputFile.check("--out", path));
    NetworkFile file = NetworkFile.read(load);
    RunCommand.size("--top", top, file.classNames().size());
    String text = sourceText.orElse("");
    Optional<OwnFiles> own = dataOptions.ownFiles(text, file.scaling());
    Optional<ImageFolder> images = dataOptions.imageFolder(text, file.scaling());
    boolean users = own.isPresent() || images.isPresent();
    Optional<DataSource.Stored> published =
        users
            ? Optional.empty()
            : Optional.of(TrainingSource.stored(dataOptions.scaledSource(text, file.scaling())));
    ThreadCount threads = computeOptions.threads();
    Backends.Choice choice = computeOptions.backend();
    Predictable data =
        own.<Predictable>map(files -> files.read(file.input().features(), file.scale()))
            .or(() -> images.map(folder -> folder.read(file.input(), file.scale())))
            .orElseGet(() -> published.orElseThrow().open().reader().get());
    check(file, data, users);
    Predictions predictions = new Predictions(file, top);
    StringBuilder csv = new StringBuilder(predictions.header());
    try (Kernels kernels = choice.backend().open(threads.count())) {
      switch (data) {
        case Dataset dataset ->
            add(dataset, part.orElse(users ? ALL : TEST), predictions, kernels, csv);
        case UnlabelledSamples unlabelled -> {
          if (part.isPresent() && !part.get().equals(ALL)) {
            throw new UserError(
                "%s has no labels, and so no parts; leave out --part".formatted(unlabelled.name()));
          }
          predictions.add(ALL, unlabelled.samples(), Optional.empty(), kernels, csv);
        }
      }
    }
    write(csv, predictions);
    return 0;
  }

  private static void add(
      Dataset dataset, String which, Predictions predictions, Kernels kernels, StringBuilder csv) {
    Optional<List<String>> classNames = Optional.of(dataset.classNames());
    if (!which.equals(TEST)) {
      predictions.add(TRAIN, dataset.train(), classNames, kernels, csv);
    }
    if (!which.equals(TRAIN)) {
      predictions.add(TEST, dataset.test(), classNames, kernels, csv);
    }
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

  private void check(NetworkFile file, Predictable data, boolean own) {
    if (!file.input().equals(data.shape())) {
      throw new UserError(
          "%s is for samples of %s, and those of %s are %s"
              .formatted(load, file.input(), data.name(), data.shape()));
    }
    boolean byStatistics = file.scaling() == Scaling.STANDARD || file.scaling() == Scaling.UNIT;
    boolean known = own && !file.scale().equals(FeatureScale.NONE);
    boolean same = data instanceof Dataset dataset && dataset.sha256().equals(file.data());
    if (byStatistics && !known && !same) {
      throw new UserError(
          "%s was trained on features that were scaled by the training samples of %s; it can label those data%s"
              .formatted(
                  load,
                  file.dataset(),
                  file.scale().equals(FeatureScale.NONE) ? " only" : " and your own files"));
    }
  }
}
