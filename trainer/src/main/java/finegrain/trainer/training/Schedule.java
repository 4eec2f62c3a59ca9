package finegrain.trainer.training;

import finegrain.trainer.PlainText;
import finegrain.trainer.UserError;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How the learning rate changes from step to step: a linear rise, if there is one, and then a
 * course. Its text form is that of the course, such as {@code cosine} or {@code step:100,150:0.1},
 * after {@code warm-up:EPOCHS+} where there is a rise.
 *
 * <p>Rates are computed in double precision, from the step alone, and rounded once.
 *
 * @param warmUp epochs in which the rate rises; 0 for none
 * @param course of the rate after that
 */
public record Schedule(double warmUp, Course course) {
  /** A rate that never changes. */
  public static final Schedule CONSTANT = new Schedule(0, new Constant());

  private static final String FORMS =
      "constant, cosine, cosine:LAST, linear:LAST or step:EPOCH,EPOCH,...:FACTOR, after"
          + " warm-up:EPOCHS+ for a rise";
  private static final String NUMBER = "(\\d*\\.?\\d+(?:[eE][-+]?\\d{1,3})?)";
  private static final Pattern WARM_UP = Pattern.compile("(?:warm-up:" + NUMBER + "\\+)?(.*)");
  private static final Pattern STEPS =
      Pattern.compile("step:(\\d{1,9}(?:,\\d{1,9}){0,99}):" + NUMBER);
  private static final Pattern LINEAR = Pattern.compile("linear:" + NUMBER);
  private static final Pattern COSINE = Pattern.compile("cosine(?::" + NUMBER + ")?");

  /** Checks that the rise has a length. */
  public Schedule {
    check(warmUp, epochs -> epochs >= 0, "a warm-up has 0 epochs or more");
  }

  /** The course of a rate after its rise. */
  public sealed interface Course {
    /**
     * The rate of a step.
     *
     * @param initial the rate at the beginning of the course
     * @param done the share of the course's steps that lie before this one, from 0 to 1
     * @param epoch of the step, counted from 0 at the beginning of the training
     */
    double at(double initial, double done, long epoch);
  }

  /** The rate stays. */
  public record Constant() implements Course {
    @Override
    public double at(double initial, double done, long epoch) {
      return initial;
    }

    @Override
    public String toString() {
      return "constant";
    }
  }

  /**
   * The rate falls at the beginning of some epochs.
   *
   * @param epochs in increasing order, at least one, counted from 0 at the beginning of the
   *     training; the rate of each is the first with the new rate
   * @param factor by which the rate is multiplied each time, above 0
   */
  public record Step(List<Integer> epochs, double factor) implements Course {
    /** Checks the order. */
    public Step {
      epochs = List.copyOf(epochs);
      check(factor, positive -> positive > 0, "the factor of a rate is above 0");
      for (int i = 0; i < epochs.size(); i++) {
        if (epochs.get(i) <= (i == 0 ? 0 : epochs.get(i - 1))) {
          throw new IllegalArgumentException(
              "the epochs of a schedule are in increasing order from 1 on, not " + epochs);
        }
      }
      if (epochs.isEmpty()) {
        throw new IllegalArgumentException("a schedule of steps has an epoch or more");
      }
    }

    @Override
    public double at(double initial, double done, long epoch) {
      double rate = initial;
      for (int i = 0; i < epochs.size() && epochs.get(i) <= epoch; i++) {
        rate *= factor;
      }
      return rate;
    }

    @Override
    public String toString() {
      return "step:"
          + epochs.stream().map(String::valueOf).collect(Collectors.joining(","))
          + ":"
          + factor;
    }
  }

  /**
   * The rate changes by as much in each step: initial + (last - initial) done.
   *
   * @param last the rate that a step after the last one would have, 0 or more
   */
  public record Linear(double last) implements Course {
    /** Checks the rate. */
    public Linear {
      check(last, rate -> rate >= 0, "the last rate is 0 or more");
    }

    @Override
    public double at(double initial, double done, long epoch) {
      return initial + (last - initial) * done;
    }

    @Override
    public String toString() {
      return "linear:" + last;
    }
  }

  /**
   * The rate falls along half a cosine: last + (initial - last) (1 + cos(pi done)) / 2, as in
   * Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts" (2017), without a
   * restart.
   *
   * @param last the rate that a step after the last one would have, 0 or more
   */
  public record Cosine(double last) implements Course {
    /** Checks the rate. */
    public Cosine {
      check(last, rate -> rate >= 0, "the last rate is 0 or more");
    }

    @Override
    public double at(double initial, double done, long epoch) {
      // Math.cos is other code on other machines.
      return last + (initial - last) * (0.5 * (1 + StrictMath.cos(Math.PI * done)));
    }

    @Override
    public String toString() {
      return last == 0 ? "cosine" : "cosine:" + last;
    }
  }

  private static void check(double number, DoublePredicate right, String what) {
    if (!Double.isFinite(number) || !right.test(number)) {
      throw new IllegalArgumentException(what + ", not " + number);
    }
  }

  /**
   * The rate of a step. In the n steps of the rise, the nearest whole number to the epochs times
   * the steps of one, it is initial (step + 1) / n. The course takes the steps that are left.
   * Allocates nothing.
   *
   * @param initial the rate at the end of the rise
   * @param step counted from 0 at the beginning of the training; after the last step the rate stays
   *     that of the end
   * @param stepsPerEpoch at least 1
   * @param epochs of the whole training, at least 1
   * @throws IllegalArgumentException if a number is too small
   */
  public float at(double initial, long step, long stepsPerEpoch, int epochs) {
    if (step < 0 || stepsPerEpoch < 1 || epochs < 1) {
      throw new IllegalArgumentException(
          "a training has a step from 0 on, and an epoch with a step or more");
    }
    long rise = Math.round(warmUp * stepsPerEpoch);
    if (step < rise) {
      return (float) (initial * (step + 1) / rise);
    }
    long all = Math.multiplyExact(stepsPerEpoch, epochs);
    double done = step < all ? (double) (step - rise) / (all - rise) : 1;
    return (float) course.at(initial, done, step / stepsPerEpoch);
  }

  /**
   * A schedule from its text form.
   *
   * @throws UserError if the text is none
   */
  public static Schedule parse(String text) {
    Matcher whole = WARM_UP.matcher(text);
    try {
      if (whole.matches()) {
        double warmUp = whole.group(1) == null ? 0 : Double.parseDouble(whole.group(1));
        return new Schedule(warmUp, course(whole.group(2)));
      }
    } catch (IllegalArgumentException e) {
      throw new UserError(
          "the schedule \"%s\" is wrong: %s".formatted(PlainText.shortened(text), e.getMessage()),
          e);
    }
    throw new UserError(unknown(text));
  }

  private static Course course(String text) {
    if (text.equals("constant")) {
      return new Constant();
    }
    Matcher steps = STEPS.matcher(text);
    if (steps.matches()) {
      List<Integer> epochs =
          Arrays.stream(steps.group(1).split(",", -1)).map(Integer::valueOf).toList();
      return new Step(epochs, Double.parseDouble(steps.group(2)));
    }
    Matcher linear = LINEAR.matcher(text);
    if (linear.matches()) {
      return new Linear(Double.parseDouble(linear.group(1)));
    }
    Matcher cosine = COSINE.matcher(text);
    if (cosine.matches()) {
      return new Cosine(cosine.group(1) == null ? 0 : Double.parseDouble(cosine.group(1)));
    }
    throw new UserError(unknown(text));
  }

  private static String unknown(String text) {
    return "there is no schedule \"%s\"; give %s".formatted(PlainText.shortened(text), FORMS);
  }

  @Override
  public String toString() {
    return warmUp == 0 ? course.toString() : "warm-up:" + warmUp + "+" + course;
  }
}
