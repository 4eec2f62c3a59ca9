package finegrain.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.kernels.Activation;
import finegrain.kernels.Kernels;
import finegrain.trainer.data.Dataset;
import finegrain.trainer.data.FeatureScale;
import finegrain.trainer.data.Samples;
import finegrain.trainer.data.Shape;
import finegrain.trainer.labels.DatasetTask;
import finegrain.trainer.labels.Target;
import finegrain.trainer.labels.Task;
import finegrain.trainer.network.Architecture;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.network.Network;
import finegrain.trainer.network.Parameters;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.NetworkEpoch;
import finegrain.trainer.training.Optimisation;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Recipe;
import finegrain.trainer.training.Setup;
import finegrain.trainer.training.StoppingCriterion;
import finegrain.trainer.training.Trace;
import finegrain.trainer.training.TrainedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks by the protocol with a recipe for each architecture. */
class DeepProtocolTest {
  private static final Shape SHAPE = new Shape(2, 12, 12);
  private static final String MAP = "001";
  private static final long SEED = 5;
  private static final int PER_CLASS = 13;
  private static final int EPOCHS = 3;

  /** The recipes without their sizes: of photographs, so that images are augmented. */
  private static final Protocol PROTOCOL =
      new Protocol(
          "deep",
          Activation.RELU,
          false,
          new Optimisation.ByRecipe(true),
          Protocol.Batching.BY_TOTAL);

  private static Task task(int perClass) {
    Samples train = new MadeUpImages(perClass * MadeUpImages.CLASSES, SHAPE, 1);
    Samples test = new MadeUpImages(60, SHAPE, 2);
    return new DatasetTask(
        new Dataset(
            "rows",
            SHAPE,
            List.of("a", "b", "c"),
            train,
            test,
            "made up",
            new TreeMap<>(),
            FeatureScale.NONE,
            List.of()),
        List.of(0, 1, 2));
  }

  private static ModelSpec spec(String model, int perClass, Target target) {
    return new ModelSpec(Architectures.parse(model), perClass, 0, MAP, target);
  }

  private static Sweep sweep(Setup setup, int perClass, String backend) {
    return new Sweep(setup, List.of(perClass), CohortTest.backend(backend), 10);
  }

  private static final NetworkTraining.Observer NOBODY =
      new NetworkTraining.Observer() {
        @Override
        public void stepped(NetworkTraining training, int samples) {
          // Nobody looks.
        }

        @Override
        public void epochEnded(NetworkTraining training, NetworkEpoch epoch, double perSecond) {
          // Nobody looks.
        }
      };

  /** A fine model has the bits of {@code finegrain train}, which has another loop over steps. */
  @ParameterizedTest
  @CsvSource({
    "cnn(2), 13",
    "resnet20(1), 13",
    "'vit(8,2,1)', 13",
    "perceptron(5), 13",
    "cnn(2), 500"
  })
  void aFineModelHasTheBitsOfATrainingOfItsOwn(String model, int perClass)
      throws InterruptedException {
    Task task = task(perClass);
    int epochs = perClass == PER_CLASS ? EPOCHS : 1;
    List<Parameters> ofSweep = new ArrayList<>();
    sweep(new Setup(task, PROTOCOL, SEED, epochs), perClass, "auto")
        .run(
            List.of(spec(model, perClass, Target.FINE)),
            1,
            (_, _, weights) -> ofSweep.add(weights));

    Architecture architecture = Architectures.parse(model);
    Network network = architecture.network(SHAPE, MadeUpImages.CLASSES, Activation.RELU);
    Samples samples = new LabelledSamples(task.trainingSet(perClass, 0));
    int batch = PROTOCOL.batchSize(perClass, samples.size());
    Recipe recipe = Recipe.usual(architecture, batch, epochs, perClass >= 500);
    try (Kernels kernels = CohortTest.backend("auto").open()) {
      NetworkTraining alone =
          new NetworkTraining(
              network,
              recipe,
              new NetworkData(SHAPE, MadeUpImages.CLASSES, samples, Optional.empty(), samples),
              SEED,
              NetworkState.initial(network, recipe.optimiser(), SEED),
              kernels);
      alone.run(NOBODY);
      assertThat(ofSweep.getFirst().sha256()).isEqualTo(alone.state().named().sha256());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cnn(2)", "resnet20(1)", "vit(8,2,1)"})
  void theBitsDependNeitherOnTheBackendNorOnTheThreads(String model) throws InterruptedException {
    Setup setup =
        new Setup(task(PER_CLASS), PROTOCOL, SEED, 2, StoppingCriterion.COARSE_ACCURACY, true);
    List<ModelSpec> specs =
        List.of(
            spec(model, PER_CLASS, Target.COARSE),
            spec(model, PER_CLASS, Target.FINE),
            spec(model, PER_CLASS, new Target.Matched()),
            spec(model, PER_CLASS, new Target.Blended(List.of(0.3))),
            spec(model, PER_CLASS, new Target.Inferred(2)));
    assertThat(trained(setup, specs, "scalar", 1)).isEqualTo(trained(setup, specs, "auto", 3));
  }

  private static Map<ModelSpec, TrainedModel> trained(
      Setup setup, List<ModelSpec> specs, String backend, int threads) throws InterruptedException {
    Map<ModelSpec, TrainedModel> trained = new ConcurrentHashMap<>();
    sweep(setup, PER_CLASS, backend)
        .run(
            specs,
            threads,
            (model, _, _) -> trained.put(model.spec(), CohortTest.uncounted(model)));
    assertThat(trained).hasSameSizeAs(specs);
    return trained;
  }

  /** Both models of a pair begin at the same parameters, except for those of their heads. */
  @ParameterizedTest
  @ValueSource(strings = {"cnn(2)", "resnet20(1)", "vit(8,2,1)"})
  void aPairSharesAllInitialParametersButThoseOfTheHead(String model) throws InterruptedException {
    Map<Target, Parameters> initial = new ConcurrentHashMap<>();
    Trace trace =
        new Trace() {
          @Override
          public void begins(ModelSpec spec, Parameters weights) {
            initial.put(spec.target(), weights);
          }
        };
    sweep(new Setup(task(PER_CLASS), PROTOCOL, SEED, 1).with(trace), PER_CLASS, "auto")
        .run(
            List.of(spec(model, PER_CLASS, Target.COARSE), spec(model, PER_CLASS, Target.FINE)),
            1,
            (_, _, _) -> {});
    Map<String, String> coarse = hashes(initial.get(Target.COARSE));
    Map<String, String> fine = hashes(initial.get(Target.FINE));
    assertThat(coarse.keySet()).isEqualTo(fine.keySet());
    assertThat(coarse.keySet().stream().filter(name -> !coarse.get(name).equals(fine.get(name))))
        .allMatch(name -> name.startsWith("output"))
        .isNotEmpty();
  }

  private static Map<String, String> hashes(Parameters parameters) {
    Map<String, String> hashes = new TreeMap<>();
    for (Parameters.Tensor tensor : parameters.named()) {
      hashes.put(tensor.name(), new Parameters(List.of(tensor)).sha256());
    }
    return hashes;
  }

  /** There is no early stopping, and the validation accuracy ends nothing. */
  @Test
  void trainingEndsAfterTheEpochsOfTheRecipe() throws InterruptedException {
    Setup setup = new Setup(task(2), PROTOCOL, SEED, 80);
    List<Integer> epochs = new ArrayList<>();
    sweep(setup, 2, "auto")
        .run(
            List.of(spec("cnn(1)", 2, Target.COARSE)),
            1,
            (model, _, _) -> epochs.add(model.epochs().size()));
    assertThat(epochs).containsExactly(80);
  }
}
