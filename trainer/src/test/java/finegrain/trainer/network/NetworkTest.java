package finegrain.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import finegrain.kernels.Activation;
import finegrain.kernels.Attention;
import finegrain.kernels.Backends;
import finegrain.kernels.ForwardingKernels;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.data.Shape;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
  private static final Shape IMAGE = new Shape(3, 8, 8);

  private static Network network(String architecture) {
    return Architectures.parse(architecture).network(IMAGE, 5, Activation.RELU);
  }

  private static Matrix samples(int count) {
    SplittableRandom random = new SplittableRandom(2);
    Matrix samples = Matrix.allocate(count, IMAGE.features());
    for (int i = 0; i < samples.columns() * count; i++) {
      samples.set(i / samples.columns(), i % samples.columns(), (float) random.nextDouble(-1, 1));
    }
    return samples;
  }

  /**
   * An evaluation shares memory among layers, and so must give what a pass with all of it gives.
   */
  @ParameterizedTest
  @ValueSource(strings = {"perceptron(7)", "cnn(3)", "cnn2(3)", "resnet20(4)", "vit(8,2,3)"})
  void anEvaluationHasTheBitsOfATrainingPass(String architecture) {
    Network network = network(architecture);
    Matrix block = network.initialBlock(3, 1);
    Matrix gradients = Matrix.allocate(1, network.blockSize());
    Matrix state = network.initialState();
    NetworkPass training = network.pass(4, block, gradients, state);
    NetworkPass evaluation = network.evaluationPass(4, block, state);
    try (Kernels kernels = Backends.choose("scalar").backend().open()) {
      training.take(samples(4));
      training.forward(kernels, true);
      training.logitsGradient().fill(1);
      training.backward(kernels);
      training.forward(kernels, false);
      evaluation.take(samples(4));
      evaluation.forward(kernels, false);
      float[] logits = ReferenceCase.values(training.logits());
      assertThat(ReferenceCase.values(evaluation.logits())).containsExactly(logits);
      assertThat(
              ReferenceCase.values(
                  network.logits(kernels, network.parameters(block, state), samples(4))))
          .containsExactly(logits);
      assertThatThrownBy(() -> evaluation.forward(kernels, true))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> evaluation.backward(kernels))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  /** Published: 0.27 million (He et al.); 86 million (Dosovitskiy et al.); and counted by hand. */
  @Test
  void countsParametersAndOperations() {
    Shape cifar = new Shape(3, 32, 32);
    Network resnet = new ResNet20(16).network(cifar, 10, Activation.RELU);
    // Convolutions without biases: 432 + 6 * 2304 + 4608 + 5 * 9216 + 18432 + 5 * 36864.
    int convolutions = 432 + 6 * 2304 + 4608 + 5 * 9216 + 18432 + 5 * 36864;
    int scalesAndShifts = 2 * (7 * 16 + 6 * 32 + 6 * 64);
    assertThat(resnet.size()).isEqualTo(convolutions + scalesAndShifts + 64 * 10 + 10);
    // Weights 9 * 32, 9 * 32 * 64 and 7 * 7 * 64 * 10, scales and shifts, biases.
    assertThat(new Cnn2(32).network(new Shape(1, 28, 28), 10, Activation.RELU).size())
        .isEqualTo(288 + 18_432 + 31_360 + 2 * (32 + 64) + 10);
    // 40.6 million multiply-adds.
    assertThat(resnet.forwardFlops() / 2).isBetween(40_500_000L, 40_700_000L);
    assertThat(
            new VisionTransformer("vit", 128, 4, 6, 2, 4, false)
                .network(cifar, 10, Activation.RELU)
                .size())
        .isBetween(800_000, 840_000);
    Network base = VisionTransformer.base().network(new Shape(3, 224, 224), 1000, Activation.RELU);
    // That of the original implementation for 1000 classes.
    assertThat(base.size()).isEqualTo(86_567_656);
    assertThat(base.forwardFlops() / 2).isBetween(17_400_000_000L, 17_700_000_000L);
  }

  @Test
  void onlyWeightsOfProductsDecay() {
    Network network = network("vit(8,2,1)");
    Matrix block = Matrix.allocate(1, network.blockSize());
    network.decaying(block).fill(1);
    for (Parameters.Tensor tensor : network.parameters(block).named()) {
      assertThat(tensor.values().get(0, 0))
          .as(tensor.name())
          .isEqualTo(tensor.name().endsWith(".weights") ? 1 : 0);
    }
    assertThat(network.decaying(block).columns() + network.undecaying(block).columns())
        .isEqualTo(network.blockSize());
  }

  @Test
  void parametersAndStateAreCopiedByTheirNames() {
    Network network = network("resnet20(3)");
    Matrix block = network.initialBlock(1, 0);
    Matrix state = network.initialState();
    Parameters named = network.parameters(block, state);
    assertThat(named.names())
        .contains("stem.conv.weights", "s2b1.bn1.scale", "s1b1.bn1.running_mean", "output.biases");
    assertThat(named.count()).isEqualTo(network.size());
    assertThat(ReferenceCase.values(network.block(named)))
        .containsExactly(ReferenceCase.values(block));
    assertThat(ReferenceCase.values(network.stateBlock(named)))
        .containsExactly(ReferenceCase.values(state));
    assertThatThrownBy(() -> network.stateBlock(network.parameters(block)))
        .hasMessage("there is no stem.bn.running_mean");
    assertThatThrownBy(() -> network("resnet20(4)").block(named))
        .hasMessage("stem.conv.weights is 27 x 3, and this network has 27 x 4");
  }

  @Test
  void aBatchWithOnePositionIsRefusedInTraining() {
    BoundLayer layer =
        new BoundLayer(new BatchNormalise("bn", Activation.RELU), 1, new Shape(4, 1, 1));
    try (Kernels kernels = Backends.choose("scalar").backend().open()) {
      layer.forward(kernels, false);
      assertThatThrownBy(() -> layer.forward(kernels, true))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("bn cannot be trained on a batch with one position");
    }
  }

  /** The scalar backend makes views in its attention; what layers allocate is asked for here. */
  private static final class WithoutAttention extends ForwardingKernels {
    WithoutAttention(Kernels kernels) {
      super(kernels);
    }

    @Override
    public void attention(Attention shape, Matrix qkv, Matrix weights, Matrix y) {}

    @Override
    public void attentionGradient(
        Attention shape, Matrix qkv, Matrix weights, Matrix dy, Matrix dqkv) {}
  }

  @ParameterizedTest
  @ValueSource(strings = {"cnn(3)", "cnn2(3)", "resnet20(4)", "vit(8,2,2)", "vit-b16(24)"})
  void aPassAllocatesNothing(String architecture) throws InterruptedException {
    Shape shape = architecture.startsWith("vit-b16") ? new Shape(3, 32, 32) : IMAGE;
    Network network = Architectures.parse(architecture).network(shape, 5, Activation.RELU);
    NetworkPass pass =
        network.pass(
            2,
            network.initialBlock(1, 0),
            Matrix.allocate(1, network.blockSize()),
            network.initialState());
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = Long.MAX_VALUE;
    int passes = 20;
    try (Kernels kernels = new WithoutAttention(Backends.choose("scalar").backend().open())) {
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (allocated > 0 && System.nanoTime() < end) {
        // C2 compiles in the background.
        Thread.sleep(25);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < passes; i++) {
          pass.forward(kernels, true);
          pass.backward(kernels);
        }
        allocated = threads.getCurrentThreadAllocatedBytes() - before;
      }
    }
    assertThat(allocated).isZero();
  }

  @Test
  void imagesThatDoNotFitAreNamed() {
    assertThatThrownBy(() -> new ResNet20(4).network(Shape.row(2), 2, Activation.RELU))
        .hasMessage("resnet20(4) needs images of at least 4 x 4 pixels, and a sample has 1 x 2");
    assertThatThrownBy(
            () ->
                VisionTransformer.small(8, 2, 1).network(new Shape(1, 28, 30), 2, Activation.RELU))
        .hasMessage(
            "vit(8,2,1) needs images whose sides are multiples of 4 pixels, and a sample has 28 x"
                + " 30");
  }

  @Test
  void aBranchCannotEndWithAnActivation() {
    assertThatThrownBy(() -> Residual.of(Convolve.relu("a", 3, 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Sequence(List.of())).isInstanceOf(IllegalArgumentException.class);
  }
}
