package finegrain.bench;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A model whose training steps are measured, and the samples of a step. Its text is such as {@code
 * resnet20:32}.
 *
 * @param kind of the model
 * @param batch at least 1
 */
record TrainingModel(Kind kind, int batch) {
  private static final int MOST = 4096;

  /** What is trained. */
  enum Kind {
    /** ResNet-20 with 16, 32 and 64 channels, on images of 32 x 32. */
    RESNET20("resnet20"),
    /**
     * A vision transformer of 64 tokens: 192 numbers, 3 heads, 4 blocks, perceptrons of 4 x 192.
     */
    VIT("vit"),
    /** A convolution of 3 x 3 from 64 to 64 channels on 32 x 32 pixels, and both its gradients. */
    CONVOLUTION("conv");

    private final String id;

    Kind(String id) {
      this.id = id;
    }

    String id() {
      return id;
    }
  }

  /** Those that are measured if the user names none. */
  static final List<TrainingModel> DEFAULT =
      List.of(
          new TrainingModel(Kind.RESNET20, 32),
          new TrainingModel(Kind.RESNET20, 128),
          new TrainingModel(Kind.VIT, 32),
          new TrainingModel(Kind.CONVOLUTION, 32));

  /**
   * Reads {@code kind:batch}.
   *
   * @throws IllegalArgumentException with one sentence if the text is something else
   */
  static TrainingModel parse(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    String batch = colon < 0 ? "32" : text.substring(colon + 1);
    for (Kind kind : Kind.values()) {
      if (kind.id.equals(name) && batch.matches("[1-9]\\d{0,3}")) {
        int samples = Integer.parseInt(batch);
        if (samples <= MOST) {
          return new TrainingModel(kind, samples);
        }
      }
    }
    throw new IllegalArgumentException(
        "--models: \"%s\" is no model; it is one of %s, a colon, and a batch from 1 to %s, such as %s"
            .formatted(
                text,
                List.of(Kind.values()).stream().map(Kind::id).collect(Collectors.joining(", ")),
                Integer.toString(MOST),
                DEFAULT.getFirst()));
  }

  @Override
  public String toString() {
    return kind.id + ":" + batch;
  }
}
