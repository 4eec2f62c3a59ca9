package finegrain.trainer.repro;

import finegrain.kernels.Backend;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.Sha256;
import finegrain.trainer.data.Shape;
import finegrain.trainer.engine.Sweep;
import finegrain.trainer.labels.Target;
import finegrain.trainer.labels.Task;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.network.Parameters;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Setup;
import finegrain.trainer.training.Trace;
import finegrain.trainer.training.TrainedModel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The trainings of the standard workload: coarse and fine models by both protocols, on made-up
 * samples that batches do not divide, from their initial weights to their metrics.
 */
final class StandardTraining {
  private static final List<String> PROTOCOLS = List.of("paper", "released");

  /** Batches of 8 with a last one of 1, and of 16 with a last one of 9. */
  private static final List<Integer> PER_CLASS = List.of(21, 101);

  private static final List<Integer> WIDTHS = List.of(3, 17);
  private static final int EPOCHS = 3;
  private static final long SEED = 7;

  private final Task task = MadeUpSamples.task();

  /** A model of the workload, by a protocol. */
  record Model(String protocol, ModelSpec spec) {
    @Override
    public String toString() {
      return protocol + ", " + ModelNames.of(spec);
    }
  }

  /** The weights of a model after an epoch, counted from 0. */
  record Item(Model model, int epoch) {}

  /**
   * The results of the trainings.
   *
   * @param hashes of each item, in their order
   * @param weights the model and epoch of each item that is a hash of weights
   * @param last each model's last weights
   */
  record Outcome(Map<String, String> hashes, Map<String, Item> weights, List<Parameters> last) {}

  /** All models, in the order of the items. */
  static List<Model> models() {
    List<Model> models = new ArrayList<>();
    for (String protocol : PROTOCOLS) {
      for (int perClass : PER_CLASS) {
        for (int width : WIDTHS) {
          for (Target labels : List.of(Target.COARSE, Target.FINE)) {
            models.add(
                new Model(
                    protocol,
                    new ModelSpec(
                        Architectures.perceptron(width), perClass, 0, MadeUpSamples.MAP, labels)));
          }
        }
      }
    }
    return models;
  }

  /** A sweep of the workload's models by a protocol. */
  private Sweep sweep(String protocol, Backend backend, int mostModels, Trace trace) {
    return new Sweep(
        new Setup(task, Protocol.named(protocol), SEED, EPOCHS).with(trace),
        PER_CLASS,
        backend,
        mostModels);
  }

  /** The training of one model alone. */
  SideBySide.Training alone(Model model) {
    return (backend, trace) ->
        sweep(model.protocol(), backend, 1, trace)
            .run(List.of(model.spec()), 1, (trained, seconds, _) -> {});
  }

  /**
   * Trains all models.
   *
   * @param mostModels of a cohort
   * @throws InterruptedException if the calling thread is interrupted
   */
  Outcome run(Backend backend, int threads, int mostModels) throws InterruptedException {
    Outcome outcome = new Outcome(new LinkedHashMap<>(), new LinkedHashMap<>(), new ArrayList<>());
    for (String protocol : PROTOCOLS) {
      List<Model> models =
          models().stream().filter(model -> model.protocol().equals(protocol)).toList();
      HashTrace hashes = new HashTrace();
      Map<ModelSpec, Parameters> last = new ConcurrentHashMap<>();
      Map<ModelSpec, TrainedModel> trained = new ConcurrentHashMap<>();
      Sweep sweep = sweep(protocol, backend, mostModels, keeping(hashes, last));
      sweep.run(
          models.stream().map(Model::spec).toList(),
          threads,
          (model, seconds, _) -> trained.put(model.spec(), model));
      try (Kernels kernels = backend.open()) {
        for (Model model : models) {
          Parameters weights = last.get(model.spec());
          outcome.last().add(weights);
          add(outcome, model, hashes.of(model.spec()));
          outcome.hashes().put(model + ": logits", logits(kernels, model, weights));
          outcome.hashes().put(model + ": metrics", metrics(trained.get(model.spec())));
        }
      }
    }
    return outcome;
  }

  private static void add(Outcome outcome, Model model, HashTrace.Hashes hashes) {
    outcome.hashes().put(model + ": initial weights", hashes.initial());
    for (int epoch = 0; epoch < hashes.epochs().size(); epoch++) {
      String name = model + ": weights after epoch " + (epoch + 1);
      outcome.hashes().put(name, hashes.epochs().get(epoch));
      outcome.weights().put(name, new Item(model, epoch));
    }
  }

  /** The hashes, and the last weights beside them. */
  private static Trace keeping(HashTrace hashes, Map<ModelSpec, Parameters> last) {
    return new Trace() {
      @Override
      public void begins(ModelSpec model, Parameters weights) {
        hashes.begins(model, weights);
      }

      @Override
      public void epoch(ModelSpec model, int epoch, Supplier<Parameters> weights) {
        hashes.epoch(model, epoch, weights);
        last.put(model, weights.get());
      }
    };
  }

  /** The hash of the logits of all samples of the pool. */
  private String logits(Kernels kernels, Model model, Parameters weights) {
    Protocol protocol = Protocol.named(model.protocol());
    Matrix x = task.pool(0).features();
    int outputs = weights.tensors().getLast().columns();
    Matrix logits =
        model
            .spec()
            .model()
            .network(Shape.row(x.columns()), outputs, protocol.activation())
            .logits(kernels, weights, x);
    return FloatBits.sha256(List.of(logits));
  }

  private static String metrics(TrainedModel model) {
    StringBuilder text = new StringBuilder();
    Metrics.of(model)
        .forEach((name, value) -> text.append(name).append(' ').append(value).append('\n'));
    return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
