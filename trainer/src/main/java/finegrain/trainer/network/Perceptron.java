package finegrain.trainer.network;

import finegrain.kernels.Activation;
import finegrain.trainer.data.Shape;
import java.util.List;

/**
 * A perceptron with one hidden layer: logits = f(x w1 + b1) w2 + b2.
 *
 * @param hiddenUnits units of the hidden layer, at least 1
 */
public record Perceptron(int hiddenUnits) implements Architecture {
  /** The name of the family. */
  public static final String FAMILY = "perceptron";

  /** Checks that there is a unit. */
  public Perceptron {
    if (hiddenUnits < 1) {
      throw new IllegalArgumentException(
          "a perceptron needs at least 1 hidden unit, not %d".formatted(hiddenUnits));
    }
  }

  @Override
  public String family() {
    return FAMILY;
  }

  @Override
  public int width() {
    return hiddenUnits;
  }

  @Override
  public Perceptron withWidth(int width) {
    return new Perceptron(width);
  }

  @Override
  public int usualWidth() {
    return 100;
  }

  @Override
  public String widthUnit() {
    return "hidden units";
  }

  @Override
  public Network network(Shape input, int outputs, Activation activation) {
    return new Network(
        input,
        List.of(
            new Dense("hidden", hiddenUnits, activation),
            new Dense("output", outputs, Activation.IDENTITY)));
  }

  @Override
  public String toString() {
    // Not by a format, whose digits follow the locale.
    return FAMILY + "(" + hiddenUnits + ")";
  }
}
