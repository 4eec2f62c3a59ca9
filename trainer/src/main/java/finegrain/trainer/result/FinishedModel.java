package finegrain.trainer.result;

import finegrain.trainer.analysis.DecisionRegions;
import finegrain.trainer.training.TrainedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * A trained model on its way to the folder of its run.
 *
 * @param model the model
 * @param seconds for which it kept a thread busy
 * @param regions what it predicts over the plane, if the experiment draws that
 */
public record FinishedModel(TrainedModel model, double seconds, Optional<DecisionRegions> regions) {
  /** As bytes, for another process that runs this version of the program. */
  public byte[] bytes() {
    try {
      return Journal.FORMAT.encode(new Journal.Entry(model, seconds, 1, 0, regions));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The model whose {@linkplain #bytes bytes} are given. */
  public static FinishedModel of(byte[] bytes) {
    try {
      Journal.Entry entry = Journal.FORMAT.decode(bytes);
      return new FinishedModel(entry.model(), entry.seconds(), entry.regions());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
