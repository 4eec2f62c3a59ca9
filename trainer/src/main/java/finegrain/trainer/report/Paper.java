package finegrain.trainer.report;

import finegrain.trainer.data.DataSource;
import finegrain.trainer.experiment.Claim;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Experiment;
import finegrain.trainer.experiment.Question;
import java.util.List;

/** The paper whose experiments these are. */
public final class Paper {
  /** Its full citation. */
  public static final String REFERENCE =
      "Davide Pirovano, Federico Milanesio, Michele Caselle, Piero Fariselli and Matteo Osella:"
          + " \"Should We Always Train Models on Fine-Grained Classes?\", 2025, arXiv:2509.05130.";

  private static final String LABEL_GRANULARITY =
      "Zhuo Chen, Ruizhou Ding, Ting-Wu Chin and Diana Marculescu: \"Understanding the Impact of"
          + " Label Granularity on CNN-based Image Classification\", 2018, arXiv:1901.07012.";

  private static final String NAMED =
      "The paper \"Should We Always Train Models on Fine-Grained Classes?\" ";

  private Paper() {}

  /** The citations of the papers that a report of a run names. */
  public static List<String> references(Configuration configuration) {
    boolean byConfusion =
        Experiment.named(configuration.experiment()).question(configuration)
                instanceof Question.OverMaps
            && !(configuration.source() instanceof DataSource.Generated);
    return byConfusion || configuration.labelNoises().size() > 1
        ? List.of(REFERENCE, LABEL_GRANULARITY)
        : List.of(REFERENCE);
  }

  /** The sentence that says what the paper claims. */
  static String says(Claim claim) {
    return NAMED
        + switch (claim.source()) {
          case REPORTED -> "reports that ";
          case LEFT_OPEN -> "leaves open ";
        }
        + claim.words()
        + ".";
  }
}
