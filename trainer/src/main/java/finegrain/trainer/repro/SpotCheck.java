package finegrain.trainer.repro;

import finegrain.trainer.result.Merge;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.TrainedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Trains some models of each shard once more, and names the shards that have other bits. */
public final class SpotCheck {
  private final Retraining retraining;
  private final Map<Merge.Part, List<TrainedModel>> chosen = new HashMap<>();
  private final List<Merge.Part> parts;

  /**
   * Reads the data of the run.
   *
   * @param count of the models of each shard, spread evenly over it; all, if it has no more
   * @param on the folder with the data, if it is another one than that of the shards
   * @throws finegrain.trainer.UserError if the data are not there, or are not those of the run
   */
  public SpotCheck(Merge merge, int count, Optional<Path> on) {
    retraining = Retraining.of(merge.json(), on);
    parts = merge.parts();
    for (Merge.Part part : parts) {
      List<TrainedModel> models = part.models();
      int some = Math.min(count, models.size());
      chosen.put(
          part,
          IntStream.range(0, some)
              .mapToObj(i -> models.get((int) ((long) i * models.size() / some)))
              .toList());
    }
  }

  /** The run's models, to be trained once more. */
  public Retraining retraining() {
    return retraining;
  }

  /** The indices in the run of the models that are checked. */
  public List<Integer> indices() {
    return parts.stream()
        .flatMap(part -> chosen.get(part).stream())
        .map(model -> retraining.index(model.spec()))
        .toList();
  }

  /**
   * Compares, and tells of each shard what was found.
   *
   * @param here the models of {@link #indices()}, as this machine trains them
   * @param say takes each line
   * @return the shards that have other bits
   */
  public List<Merge.Part> differing(List<TrainedModel> here, Consumer<String> say) {
    Map<ModelSpec, TrainedModel> bySpec = new HashMap<>();
    here.forEach(model -> bySpec.put(model.spec(), model));
    List<Merge.Part> differing = new ArrayList<>();
    for (Merge.Part part : parts) {
      List<TrainedModel> models = chosen.get(part);
      List<TrainedModel> others =
          models.stream().filter(model -> !same(model, bySpec.get(model.spec()))).toList();
      if (others.isEmpty()) {
        say.accept(
            "shard %s: %d of its %d models were trained again, and have the same bits"
                .formatted(part.shard(), models.size(), part.models().size()));
      } else {
        differing.add(part);
        say.accept(
            "shard %s in %s (%s): %d of %d models that were trained again have other bits, the first with %s"
                .formatted(
                    part.shard(),
                    part.path(),
                    part.machine(),
                    others.size(),
                    models.size(),
                    ModelNames.of(others.getFirst().spec())));
      }
    }
    return differing;
  }

  /** The operations are not compared: a backend may leave out zeros. */
  private static boolean same(TrainedModel one, TrainedModel other) {
    return one.weightsSha256().equals(other.weightsSha256())
        && one.epochs().equals(other.epochs())
        && one.train().equals(other.train())
        && one.test().equals(other.test())
        && one.diverged() == other.diverged();
  }
}
