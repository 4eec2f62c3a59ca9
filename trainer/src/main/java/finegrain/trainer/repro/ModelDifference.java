package finegrain.trainer.repro;

import finegrain.trainer.repro.RunRecord.Model;
import java.util.Map;
import java.util.Optional;

/** The first difference of a model from its record. */
sealed interface ModelDifference {
  /** In words, as the end of a sentence about the model. */
  String words();

  /** Its initial weights. */
  record Initial(String recorded, String here) implements ModelDifference {
    @Override
    public String words() {
      return "its initial weights: SHA-256 %s recorded, %s here".formatted(recorded, here);
    }
  }

  /**
   * Its weights after an epoch.
   *
   * @param epoch counted from 0
   * @param epochs that were recorded
   */
  record Epoch(int epoch, int epochs, String recorded, String here) implements ModelDifference {
    @Override
    public String words() {
      return "its weights after epoch %d of %d: SHA-256 %s recorded, %s here"
          .formatted(epoch + 1, epochs, recorded, here);
    }
  }

  /** How many epochs it was trained, while the weights of those that both have are the same. */
  record Length(int recorded, int here) implements ModelDifference {
    @Override
    public String words() {
      return "the epochs that it was trained: %d recorded, %d here".formatted(recorded, here);
    }
  }

  /** A metric, while all weights are the same. */
  record Metric(String name, double recorded, double here) implements ModelDifference {
    @Override
    public String words() {
      return "its %s: %s recorded, %s here, %s"
          .formatted(
              name,
              FloatBits.words(recorded),
              FloatBits.words(here),
              FloatBits.distance(recorded, here));
    }
  }

  /** The first difference in the order of the training; empty if there is none. */
  static Optional<ModelDifference> first(Model recorded, Model here) {
    if (!recorded.initial().equals(here.initial())) {
      return Optional.of(new Initial(recorded.initial(), here.initial()));
    }
    int both = Math.min(recorded.epochs().size(), here.epochs().size());
    for (int epoch = 0; epoch < both; epoch++) {
      String before = recorded.epochs().get(epoch);
      String now = here.epochs().get(epoch);
      if (!before.equals(now)) {
        return Optional.of(new Epoch(epoch, recorded.epochs().size(), before, now));
      }
    }
    if (recorded.epochs().size() != here.epochs().size()) {
      return Optional.of(new Length(recorded.epochs().size(), here.epochs().size()));
    }
    for (Map.Entry<String, Double> metric : recorded.metrics().entrySet()) {
      double before = metric.getValue();
      double now = here.metrics().getOrDefault(metric.getKey(), Double.NaN);
      if (Double.doubleToLongBits(before) != Double.doubleToLongBits(now)) {
        return Optional.of(new Metric(metric.getKey(), before, now));
      }
    }
    return Optional.empty();
  }
}
