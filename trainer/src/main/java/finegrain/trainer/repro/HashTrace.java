package finegrain.trainer.repro;

import finegrain.trainer.network.Parameters;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Hashes the initial weights of each model, and its weights after each epoch. */
final class HashTrace implements Trace {
  private final Map<ModelSpec, Hashes> byModel = new ConcurrentHashMap<>();

  /**
   * The hashes of a model, as {@link Parameters#sha256} takes them.
   *
   * @param initial of the initial weights
   * @param epochs of the weights after each epoch
   */
  record Hashes(String initial, List<String> epochs) {}

  @Override
  public void begins(ModelSpec model, Parameters weights) {
    byModel.put(model, new Hashes(weights.sha256(), new ArrayList<>()));
  }

  @Override
  public void epoch(ModelSpec model, int epoch, Supplier<Parameters> weights) {
    byModel.get(model).epochs().add(weights.get().sha256());
  }

  /** The hashes of a model that was trained. */
  Hashes of(ModelSpec model) {
    return byModel.get(model);
  }
}
