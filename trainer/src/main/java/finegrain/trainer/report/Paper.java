package finegrain.trainer.report;

import finegrain.trainer.experiment.Claim;

/** The paper whose experiments these are. */
public final class Paper {
  /** Its full citation. */
  public static final String REFERENCE =
      "Davide Pirovano, Federico Milanesio, Michele Caselle, Piero Fariselli and Matteo Osella:"
          + " \"Should We Always Train Models on Fine-Grained Classes?\", 2025, arXiv:2509.05130.";

  private static final String NAMED =
      "The paper \"Should We Always Train Models on Fine-Grained Classes?\" ";

  private Paper() {}

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
