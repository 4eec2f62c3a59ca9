package finegrain.trainer.training;

import finegrain.trainer.data.Augmentation;
import finegrain.trainer.network.Architecture;
import finegrain.trainer.network.ResNet20;
import finegrain.trainer.network.VisionTransformer;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * How one network is trained. Weight decay applies to the weights of products alone: {@link
 * finegrain.trainer.network.ParameterShape#decays}.
 *
 * @param optimiser of all parameters
 * @param learningRate at the height of the schedule, above 0
 * @param weightDecay from 0 on
 * @param schedule of the learning rate
 * @param batchSize samples of a step, at least 1; the last step of an epoch may have fewer
 * @param epochs at least 0
 * @param augmentation of the training images
 * @param smoothing of the labels, from 0 to below 1
 * @param clip the greatest norm of the gradient of all parameters together; 0 for any
 * @param dropout the probability that a number inside the network is dropped, from 0 to below 1
 */
public record Recipe(
    Optimiser optimiser,
    double learningRate,
    float weightDecay,
    Schedule schedule,
    int batchSize,
    int epochs,
    Augmentation augmentation,
    float smoothing,
    float clip,
    float dropout) {
  /** The batch size of the published recipes, which learning rates are for. */
  public static final int USUAL_BATCH = 128;

  private static final double SGD_RATE = 0.1;
  private static final float SGD_DECAY = 5e-4f;
  private static final double ADAMW_RATE = 1e-3;
  private static final float ADAMW_DECAY = 0.05f;
  private static final int CROP = 4;

  /** Smaller and larger numbers keep their exponent. */
  private static final int MOST_DIGITS = 20;

  /** Checks the numbers. */
  public Recipe {
    boolean rates = learningRate > 0 && Double.isFinite(learningRate);
    boolean decays = weightDecay >= 0 && Float.isFinite(weightDecay);
    boolean clips = clip >= 0 && Float.isFinite(clip);
    if (!rates || !decays || !clips || !isShare(smoothing) || !isShare(dropout)) {
      throw new IllegalArgumentException(
          "a recipe needs a learning rate above 0, a weight decay and a clipping from 0 on, and a"
              + " smoothing and a dropout from 0 to below 1");
    }
    if (batchSize < 1 || epochs < 0) {
      throw new IllegalArgumentException(
          "a recipe needs batches of a sample or more, and 0 epochs or more");
    }
  }

  private static boolean isShare(float x) {
    return x >= 0 && x < 1;
  }

  /**
   * The protocol {@code deep}: for transformers AdamW at 1e-3 with weight decay .05 and a warm-up
   * of a tenth of the epochs; for all others momentum .9 (Nesterov's for residual networks) at .1
   * for batches of 128, linearly less for smaller ones, with weight decay 5e-4 and an epoch of
   * warm-up (half the epochs where there is one only); then a cosine to 0.
   *
   * @param batchSize at least 1
   * @param epochs at least 0
   * @param photographs whether the images are such that a shifted or mirrored one is as good
   */
  public static Recipe usual(
      Architecture architecture, int batchSize, int epochs, boolean photographs) {
    boolean transformer = architecture instanceof VisionTransformer;
    boolean residual = architecture instanceof ResNet20;
    double warmUp = transformer ? epochs / 10.0 : Math.min(1, epochs / 2.0);
    return new Recipe(
        transformer ? Optimiser.ADAMW : residual ? Optimiser.NESTEROV : Optimiser.SGD,
        transformer ? ADAMW_RATE : SGD_RATE * Math.min(1, batchSize / (double) USUAL_BATCH),
        transformer ? ADAMW_DECAY : SGD_DECAY,
        new Schedule(warmUp, new Schedule.Cosine(0)),
        batchSize,
        epochs,
        photographs ? new Augmentation(CROP, true, 0) : Augmentation.NONE,
        0,
        0,
        0);
  }

  /** Its values, by the names of the options that give them. */
  public SequencedMap<String, String> values() {
    SequencedMap<String, String> values = new LinkedHashMap<>();
    values.put("epochs", Integer.toString(epochs));
    values.put("batch", Integer.toString(batchSize));
    values.put("optimiser", optimiser.toString());
    values.put("learning-rate", plain(Double.toString(learningRate)));
    values.put("schedule", schedule.toString());
    values.put("weight-decay", plain(Float.toString(weightDecay)));
    values.put("augment", augmentation.toString());
    values.put("smoothing", plain(Float.toString(smoothing)));
    values.put("clip", plain(Float.toString(clip)));
    // Trainings without it are known by the values that they had before there was any.
    if (dropout > 0) {
      values.put("dropout", plain(Float.toString(dropout)));
    }
    return Collections.unmodifiableSequencedMap(values);
  }

  /** The values with their names, for people. */
  public String inWords() {
    return values().entrySet().stream()
        .map(value -> value.getKey() + " " + value.getValue())
        .collect(Collectors.joining(", "));
  }

  /** A number that is read back to the same bits, as people write it. */
  private static String plain(String number) {
    BigDecimal exact = new BigDecimal(number).stripTrailingZeros();
    return Math.abs(exact.scale()) > MOST_DIGITS ? number : exact.toPlainString();
  }
}
