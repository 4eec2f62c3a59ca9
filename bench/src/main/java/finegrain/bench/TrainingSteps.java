package finegrain.bench;

import com.sun.management.ThreadMXBean;
import finegrain.bench.operation.InstructionSet;
import finegrain.bench.operation.WarmUp;
import finegrain.kernels.Activation;
import finegrain.kernels.Backends;
import finegrain.kernels.Convolution;
import finegrain.kernels.Image;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.Peak;
import finegrain.kernels.RandomStream;
import finegrain.trainer.data.Shape;
import finegrain.trainer.network.Network;
import finegrain.trainer.network.NetworkPass;
import finegrain.trainer.network.ResNet20;
import finegrain.trainer.network.VisionTransformer;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;

/**
 * Our side of {@code finegrain bench train}: training steps of a deep network. A step is a forward
 * pass, softmax cross-entropy, a backward pass, and SGD with momentum.
 */
final class TrainingSteps {
  private static final float RATE = 0.01f;
  private static final float MOMENTUM = 0.9f;
  private static final int CLASSES = 10;
  private static final double PEAK_SECONDS = 0.5;

  /** Shorter rounds are trials, which need no warm-up. */
  private static final double SHORTEST_ROUND = 0.1;

  /** At least. */
  private static final long WARM_UP_NANOSECONDS = 2_000_000_000;

  private final Kernels kernels;
  private final Runnable step;
  private final double flops;
  private final Matrix losses;

  private TrainingSteps(Kernels kernels, Runnable step, double flops, Matrix losses) {
    this.kernels = kernels;
    this.step = step;
    this.flops = flops;
    this.losses = losses;
  }

  /**
   * Measures in this JVM and prints, in one line: milliseconds of a step, the median of the rounds;
   * the loss of the first and of the last step; GFLOP/s; the peak in GFLOP/s; the bytes that a step
   * allocates; the class of vector instructions.
   *
   * @param arguments model, batch, threads, rounds, seconds of a round
   */
  public static void main(String[] arguments) {
    TrainingModel model = TrainingModel.parse(arguments[0] + ":" + arguments[1]);
    int threads = Integer.parseInt(arguments[2]);
    try (Kernels kernels = Backends.choose("vector").backend().open(threads)) {
      System.out.println(
          of(model, kernels)
              .measure(threads, Integer.parseInt(arguments[3]), Double.parseDouble(arguments[4])));
    }
  }

  private static TrainingSteps of(TrainingModel model, Kernels kernels) {
    Shape images = new Shape(3, 32, 32);
    return switch (model.kind()) {
      case RESNET20 ->
          network(
              new ResNet20(16).network(images, CLASSES, Activation.RELU), model.batch(), kernels);
      case VIT ->
          network(
              VisionTransformer.small(192, 3, 4)
                  .withMlp(4)
                  .network(images, CLASSES, Activation.RELU),
              model.batch(),
              kernels);
      case CONVOLUTION -> convolution(model.batch(), kernels);
    };
  }

  private static TrainingSteps network(Network network, int batch, Kernels kernels) {
    Matrix block = network.initialBlock(1, 0);
    Matrix gradients = Matrix.allocate(1, network.blockSize());
    Matrix velocity = Matrix.allocate(1, network.blockSize());
    NetworkPass pass = network.pass(batch, block, gradients, network.initialState());
    fill(pass.input(), 1);
    int[] labels = new int[batch];
    Arrays.setAll(labels, i -> i % CLASSES);
    Matrix losses = Matrix.allocate(1, batch);
    Runnable step =
        () -> {
          pass.forward(kernels, true);
          kernels.crossEntropyGradient(
              pass.logits(), labels, 1f / batch, losses, pass.logitsGradient());
          pass.backward(kernels);
          kernels.momentumStep(block, velocity, gradients, RATE, MOMENTUM);
        };
    double flops = (double) batch * (network.forwardFlops() + network.backwardFlops());
    return new TrainingSteps(kernels, step, flops, losses);
  }

  /** The gradient of the output is that of its sum: ones. */
  private static TrainingSteps convolution(int batch, Kernels kernels) {
    Convolution shape = Convolution.same(new Image(32, 32, 64), 64, 3, 1);
    Matrix x = Matrix.allocate(batch, shape.input().size());
    Matrix w = Matrix.allocate(shape.inner(), shape.filters());
    fill(x, 1);
    fill(w, 2);
    Matrix bias = Matrix.allocate(1, shape.filters());
    Matrix y = Matrix.allocate(batch, shape.output().size());
    Matrix dy = Matrix.allocate(batch, shape.output().size());
    dy.fill(1);
    Matrix dx = Matrix.allocate(batch, shape.input().size());
    Matrix dw = Matrix.allocate(shape.inner(), shape.filters());
    Runnable step =
        () -> {
          kernels.convolution(shape, x, w, bias, Activation.IDENTITY, y);
          kernels.convolutionInputGradient(shape, dy, w, dx);
          kernels.convolutionWeightGradient(shape, x, dy, dw);
        };
    return new TrainingSteps(kernels, step, 3.0 * batch * shape.flops(), Matrix.allocate(1, 1));
  }

  private static void fill(Matrix x, int seed) {
    float[] drawn = new float[x.rows() * x.columns()];
    new RandomStream(seed, 0, 0, 0).uniform(0, drawn);
    for (int row = 0; row < x.rows(); row++) {
      for (int column = 0; column < x.columns(); column++) {
        x.set(row, column, 2 * drawn[row * x.columns() + column] - 1);
      }
    }
  }

  private String measure(int threads, int rounds, double seconds) {
    step.run();
    float first = loss();
    if (seconds >= SHORTEST_ROUND) {
      new WarmUp().run(step, flops, WARM_UP_NANOSECONDS, false);
    }
    double[] nanoseconds = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      nanoseconds[round] = round(seconds);
    }
    Arrays.sort(nanoseconds);
    double median = nanoseconds[rounds / 2];
    return String.format(
        Locale.ROOT,
        "%.6f %.6f %.6f %.3f %.3f %d %s",
        median * 1e-6,
        first,
        loss(),
        flops / median,
        Peak.gflops(threads, PEAK_SECONDS).orElse(Double.NaN),
        bytes(),
        InstructionSet.ofThisJvm().id());
  }

  private float loss() {
    Matrix sum = Matrix.allocate(1, 1);
    kernels.rowSums(losses, sum);
    return sum.get(0, 0) / losses.columns();
  }

  /** Nanoseconds of a step, on average over a round. */
  private double round(double seconds) {
    long begin = System.nanoTime();
    long end = begin + (long) (seconds * 1e9);
    int count = 0;
    long now;
    do {
      step.run();
      count++;
      now = System.nanoTime();
    } while (now < end || count < 2);
    return (double) (now - begin) / count;
  }

  /** What a step allocates: the least of some, because the JVM's other work allocates too. */
  private long bytes() {
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long before = memory.getTotalThreadAllocatedBytes();
      step.run();
      least = Math.min(least, memory.getTotalThreadAllocatedBytes() - before);
    }
    return least;
  }
}
