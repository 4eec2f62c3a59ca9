package finegrain.trainer.result;

import finegrain.trainer.labels.LabelKind;
import finegrain.trainer.result.Statistics.Estimate;
import finegrain.trainer.result.Statistics.Quartiles;
import finegrain.trainer.training.TrainedModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Coarse against fine training in one setting, over all repeats. Accuracies are on the coarse
 * labels of the test set.
 *
 * @param perClass training images of each fine class
 * @param width hidden units
 * @param repeats number of pairs
 * @param diverged models whose training ended because a loss was not finite; they count as the
 *     accuracies they had then
 * @param coarse of the models trained on coarse labels
 * @param fine of the models trained on fine labels
 * @param coarseTrain the coarse models' accuracy on the training set
 * @param fineTrain the fine models' accuracy on the coarse labels of the training set
 * @param difference median of fine minus coarse over the pairs
 */
record Comparison(
    int perClass,
    int width,
    int repeats,
    int diverged,
    Quartiles coarse,
    Quartiles fine,
    Quartiles coarseTrain,
    Quartiles fineTrain,
    Estimate difference) {
  /**
   * With fewer pairs an interval of 95 % says nothing: their signs are equal by chance too often.
   */
  private static final int LEAST_REPEATS = 6;

  /** Differences of accuracies are fractions of thousands; beyond this they are rounding errors. */
  private static final double RESOLUTION = 1e12;

  private record Setting(int perClass, int width) {}

  /** One comparison for each setting, in the order of the models. */
  static List<Comparison> of(List<TrainedModel> models, long seed) {
    Map<Setting, List<TrainedModel>> settings = new LinkedHashMap<>();
    for (TrainedModel model : models) {
      Setting setting = new Setting(model.spec().perClass(), model.spec().width());
      settings.computeIfAbsent(setting, _ -> new ArrayList<>()).add(model);
    }
    List<Comparison> comparisons = new ArrayList<>();
    settings.forEach((setting, members) -> comparisons.add(compare(setting, members, seed)));
    return comparisons;
  }

  /** Whether there are enough repeats for an interval. */
  boolean hasInterval() {
    return repeats >= LEAST_REPEATS;
  }

  /** The labels that do better, {@code fine} or {@code coarse}; a dash where that is open. */
  String favours() {
    if (!hasInterval() || !difference.excludesZero()) {
      return "-";
    }
    return (difference.low() > 0 ? LabelKind.FINE : LabelKind.COARSE).toString();
  }

  private static Comparison compare(Setting setting, List<TrainedModel> members, long seed) {
    List<TrainedModel> coarse = ofKind(LabelKind.COARSE, members);
    List<TrainedModel> fine = ofKind(LabelKind.FINE, members);
    double[] difference = new double[coarse.size()];
    for (int i = 0; i < difference.length; i++) {
      if (coarse.get(i).spec().repeat() != fine.get(i).spec().repeat()) {
        throw new IllegalStateException("the models of %s are not in pairs".formatted(setting));
      }
      double exact = fine.get(i).test().coarseAccuracy() - coarse.get(i).test().coarseAccuracy();
      difference[i] = Math.rint(exact * RESOLUTION) / RESOLUTION;
    }
    return new Comparison(
        setting.perClass(),
        setting.width(),
        difference.length,
        (int) members.stream().filter(TrainedModel::diverged).count(),
        Statistics.quartiles(coarse.stream().mapToDouble(m -> m.test().coarseAccuracy()).toArray()),
        Statistics.quartiles(fine.stream().mapToDouble(m -> m.test().coarseAccuracy()).toArray()),
        Statistics.quartiles(
            coarse.stream().mapToDouble(m -> m.train().coarseAccuracy()).toArray()),
        Statistics.quartiles(fine.stream().mapToDouble(m -> m.train().coarseAccuracy()).toArray()),
        Statistics.median(difference, seed));
  }

  private static List<TrainedModel> ofKind(LabelKind kind, List<TrainedModel> models) {
    return models.stream().filter(model -> model.spec().labels() == kind).toList();
  }
}
