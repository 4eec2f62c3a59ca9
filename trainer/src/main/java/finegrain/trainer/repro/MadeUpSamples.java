package finegrain.trainer.repro;

import finegrain.kernels.RandomStream;
import finegrain.trainer.data.Dataset;
import finegrain.trainer.data.Samples;
import finegrain.trainer.labels.DatasetTask;
import finegrain.trainer.labels.Task;
import java.util.List;

/**
 * Samples of {@value #CLASSES} classes from the counter-based generator: for each class a pattern,
 * and noise over it. Some inputs are always zero, some in the training set alone.
 *
 * @param values sample after sample
 */
record MadeUpSamples(float[] values) implements Samples {
  private static final int FEATURES = 37;
  private static final int CLASSES = 5;
  static final String MAP = "01001";
  private static final int TRAINING_SAMPLES = 101 * CLASSES;
  private static final int TEST_SAMPLES = 60 * CLASSES;
  private static final int PURPOSE = 2_000_000;

  /** Which of the two sets, for the generator. */
  private enum Part {
    TRAINING(0),
    TEST(1);

    private final int stream;

    Part(int stream) {
      this.stream = stream;
    }
  }

  private static MadeUpSamples of(Part part, int size) {
    float[] values = new float[size * FEATURES];
    new RandomStream(1, 0, PURPOSE, part.stream).uniform(0, values);
    for (int i = 0; i < values.length; i++) {
      int feature = i % FEATURES;
      int label = i / FEATURES % CLASSES;
      boolean zero = feature % 7 == 3 || (part == Part.TRAINING && feature % 11 == 5);
      float pattern = (label + 1) * (feature + 3) % 5 < 2 ? 0.5f : 0;
      values[i] = zero ? 0 : pattern + 0.5f * values[i];
    }
    return new MadeUpSamples(values);
  }

  /** The task of the standard workload. */
  static Task task() {
    Dataset dataset =
        Dataset.inMemory(
            "made-up",
            List.of("a", "b", "c", "d", "e"),
            of(Part.TRAINING, TRAINING_SAMPLES),
            of(Part.TEST, TEST_SAMPLES));
    return new DatasetTask(dataset, List.of(0, 1, 2, 3, 4));
  }

  @Override
  public int size() {
    return values.length / FEATURES;
  }

  @Override
  public int features() {
    return FEATURES;
  }

  @Override
  public int label(int i) {
    return i % CLASSES;
  }

  @Override
  public void copyFeatures(int i, float[] target, int offset) {
    System.arraycopy(values, i * FEATURES, target, offset, FEATURES);
  }
}
