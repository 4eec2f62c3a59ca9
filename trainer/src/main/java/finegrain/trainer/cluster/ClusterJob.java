package finegrain.trainer.cluster;

import finegrain.trainer.UserError;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.result.ConfigurationFile;
import finegrain.trainer.result.StudyConfiguration;
import java.io.Serializable;

/**
 * What all tasks of a run have in common, as text, so that another process can make the same items
 * of it: models in the order of the experiment, or units of a study in the order of its plan.
 *
 * @param isStudy whether it is a study's
 * @param configuration of the whole run
 * @param backend its name, {@code auto} and {@code fast} included
 * @param mostModels the most models of a cohort
 */
public record ClusterJob(boolean isStudy, String configuration, String backend, int mostModels)
    implements Serializable {
  /** That of an experiment. */
  public static ClusterJob of(Configuration configuration, String backend, int mostModels) {
    return new ClusterJob(
        false, ConfigurationFile.text(configuration.absolute()), backend, mostModels);
  }

  /** That of a study. */
  public static ClusterJob of(StudyConfiguration configuration, String backend) {
    return new ClusterJob(true, configuration.absolute().text(), backend, 1);
  }

  /**
   * Makes ready to compute it in this process.
   *
   * @throws UserError if this machine cannot: it has other data, or gives other bits
   */
  public ClusterWork open() {
    return isStudy ? UnitWork.of(this) : ModelWork.of(this);
  }
}
