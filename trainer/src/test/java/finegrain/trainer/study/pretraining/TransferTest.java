package finegrain.trainer.study.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.kernels.Backends;
import finegrain.kernels.Kernels;
import finegrain.trainer.UserError;
import finegrain.trainer.data.Fact;
import finegrain.trainer.data.FeatureScale;
import finegrain.trainer.data.Scaling;
import finegrain.trainer.data.Shape;
import finegrain.trainer.engine.MadeUpImages;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.training.Recipe;
import finegrain.trainer.weights.NetworkFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransferTest {
  private static final Shape SHAPE = new Shape(1, 8, 8);
  private static final long SEED = 5;

  private static Transfer transfer() {
    return transfer(0, 0.3);
  }

  /** Small images, a short recipe. */
  private static Transfer transfer(double rate, double tuningRate) {
    TransferData data =
        new TransferData(
            SHAPE,
            new MadeUpImages(64, SHAPE, 4, 1),
            new MadeUpImages(40, SHAPE, 4, 2),
            LabelTree.parse("0101"));
    TransferRecipe usual =
        TransferRecipe.of(
            TransferRecipe.DEEP,
            Architectures.parse("cnn2(2)"),
            new TransferRecipe.Wishes(
                Optional.of(16), Optional.of(6), Optional.of(4), Optional.of(tuningRate)),
            64,
            false);
    return new Transfer(
        data,
        rate == 0
            ? usual
            : new TransferRecipe(
                usual.architecture(), at(usual.pretraining(), rate), usual.tuning(), false, 0),
        "striped",
        Scaling.NONE,
        FeatureScale.NONE,
        0);
  }

  private static String outcome(String arm, Path folder, String backend, int threads) {
    try (Kernels kernels = Backends.choose(backend).backend().open(threads)) {
      Transfer.Body body = transfer().body(Arm.parse(arm), SEED, folder, kernels);
      Transfer.Tuned all = transfer().tuned(body, 1, SEED, kernels);
      Transfer.Tuned few = transfer().tuned(body, 0.1, SEED, kernels);
      return body.scored() + " " + all + " " + few;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"leaves", "mixed", "few", "instances"})
  void theBitsAreThoseOfTheScalarBackendWithAnyThreads(String arm, @TempDir Path folder) {
    String scalar = outcome(arm, folder.resolve("a"), "scalar", 1);
    assertThat(outcome(arm, folder.resolve("b"), "vector", 2)).isEqualTo(scalar);
  }

  @Test
  void aPretrainedNetworkIsTakenFromItsFile(@TempDir Path folder) throws IOException {
    String trained = outcome("leaves", folder, "vector", 1);
    Path file = folder.resolve("leaves-of-0-5.safetensors");
    assertThat(outcome("leaves", folder, "vector", 1)).isEqualTo(trained);
    // A file with other weights shows that the file counts.
    outcome("misaligned-1", folder, "vector", 1);
    NetworkFile other = NetworkFile.read(file);
    other.parameters().tensors().getFirst().set(0, 0, 9);
    other.write(file);
    assertThat(outcome("leaves", folder, "vector", 1)).isNotEqualTo(trained);
  }

  @Test
  void aDamagedFileIsWrittenAnew(@TempDir Path folder) throws IOException {
    String trained = outcome("leaves", folder, "vector", 1);
    Path file = folder.resolve("leaves-of-0-5.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, new byte[] {1, 2, 3});
    assertThat(outcome("leaves", folder, "vector", 1)).isEqualTo(trained);
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
  }

  @Test
  void trainingFromScratchOnAllLabelsIsTheBaselinesPretraining(@TempDir Path folder) {
    try (Kernels kernels = Backends.choose("vector").backend().open(1)) {
      Transfer.Tuned scratch = transfer().scratch(1, SEED, folder, kernels);
      Transfer.Body target = transfer().body(Arm.TARGET, SEED, folder, kernels);
      assertThat(scratch.sha256()).isEqualTo(target.state().named().sha256());
      assertThat(folder.resolve("target-of-0-5.safetensors")).exists();
      assertThat(transfer().scratch(0.1, SEED, folder, kernels).images()).isEqualTo(6);
    }
  }

  private static Recipe at(Recipe recipe, double rate) {
    return new Recipe(
        recipe.optimiser(),
        rate,
        recipe.weightDecay(),
        recipe.schedule(),
        recipe.batchSize(),
        recipe.epochs(),
        recipe.augmentation(),
        recipe.smoothing(),
        recipe.clip(),
        recipe.dropout());
  }

  @Test
  void aPretrainingThatDivergesIsMarkedAndNotKept(@TempDir Path folder) {
    try (Kernels kernels = Backends.choose("vector").backend().open(1)) {
      Transfer wild = transfer(1e30, 0.3);
      Transfer.Body body = wild.body(Arm.LEAVES, SEED, folder, kernels);
      assertThat(body.diverged()).isTrue();
      assertThat(folder.resolve("leaves-of-0-5.safetensors")).doesNotExist();
      assertThat(wild.scratch(0.1, SEED, folder, kernels).diverged()).isTrue();
      assertThat(transfer().body(Arm.LEAVES, SEED, folder, kernels).diverged()).isFalse();
    }
  }

  @Test
  void aFineTuningThatDivergesIsMarked(@TempDir Path folder) {
    try (Kernels kernels = Backends.choose("vector").backend().open(1)) {
      Transfer.Body body = transfer().body(Arm.LEAVES, SEED, folder, kernels);
      assertThat(transfer().tuned(body, 1, SEED, kernels).diverged()).isFalse();
      assertThat(transfer(0, 1e33).tuned(body, 1, SEED, kernels).diverged()).isTrue();
    }
  }

  @Test
  void fewSamplesAreTrainedForAsManySteps() {
    Recipe recipe = Recipe.usual(Architectures.parse("cnn2(2)"), 32, 20, false);
    // 1000 samples are 32 steps, 100 are 4, and 10 are one.
    assertThat(TransferRecipe.asLong(recipe, 1000, 1000)).isEqualTo(recipe);
    assertThat(TransferRecipe.asLong(recipe, 1000, 100).epochs()).isEqualTo(160);
    assertThat(TransferRecipe.asLong(recipe, 1000, 100).schedule().warmUp()).isEqualTo(8);
    assertThat(TransferRecipe.asLong(recipe, 1000, 10).epochs()).isEqualTo(640);
  }

  @Test
  void theRecipeOfThePaperIsForImageNet() {
    TransferRecipe recipe =
        TransferRecipe.of(
            TransferRecipe.IMAGENET,
            Architectures.parse("vit-b16"),
            TransferRecipe.Wishes.NONE,
            4096 * 3000,
            false);
    // 10,000 steps of 3,000 an epoch, and 500 of 24,000.
    assertThat(recipe.pretraining().schedule().at(1e-3, 9_999, 3000, 90)).isEqualTo(1e-3f);
    assertThat(recipe.pretraining().schedule().at(1e-3, 270_000, 3000, 90)).isEqualTo(1e-5f);
    assertThat(recipe.tuning().schedule().at(0.03, 249, 24_000, 8)).isEqualTo(0.015f);
    assertThat(recipe.sigmoid()).isTrue();
    assertThat(recipe.headBias()).isEqualTo(-10);
    assertThat(recipe.facts())
        .containsExactly(
            new Fact(
                "pretraining",
                "epochs 90, batch 4096, optimiser adamw:0.9,0.999,1.0E-8, learning-rate 0.001,"
                    + " schedule warm-up:3.3333333333333335+linear:1.0E-5, weight-decay 0.03,"
                    + " augment none, smoothing 0, clip 0, dropout 0.1, a sigmoid for each label"
                    + " with an initial bias of -10"),
            new Fact(
                "tuning",
                "epochs 8, batch 512, optimiser sgd:0.9, learning-rate 0.03, schedule"
                    + " warm-up:0.020833333333333332+cosine, weight-decay 0, augment none,"
                    + " smoothing 0, clip 1, softmax"));
    // A small set has a warm-up of half the epochs.
    TransferRecipe small =
        TransferRecipe.of(
            TransferRecipe.IMAGENET,
            Architectures.parse("vit-b16"),
            TransferRecipe.Wishes.NONE,
            100,
            false);
    assertThat(small.pretraining().schedule().warmUp()).isEqualTo(45);
  }

  @Test
  void aHeadThatFitsInNoMemoryIsRefused() {
    // 2^28 labels, and 16 features of each: more weights than an array has.
    TransferData many =
        new TransferData(
            SHAPE,
            new MadeUpImages(1 << 28, SHAPE, 4, 1),
            new MadeUpImages(40, SHAPE, 4, 2),
            LabelTree.parse("0101"));
    Transfer transfer =
        new Transfer(many, transfer().recipe(), "striped", Scaling.NONE, FeatureScale.NONE, 0);
    transfer.check(Arm.LEAVES, 1);
    assertThatThrownBy(() -> transfer.check(Arm.parse("instances"), 1))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "the arm instances has 268435456 labels, and cnn2(2) with so many outputs needs too"
                + " much memory to train; leave out the arm, give it a smaller number, or take"
                + " fewer images with --per-class");
  }

  @Test
  void theCostOfAnArmCountsItsTrainings() {
    List<Double> shares = List.of(1.0, 0.1);
    double tuned = transfer().flops(Arm.LEAVES, shares);
    double pretraining = transfer().flops(Arm.LEAVES, List.of());
    assertThat(transfer().flops(Arm.SCRATCH, shares)).isGreaterThan(2 * pretraining);
    assertThat(tuned).isGreaterThan(pretraining);
  }
}
