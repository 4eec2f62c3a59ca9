package finegrain.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.kernels.Activation;
import finegrain.trainer.data.Shape;
import finegrain.trainer.labels.Target;
import finegrain.trainer.labels.Task;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.network.Parameters;
import finegrain.trainer.training.LearningRate;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Optimisation;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Setup;
import finegrain.trainer.training.Trace;
import finegrain.trainer.training.TrainedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a trace sees of a sweep. */
class TraceTest {
  private static final long SEED = 5;
  private static final int EPOCHS = 30;

  /** What was seen of a model: its weights at the beginning, then after each step and epoch. */
  private record Seen(String initial, List<String> steps, List<String> epochs) {}

  private static final class Notes implements Trace {
    private final Map<ModelSpec, Seen> seen = new ConcurrentHashMap<>();

    @Override
    public void begins(ModelSpec model, Parameters weights) {
      seen.put(model, new Seen(weights.sha256(), new ArrayList<>(), new ArrayList<>()));
    }

    @Override
    public void step(ModelSpec model, int epoch, int step, Supplier<Parameters> weights) {
      // 105 samples in batches of 8.
      assertThat(seen.get(model).steps()).hasSize(epoch * 14 + step);
      seen.get(model).steps().add(weights.get().sha256());
    }

    @Override
    public void epoch(ModelSpec model, int epoch, Supplier<Parameters> weights) {
      assertThat(seen.get(model).epochs()).hasSize(epoch);
      seen.get(model).epochs().add(weights.get().sha256());
    }
  }

  /**
   * Some models diverge, and are trained again with all inputs: that is what is seen in the end.
   */
  @ParameterizedTest
  @CsvSource({"1, 1", "3, 2", "1000, 1"})
  void isTheWholeTrainingOfEachModelWhateverItsCohort(int mostModels, int threads)
      throws InterruptedException {
    Task task = CohortTest.task(1);
    Protocol steep =
        new Protocol(
            "steep",
            Activation.RELU,
            true,
            new Optimisation.EarlyStopped(new LearningRate(4, 0, 4), 0.9f, EPOCHS, 60),
            Protocol.Batching.BY_CLASS);
    List<ModelSpec> models = new ArrayList<>();
    for (int width : new int[] {1, 3, 16, 19}) {
      for (Target labels : List.of(Target.COARSE, Target.FINE)) {
        models.add(new ModelSpec(Architectures.perceptron(width), 21, 0, CohortTest.MAP, labels));
      }
    }
    Notes notes = new Notes();
    Map<ModelSpec, TrainedModel> trained = new ConcurrentHashMap<>();
    new Sweep(
            new Setup(task, steep, SEED, EPOCHS).with(notes),
            List.of(21),
            CohortTest.backend("auto"),
            mostModels)
        .run(models, threads, (model, seconds, _) -> trained.put(model.spec(), model));
    assertThat(trained.values().stream().map(TrainedModel::diverged)).contains(true, false);
    Map<String, Integer> lengths = new TreeMap<>();
    for (ModelSpec spec : models) {
      Seen seen = notes.seen.get(spec);
      TrainedModel model = trained.get(spec);
      int outputs = steep.objective(spec.target(), task.tree(spec.map())).outputs();
      assertThat(seen.initial())
          .isEqualTo(
              spec.model()
                  .network(Shape.row(task.features()), outputs, steep.activation())
                  .initial(SEED, 0)
                  .sha256());
      assertThat(seen.epochs()).hasSameSizeAs(model.epochs());
      assertThat(seen.epochs().getLast()).isEqualTo(model.weightsSha256());
      assertThat(seen.steps()).hasSize(14 * seen.epochs().size());
      assertThat(seen.steps().getLast()).isEqualTo(seen.epochs().getLast());
      lengths.put(spec.toString(), seen.epochs().size());
    }
    assertThat(lengths.values()).contains(EPOCHS);
  }
}
