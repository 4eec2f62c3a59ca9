package finegrain.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.kernels.Activation;
import finegrain.kernels.Backends;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.data.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The gradients of layers and of whole networks against central differences of {@link
 * DoubleForward}. The loss is a sum of the outputs with random factors.
 *
 * <p>A gradient may be off by 2e-5 of the largest of its tensor: the passes under test compute in
 * single precision, whose error after the twenty layers of the largest network is some 1e-6. The
 * step of 1e-5 makes the differences good to 1e-8 or so.
 */
class LayerGradientTest {
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 2e-5;
  private static final Shape IMAGE = new Shape(3, 5, 6);
  private static final Shape TOKENS = new Shape(6, 1, 5);

  /** Elements of a tensor that are looked at. */
  private static final int MOST = 60;

  static Stream<Arguments> layers() {
    Activation identity = Activation.IDENTITY;
    return Stream.of(
        Arguments.of(new Dense("a", 4, Activation.TANH), IMAGE),
        Arguments.of(new TokenDense("a", 4), IMAGE),
        Arguments.of(new TokenDense("a", 4, Activation.TANH), TOKENS),
        Arguments.of(Convolve.plain("a", 4, 1), IMAGE),
        Arguments.of(Convolve.relu("a", 5, 2), IMAGE),
        Arguments.of(new Convolve("a", 2, 5, 2, 2, true, Activation.TANH), IMAGE),
        Arguments.of(Convolve.patches("a", 4, 2), new Shape(2, 4, 6)),
        Arguments.of(new BatchNormalise("a", identity), IMAGE),
        Arguments.of(new BatchNormalise("a", Activation.RELU), IMAGE),
        Arguments.of(new BatchNormalise("a", identity), new Shape(4, 1, 1)),
        Arguments.of(new LayerNormalise("a"), TOKENS),
        Arguments.of(new Activate(Activation.RELU), IMAGE),
        Arguments.of(new Activate(Activation.TANH), IMAGE),
        Arguments.of(new Gelu(), TOKENS),
        Arguments.of(new Dropout(0.3f), TOKENS),
        Arguments.of(new GlobalAverage(), IMAGE),
        Arguments.of(new MaxPool(), IMAGE),
        Arguments.of(new Attend(2), new Shape(12, 1, 5)),
        Arguments.of(new Positions("a"), TOKENS),
        Arguments.of(new ClassToken("a"), TOKENS),
        Arguments.of(new FirstToken(), TOKENS),
        Arguments.of(Residual.of(new LayerNormalise("a"), new TokenDense("b", 6)), TOKENS),
        Arguments.of(
            new Residual(
                Sequence.of(Convolve.relu("a", 6, 2), Convolve.plain("b", 6, 1)), Activation.RELU),
            new Shape(3, 5, 5)),
        Arguments.of(
            Sequence.of(new Positions("a"), new Gelu(), new Positions("b"), new TokenDense("c", 2)),
            TOKENS));
  }

  static Stream<Arguments> networks() {
    Shape image = new Shape(3, 8, 8);
    return Stream.of(
        Arguments.of(new Cnn(2), new Shape(1, 7, 5), 0),
        Arguments.of(new Cnn(2), new Shape(1, 7, 5), 0.3f),
        Arguments.of(new Cnn2(2), new Shape(2, 8, 9), 0),
        Arguments.of(new Perceptron(9), image, 0.3f),
        Arguments.of(new ResNet20(2), image, 0),
        Arguments.of(VisionTransformer.small(6, 2, 2), image, 0),
        Arguments.of(VisionTransformer.small(6, 2, 2), image, 0.3f),
        Arguments.of(new VisionTransformer("tiny", 6, 3, 2, 4, 2, true), new Shape(2, 4, 6), 0));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void gradientsOfALayer(Layer layer, Shape input) {
    SplittableRandom random = new SplittableRandom(3);
    BoundLayer bound = new BoundLayer(layer, 3, input);
    fill(bound.x, 1, random);
    fill(bound.dy, 1, random);
    bound.parameters.forEach(parameter -> fill(parameter, 0.7, random));
    double[][] factors = rows(bound.dy);
    double[][] x = rows(bound.x);
    List<double[]> parameters =
        new ArrayList<>(bound.parameters.stream().map(LayerGradientTest::flat).toList());
    try (Kernels kernels = Backends.choose("scalar").backend().open()) {
      bound.forward(kernels, true);
      double[][] y = new DoubleForward(parameters.iterator()).run(layer, input, x);
      assertClose("y", flat(bound.y), flat(y));
      bound.backward(kernels);
    }
    List<double[]> all = new ArrayList<>(parameters);
    all.addAll(Arrays.asList(x));
    List<double[]> gradients =
        new ArrayList<>(bound.gradients.stream().map(LayerGradientTest::flat).toList());
    gradients.addAll(Arrays.asList(rows(bound.dx)));
    assertGradients(layer, input, x, parameters, factors, all, gradients);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void gradientsOfANetwork(Architecture architecture, Shape input, float dropout) {
    SplittableRandom random = new SplittableRandom(5);
    Network network = architecture.network(input, 4, Activation.RELU, dropout);
    Matrix block = network.initialBlock(1, 0);
    Matrix gradients = Matrix.allocate(1, network.blockSize());
    // Scales and shifts away from 1 and 0.
    network.views(block).forEach(parameter -> add(parameter, 0.2, random));
    NetworkPass pass = network.pass(3, block, gradients, network.initialState());
    fill(pass.input(), 1, random);
    double[][] x = rows(pass.input());
    List<double[]> parameters = network.views(block).stream().map(LayerGradientTest::flat).toList();
    double[][] factors;
    try (Kernels kernels = Backends.choose("scalar").backend().open()) {
      pass.forward(kernels, true);
      fill(pass.logitsGradient(), 1, random);
      factors = rows(pass.logitsGradient());
      pass.backward(kernels);
    }
    Layer whole = new Sequence(network.layers());
    double[][] logits = new DoubleForward(parameters.iterator()).run(whole, input, x);
    assertClose("logits", flat(pass.logits()), flat(logits));
    assertGradients(
        whole,
        input,
        x,
        parameters,
        factors,
        parameters,
        network.views(gradients).stream().map(LayerGradientTest::flat).toList());
  }

  /** Compares gradients of some tensors, which are changed in place, with differences. */
  private static void assertGradients(
      Layer layer,
      Shape input,
      double[][] x,
      List<double[]> parameters,
      double[][] factors,
      List<double[]> tensors,
      List<double[]> gradients) {
    for (int tensor = 0; tensor < tensors.size(); tensor++) {
      double[] values = tensors.get(tensor);
      double[] got = gradients.get(tensor);
      double[] differences = got.clone();
      for (int i = 0; i < values.length; i += Math.ceilDiv(values.length, MOST)) {
        double value = values[i];
        values[i] = value + STEP;
        double above = loss(layer, input, x, parameters, factors);
        values[i] = value - STEP;
        double below = loss(layer, input, x, parameters, factors);
        values[i] = value;
        differences[i] = (above - below) / (2 * STEP);
      }
      assertClose("gradient of tensor " + tensor, got, differences);
    }
  }

  private static double loss(
      Layer layer, Shape input, double[][] x, List<double[]> parameters, double[][] factors) {
    double[][] y = new DoubleForward(parameters.iterator()).run(layer, input, x);
    double sum = 0;
    for (int n = 0; n < y.length; n++) {
      for (int i = 0; i < y[n].length; i++) {
        sum += y[n][i] * factors[n][i];
      }
    }
    return sum;
  }

  private static void assertClose(String what, double[] got, double[] expected) {
    double largest = 1e-3;
    for (double value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      assertThat(Math.abs(got[i] - expected[i]) / largest)
          .as("%s, element %d: %s and not %s", what, i, got[i], expected[i])
          .isLessThan(TOLERANCE);
    }
  }

  private static void fill(Matrix matrix, double size, SplittableRandom random) {
    matrix.fill(0);
    add(matrix, size, random);
  }

  private static void add(Matrix matrix, double size, SplittableRandom random) {
    for (int row = 0; row < matrix.rows(); row++) {
      for (int column = 0; column < matrix.columns(); column++) {
        float old = matrix.get(row, column);
        matrix.set(row, column, old + (float) random.nextDouble(-size, size));
      }
    }
  }

  private static double[][] rows(Matrix matrix) {
    double[][] rows = new double[matrix.rows()][matrix.columns()];
    for (int row = 0; row < rows.length; row++) {
      for (int column = 0; column < matrix.columns(); column++) {
        rows[row][column] = matrix.get(row, column);
      }
    }
    return rows;
  }

  private static double[] flat(Matrix matrix) {
    return flat(rows(matrix));
  }

  private static double[] flat(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
  }
}
