package finegrain.trainer.experiment;

import finegrain.trainer.labels.LabelKind;
import finegrain.trainer.training.ModelSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The number of hidden units varies, with few training images: the preference shifts from coarse
 * labels to fine ones as the units grow (P1, Fig. 2d).
 */
public final class CapacityScaling implements Experiment {
  /** For {@link java.util.ServiceLoader}. */
  public CapacityScaling() {}

  @Override
  public String name() {
    return "capacity-scaling";
  }

  @Override
  public String description() {
    return "coarse against fine labels as the hidden layer grows, with few training images";
  }

  @Override
  public List<Integer> defaultWidths() {
    return List.of(5, 7, 10, 20, 25, 30, 50, 75, 100, 120);
  }

  @Override
  public List<Integer> defaultPerClass() {
    return List.of(50);
  }

  @Override
  public int defaultRepeats() {
    return 10;
  }

  @Override
  public List<ModelSpec> models(Configuration configuration) {
    List<ModelSpec> models = new ArrayList<>();
    for (int perClass : configuration.perClass()) {
      for (int width : configuration.widths()) {
        for (int repeat = 0; repeat < configuration.repeats(); repeat++) {
          for (LabelKind labels : LabelKind.values()) {
            models.add(new ModelSpec(width, perClass, repeat, labels));
          }
        }
      }
    }
    return models;
  }
}
