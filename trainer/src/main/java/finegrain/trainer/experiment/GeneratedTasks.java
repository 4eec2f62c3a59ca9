package finegrain.trainer.experiment;

import finegrain.trainer.UserError;
import finegrain.trainer.labels.DiscTask;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.labels.RingsTask;
import finegrain.trainer.labels.Task;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The data sets that are generated: {@code circles}, with the deviation of the radius after a
 * hyphen where it is not 0.15, and {@code disc}.
 */
public final class GeneratedTasks {
  /** The name of the points on rings. */
  public static final String CIRCLES = "circles";

  /** The name of the points in a disc. */
  public static final String DISC = "disc";

  private static final double SIGMA = 0.15;
  private static final Pattern CIRCLES_WITH_SIGMA = Pattern.compile("circles-(\\d*\\.?\\d+)");

  private GeneratedTasks() {}

  /** Whether a name is that of a generated data set. */
  public static boolean isGenerated(String dataset) {
    return dataset.equals(CIRCLES) || dataset.startsWith(CIRCLES + "-") || dataset.equals(DISC);
  }

  /** The map where the user names none. */
  public static String defaultMap(String dataset) {
    return dataset.equals(DISC) ? "delta=0.2" : "0101";
  }

  /**
   * The task of a data set; empty if it is not generated.
   *
   * @param maps of its models: they say how many rings there are
   * @throws UserError if the name has another deviation than one from 0 to 1, or a map does not fit
   */
  public static Optional<Task> of(String dataset, List<String> maps, long seed) {
    if (!isGenerated(dataset)) {
      return Optional.empty();
    }
    Task task =
        dataset.equals(DISC)
            ? new DiscTask(seed)
            : new RingsTask(LabelTree.parse(maps.getFirst()).fineClasses(), sigma(dataset), seed);
    maps.forEach(task::tree);
    return Optional.of(task);
  }

  /**
   * The tree that a map means for a data set, be it generated or not.
   *
   * @throws UserError if the map does not fit
   */
  public static LabelTree tree(String dataset, String map) {
    long anySeed = 0;
    return of(dataset, List.of(map), anySeed)
        .map(task -> task.tree(map))
        .orElseGet(() -> LabelTree.parse(map));
  }

  private static double sigma(String dataset) {
    if (dataset.equals(CIRCLES)) {
      return SIGMA;
    }
    Matcher number = CIRCLES_WITH_SIGMA.matcher(dataset);
    double sigma = number.matches() ? Double.parseDouble(number.group(1)) : -1;
    if (sigma < 0 || sigma > 1) {
      throw new UserError(
          "the data set %s must be circles, or circles- and a deviation from 0 to 1 such as circles-0.2"
              .formatted(dataset));
    }
    return sigma;
  }
}
