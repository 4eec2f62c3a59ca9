package finegrain.trainer.training;

import java.util.List;

/**
 * A network at the end of its training, without its weights.
 *
 * @param seed of the training
 * @param epochs the history; fewer than were asked for if it has diverged
 * @param test how it does on the test samples
 * @param diverged whether a loss was not finite
 * @param parameters how many numbers its parameters have
 * @param weightsSha256 hash of its parameters and state
 */
public record TrainedNetwork(
    long seed,
    List<NetworkEpoch> epochs,
    Score test,
    boolean diverged,
    int parameters,
    String weightsSha256) {
  /** Copies the list. */
  public TrainedNetwork {
    epochs = List.copyOf(epochs);
  }
}
