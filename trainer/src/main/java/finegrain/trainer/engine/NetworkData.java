package finegrain.trainer.engine;

import finegrain.trainer.data.Samples;
import finegrain.trainer.data.Shape;
import java.util.Optional;

/**
 * What one network is trained on and judged by.
 *
 * @param shape of a sample
 * @param classes how many there are; labels count from 0
 * @param train the training samples
 * @param validation the samples that each epoch is judged by; empty if the test samples do
 * @param test the samples that the finished network is judged by
 */
public record NetworkData(
    Shape shape, int classes, Samples train, Optional<Samples> validation, Samples test) {
  /** The samples that each epoch is judged by. */
  public Samples judged() {
    return validation.orElse(test);
  }
}
