package finegrain.trainer.network;

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

  /** The text form: the family and its numbers in parentheses, the width first. */
  @Override
  String toString();
}
