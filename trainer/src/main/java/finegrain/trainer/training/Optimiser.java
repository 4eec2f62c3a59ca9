package finegrain.trainer.training;

import finegrain.trainer.PlainText;
import finegrain.trainer.UserError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rule by which parameters follow their gradients, without its weight decay. Its text form is
 * {@code sgd:0.9}, {@code nesterov:0.9} or {@code adamw:0.9,0.999,1.0E-8}; the numbers may be left
 * out.
 */
public sealed interface Optimiser {
  /** Stochastic gradient descent with momentum .9. */
  Sgd SGD = new Sgd(0.9f, false);

  /** Stochastic gradient descent with Nesterov's momentum .9. */
  Sgd NESTEROV = new Sgd(0.9f, true);

  /** AdamW with the numbers of its paper. */
  AdamW ADAMW = new AdamW(0.9, 0.999, 1e-8f);

  /**
   * Stochastic gradient descent.
   *
   * @param momentum the share of the velocity that stays, from 0 to below 1
   * @param nesterov whether a step looks ahead
   */
  record Sgd(float momentum, boolean nesterov) implements Optimiser {
    /** Checks the momentum. */
    public Sgd {
      checkShare(momentum);
    }

    @Override
    public int moments() {
      return 1;
    }

    @Override
    public String toString() {
      return (nesterov ? "nesterov:" : "sgd:") + momentum;
    }
  }

  /**
   * AdamW: Loshchilov and Hutter, "Decoupled weight decay regularization" (2019).
   *
   * @param beta1 the share of the mean that stays, from 0 to below 1
   * @param beta2 the share of the mean of squares that stays, from 0 to below 1
   * @param epsilon is added to the root of the mean of squares, above 0
   */
  record AdamW(double beta1, double beta2, float epsilon) implements Optimiser {
    /** Checks the numbers. */
    public AdamW {
      checkShare(beta1);
      checkShare(beta2);
      if (!(epsilon > 0) || Float.isInfinite(epsilon)) {
        throw new IllegalArgumentException("epsilon is above 0, not " + epsilon);
      }
    }

    @Override
    public int moments() {
      return 2;
    }

    @Override
    public String toString() {
      return "adamw:" + beta1 + "," + beta2 + "," + epsilon;
    }
  }

  /** How many numbers it keeps for each parameter. */
  int moments();

  private static void checkShare(double share) {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException("a share that stays is from 0 to below 1, not " + share);
    }
  }

  /**
   * An optimiser from its text form.
   *
   * @throws UserError if the text is none
   */
  static Optimiser parse(String text) {
    String number = "(\\d*\\.?\\d+(?:[eE][-+]?\\d{1,3})?)";
    Matcher sgd = Pattern.compile("(sgd|nesterov)(?::" + number + ")?").matcher(text);
    Matcher adamw =
        Pattern.compile("adamw(?::" + number + "," + number + "," + number + ")?").matcher(text);
    try {
      if (sgd.matches()) {
        boolean nesterov = sgd.group(1).equals("nesterov");
        return sgd.group(2) == null
            ? new Sgd(SGD.momentum, nesterov)
            : new Sgd(Float.parseFloat(sgd.group(2)), nesterov);
      }
      if (adamw.matches()) {
        return adamw.group(1) == null
            ? ADAMW
            : new AdamW(
                Double.parseDouble(adamw.group(1)),
                Double.parseDouble(adamw.group(2)),
                Float.parseFloat(adamw.group(3)));
      }
    } catch (IllegalArgumentException e) {
      throw new UserError(
          "the optimiser \"%s\" is wrong: %s".formatted(PlainText.shortened(text), e.getMessage()),
          e);
    }
    throw new UserError(
        "there is no optimiser \"%s\"; give sgd, nesterov or adamw, perhaps with numbers such as sgd:0.9, nesterov:0.9 or adamw:0.9,0.999,1e-8"
            .formatted(PlainText.shortened(text)));
  }
}
