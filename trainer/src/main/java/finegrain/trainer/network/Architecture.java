package finegrain.trainer.network;

import finegrain.kernels.Activation;
import finegrain.trainer.data.Shape;
import java.util.List;

/**
 * An architecture of networks at a certain capacity, as a value: equal architectures build equal
 * networks. Its text form, such as {@code perceptron(50)}, is its name in results, in the journal
 * and in messages; {@link Architectures#parse} reads it back.
 */
public interface Architecture {
  /** What all capacities of this architecture share, such as {@code perceptron}. */
  String family();

  /**
   * The capacity: hidden units of a perceptron, channels of the first stage of a convolutional
   * network, embedding dimension of a transformer.
   */
  int width();

  /** The same architecture at another capacity. */
  Architecture withWidth(int width);

  /**
   * The same architecture with the numbers of a text form.
   *
   * @param numbers the width first; the architecture's own stay where there are fewer
   * @throws IllegalArgumentException if there are too many, or they do not fit
   */
  default Architecture withNumbers(List<Integer> numbers) {
    if (numbers.size() != 1) {
      throw new IllegalArgumentException(
          "%s has one number, its width, such as %s".formatted(family(), this));
    }
    return withWidth(numbers.getFirst());
  }

  /** What all widths are multiples of. */
  default int widthStep() {
    return 1;
  }

  /** The width of a network that is asked for without one. */
  default int usualWidth() {
    return 16;
  }

  /** What the width counts, for people, such as {@code hidden units}. */
  String widthUnit();

  /**
   * The network of this architecture.
   *
   * @param input the shape of a sample
   * @param outputs how many logits a sample has
   * @param activation of the hidden layers, where the architecture has none of its own
   * @throws IllegalArgumentException if the architecture cannot take such samples
   */
  Network network(Shape input, int outputs, Activation activation);

  /**
   * The network of this architecture as it is trained with dropout. Its parameters have the names
   * and the initial values that they have without, and at 0 it is the network without. Numbers are
   * dropped before the output layer, unless the architecture says otherwise.
   *
   * @param dropout the probability that a number is dropped, from 0 to below 1
   * @throws IllegalArgumentException if the architecture cannot take such samples
   */
  default Network network(Shape input, int outputs, Activation activation, float dropout) {
    return network(input, outputs, activation).dropping(dropout);
  }

  /**
   * The text form: the family and its numbers in parentheses, the width first; or the family alone
   * for an architecture that is known by its name.
   */
  @Override
  String toString();
}
