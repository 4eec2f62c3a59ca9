package finegrain.trainer.analysis;

import finegrain.trainer.analysis.Statistics.Estimate;
import finegrain.trainer.experiment.Claim;
import java.util.Optional;

/** Whether results agree with a claim. */
public enum Verdict {
  /** The interval lies on the claimed side of 0. */
  AGREES,
  /** The interval lies on the other side of 0. */
  DISAGREES,
  /** The interval contains 0. */
  UNDECIDED,
  /** There is no interval. */
  CANNOT_TELL;

  /** The verdict on a claim about the sign of a number. */
  public static Verdict of(Optional<Estimate> number, Claim.Sign claimed) {
    if (number.isEmpty() || Double.isNaN(number.get().low())) {
      return CANNOT_TELL;
    }
    if (!number.get().excludesZero()) {
      return UNDECIDED;
    }
    return number.get().low() > 0 == (claimed == Claim.Sign.POSITIVE) ? AGREES : DISAGREES;
  }
}
