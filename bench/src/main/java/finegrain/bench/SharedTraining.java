package finegrain.bench;

import finegrain.kernels.Activation;
import finegrain.kernels.Backends;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.data.Dataset;
import finegrain.trainer.data.MissingValues;
import finegrain.trainer.data.ReadOptions;
import finegrain.trainer.data.Samples;
import finegrain.trainer.data.Scaling;
import finegrain.trainer.data.SelectedSamples;
import finegrain.trainer.engine.NetworkScorer;
import finegrain.trainer.engine.TrainingBatches;
import finegrain.trainer.network.Network;
import finegrain.trainer.network.ResNet20;
import finegrain.trainer.training.Recipe;
import finegrain.trainer.weights.NetworkFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code finegrain train --dataset cifar-10 --model resnet20} gives to a training, for another
 * program that trains the same network: initial weights, batches and learning rates. It is public,
 * because that program has a class loader of its own.
 */
public final class SharedTraining {
  private static final ResNet20 ARCHITECTURE = new ResNet20(16);

  private final DataSource source;
  private final Dataset dataset;
  private final Samples train;
  private final Network network;
  private final Recipe recipe;

  /**
   * Reads the images.
   *
   * @param dataDir the folder of data sets; empty for that of the cache
   * @param perClass training images of each class; empty for all
   * @param epochs of the training, 0 or more
   * @throws finegrain.trainer.UserError if the images cannot be read
   */
  public SharedTraining(Optional<Path> dataDir, Optional<Integer> perClass, int epochs) {
    ReadOptions options =
        new ReadOptions(Optional.empty(), List.of(), List.of(), MissingValues.REFUSE);
    source = DataSource.of("cifar-10", dataDir, false, options, Scaling.NONE);
    dataset = ((DataSource.Stored) source).open().reader().get();
    train =
        perClass
            .map(count -> SelectedSamples.first(dataset.train(), count, dataset.classNames()))
            .orElse(dataset.train());
    network = ARCHITECTURE.network(dataset.shape(), dataset.classNames().size(), Activation.RELU);
    recipe = Recipe.usual(ARCHITECTURE, Math.min(Recipe.USUAL_BATCH, train.size()), epochs, true);
  }

  /** How the network is trained. */
  public Recipe recipe() {
    return recipe;
  }

  /** The test images. */
  public Samples test() {
    return dataset.test();
  }

  /** How many training images there are. */
  public int trainingImages() {
    return train.size();
  }

  /** The batches of a seed, channels last: {@link TrainingBatches}. */
  public TrainingBatches batches(long seed) {
    return new TrainingBatches(train, network, recipe, seed);
  }

  /** The rate of a step, counted from 0 at the beginning of the training. */
  public float learningRate(int step) {
    int stepsPerEpoch = Math.ceilDiv(train.size(), recipe.batchSize());
    return recipe.schedule().at(recipe.learningRate(), step, stepsPerEpoch, recipe.epochs());
  }

  /**
   * Refuses weights of another network.
   *
   * @param file where they were read
   * @throws IllegalArgumentException with one sentence
   */
  void check(Path file, NetworkFile weights) {
    if (!weights.architecture().equals(ARCHITECTURE)
        || !weights.input().equals(dataset.shape())
        || weights.classNames().size() != dataset.classNames().size()) {
      throw new IllegalArgumentException(
          "%s holds weights of %s for samples of %s in %d classes; give those of %s for CIFAR-10"
              .formatted(
                  file,
                  weights.architecture(),
                  weights.input(),
                  weights.classNames().size(),
                  ARCHITECTURE));
    }
  }

  /** Writes the initial weights of a seed as a safetensors file. */
  public void writeInitial(long seed, Path file) {
    new NetworkFile(
            ARCHITECTURE,
            dataset.shape(),
            dataset.classNames(),
            Scaling.NONE,
            dataset.scale(),
            source.name(),
            dataset.sha256(),
            network.parameters(network.initialBlock(seed, 0), network.initialState()))
        .write(file);
  }

  /**
   * The logits of all test images by our kernels, with the weights of a file.
   *
   * @return images x classes
   */
  public Matrix logits(Path file) {
    NetworkFile weights = NetworkFile.read(file);
    Matrix all = Matrix.allocate(test().size(), network.outputs());
    NetworkScorer scorer =
        new NetworkScorer(
            network,
            test(),
            Recipe.USUAL_BATCH,
            network.block(weights.parameters()),
            network.stateBlock(weights.parameters()));
    try (Kernels kernels = Backends.choose("vector").backend().open(1)) {
      scorer.logits(
          kernels,
          (first, logits) -> {
            for (int row = 0; row < logits.rows(); row++) {
              for (int column = 0; column < logits.columns(); column++) {
                all.set(first + row, column, logits.get(row, column));
              }
            }
          });
    }
    return all;
  }
}
