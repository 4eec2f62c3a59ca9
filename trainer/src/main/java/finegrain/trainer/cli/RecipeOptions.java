package finegrain.trainer.cli;

import finegrain.trainer.UserError;
import finegrain.trainer.data.Augmentation;
import finegrain.trainer.network.Architecture;
import finegrain.trainer.training.Optimiser;
import finegrain.trainer.training.Recipe;
import finegrain.trainer.training.Schedule;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of {@code finegrain train} that say how the network is trained. */
final class RecipeOptions {
  private static final int USUAL_EPOCHS = 10;
  private static final int MOST_EPOCHS = 1_000_000;
  private static final int MOST_BATCH = 1_048_576;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description =
          "Passes over the training samples; 0, with --load, only tests the weights (default: 10).")
  private Optional<Integer> epochs = Optional.empty();

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Samples of a step (default: 128, or all where there are fewer).")
  private Optional<Integer> batch = Optional.empty();

  @Option(
      names = "--optimiser",
      paramLabel = "NAME",
      description =
          "sgd, nesterov or adamw; with numbers sgd:MOMENTUM, nesterov:MOMENTUM or"
              + " adamw:BETA1,BETA2,EPSILON (default: sgd:0.9; nesterov:0.9 for resnet20;"
              + " adamw:0.9,0.999,1e-8 for vit).")
  private Optional<String> optimiser = Optional.empty();

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      description =
          "At the height of the schedule (default: 0.1, for batches below 128 linearly less; 0.001"
              + " for vit).")
  private Optional<Double> learningRate = Optional.empty();

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description =
          "constant, cosine, cosine:LAST, linear:LAST or step:EPOCH,EPOCH,...:FACTOR, after"
              + " warm-up:EPOCHS+ for a rise (default: warm-up:1+cosine; for vit a warm-up of a"
              + " tenth of the epochs).")
  private Optional<String> schedule = Optional.empty();

  @Option(
      names = "--weight-decay",
      paramLabel = "X",
      description =
          "Of the weights, not of biases, normalisations and positions (default: 0.0005; 0.05 for"
              + " vit).")
  private Optional<Double> weightDecay = Optional.empty();

  @Option(
      names = "--augment",
      paramLabel = "PARTS",
      description =
          "none, or crop=PIXELS, flip and cutout=PIXELS with commas between them (default:"
              + " crop=4,flip for cifar-10 and cifar-100, none for others).")
  private Optional<String> augment = Optional.empty();

  @Option(
      names = "--smoothing",
      paramLabel = "X",
      description = "Share of each label that all classes get alike (default: 0).")
  private Optional<Double> smoothing = Optional.empty();

  @Option(
      names = "--clip",
      paramLabel = "X",
      description = "Greatest norm of the gradient; 0 for any (default: 0).")
  private Optional<Double> clip = Optional.empty();

  @Option(
      names = "--dropout",
      paramLabel = "P",
      description =
          "In training, drop numbers inside the network with this probability: before the output"
              + " layer; of vit after positions, attention and perceptrons (default: 0).")
  private Optional<Double> dropout = Optional.empty();

  /** Checks all numbers, before any data are read. */
  void check() {
    RunCommand.size("--batch", batch.orElse(1), MOST_BATCH);
    int count = epochs();
    if (count < 0 || count > MOST_EPOCHS) {
      throw new UserError("--epochs must be from 0 to %d, not %d".formatted(MOST_EPOCHS, count));
    }
    learningRate.ifPresent(
        x -> check(x > 0 && x <= Float.MAX_VALUE, "--learning-rate must be above 0", x));
    weightDecay.ifPresent(
        x -> check(x >= 0 && x <= Float.MAX_VALUE, "--weight-decay must be 0 or more", x));
    smoothing.ifPresent(x -> check(isShare(x), "--smoothing must be from 0 to below 1", x));
    dropout.ifPresent(x -> check(isShare(x), "--dropout must be from 0 to below 1", x));
    clip.ifPresent(x -> check(x >= 0 && x <= Float.MAX_VALUE, "--clip must be 0 or more", x));
    optimiser.ifPresent(Optimiser::parse);
    schedule.ifPresent(Schedule::parse);
    augment.ifPresent(Augmentation::parse);
  }

  private static boolean isShare(double x) {
    return x >= 0 && (float) x < 1;
  }

  private static void check(boolean right, String what, double value) {
    if (!right) {
      throw new UserError(what + ", not " + value);
    }
  }

  int epochs() {
    return epochs.orElse(USUAL_EPOCHS);
  }

  /**
   * The recipe: that of the protocol {@code deep}, but for what the user says.
   *
   * @param photographs whether a shifted or mirrored image is as good
   * @param samples how many there are to train on
   * @throws UserError if something is wrong
   */
  Recipe recipe(Architecture architecture, boolean photographs, int samples) {
    check();
    int size = Math.min(batch.orElse(Recipe.USUAL_BATCH), samples);
    Recipe usual = Recipe.usual(architecture, size, epochs(), photographs);
    return new Recipe(
        optimiser.map(Optimiser::parse).orElse(usual.optimiser()),
        learningRate.orElse(usual.learningRate()),
        weightDecay.map(Double::floatValue).orElse(usual.weightDecay()),
        schedule.map(Schedule::parse).orElse(usual.schedule()),
        size,
        epochs(),
        augment.map(Augmentation::parse).orElse(usual.augmentation()),
        smoothing.map(Double::floatValue).orElse(usual.smoothing()),
        clip.map(Double::floatValue).orElse(usual.clip()),
        dropout.map(Double::floatValue).orElse(usual.dropout()));
  }
}
