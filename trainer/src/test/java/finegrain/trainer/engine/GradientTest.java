package finegrain.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import finegrain.kernels.Activation;
import finegrain.kernels.Backends;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.data.Shape;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.network.Parameters;
import finegrain.trainer.network.Perceptron;
import finegrain.trainer.objective.Objective;
import finegrain.trainer.objective.SigmoidObjective;
import finegrain.trainer.objective.SoftmaxObjective;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The gradients of a whole model against central differences of a forward pass and loss that are
 * written here anew, in double precision and with the JDK's functions.
 */
class GradientTest {
  private static final LabelTree TREE = LabelTree.parse("00001111");
  private static final int BATCH = 6;
  private static final int INPUTS = 7;
  private static final int HIDDEN = 5;
  private static final double STEP = 1e-5;

  static Stream<Arguments> models() {
    return Stream.of(Activation.RELU, Activation.TANH)
        .flatMap(
            activation ->
                Stream.of(
                    Arguments.of(activation, new SigmoidObjective(TREE)),
                    Arguments.of(activation, new SoftmaxObjective(TREE, 1)),
                    Arguments.of(activation, SoftmaxObjective.fine(TREE))));
  }

  @ParameterizedTest
  @MethodSource("models")
  void gradientsAreThoseOfTheMeanLoss(Activation activation, Objective objective) {
    SplittableRandom random = new SplittableRandom(7);
    Parameters model =
        new Perceptron(HIDDEN)
            .network(Shape.row(INPUTS), objective.outputs(), activation)
            .initial(11, 0);
    int[] labels = random.ints(BATCH, 0, Math.max(2, objective.outputs())).toArray();
    // Biases other than zero, and samples whose sums are all away from ReLU's kink.
    double[][] parameters = parameters(model);
    for (int tensor : new int[] {1, 3}) {
      for (int i = 0; i < parameters[tensor].length; i++) {
        float bias = (float) random.nextDouble(-0.3, 0.3);
        model.tensors().get(tensor).set(0, i, bias);
        parameters[tensor][i] = bias;
      }
    }
    Matrix x = Matrix.allocate(BATCH, INPUTS);
    for (int row = 0; row < BATCH; row++) {
      do {
        for (int input = 0; input < INPUTS; input++) {
          x.set(row, input, (float) random.nextDouble(-1, 1));
        }
      } while (nearestToKink(parameters, x, row) < 0.01);
    }

    // Between two others. With a learning rate of 1 the first velocity is minus the gradient.
    int outputs = objective.outputs();
    Perceptrons models =
        new Perceptrons(
            INPUTS, activation, new int[] {3, HIDDEN, 4}, new int[] {2, outputs, outputs});
    models.set(1, model, IntStream.range(0, INPUTS).toArray());
    PerceptronPass pass = new PerceptronPass(models, BATCH);
    Matrix losses = Matrix.allocate(1, BATCH);
    Batch batch = new DenseBatch(x, x, new int[BATCH]);
    try (Kernels kernels = Backends.choose("scalar").backend().open()) {
      models.forward(kernels, batch, models.hiddenWeights(), pass);
      objective
          .loss(BATCH)
          .gradient(kernels, pass.logits(1), labels, 1f / BATCH, losses, pass.logitsGradient(1));
      models.backward(kernels, pass);
      models.step(kernels, batch, pass, 1, 0);
    }

    double mean = IntStream.range(0, BATCH).mapToDouble(row -> losses.get(0, row)).sum() / BATCH;
    assertThat(mean).isCloseTo(meanLoss(parameters, x, labels, activation), within(1e-6));
    for (int tensor = 0; tensor < parameters.length; tensor++) {
      Matrix velocity = models.velocities(1).get(tensor);
      for (int i = 0; i < parameters[tensor].length; i++) {
        double value = parameters[tensor][i];
        parameters[tensor][i] = value + STEP;
        double above = meanLoss(parameters, x, labels, activation);
        parameters[tensor][i] = value - STEP;
        double below = meanLoss(parameters, x, labels, activation);
        parameters[tensor][i] = value;
        assertThat(-(double) velocity.get(i / velocity.columns(), i % velocity.columns()))
            .as("tensor %d, element %d", tensor, i)
            .isCloseTo((above - below) / (2 * STEP), within(2e-6));
      }
    }
  }

  private static double[][] parameters(Parameters model) {
    return model.tensors().stream()
        .map(
            tensor ->
                IntStream.range(0, tensor.rows() * tensor.columns())
                    .mapToDouble(i -> tensor.get(i / tensor.columns(), i % tensor.columns()))
                    .toArray())
        .toArray(double[][]::new);
  }

  private static double nearestToKink(double[][] parameters, Matrix x, int row) {
    double nearest = Double.POSITIVE_INFINITY;
    for (int unit = 0; unit < HIDDEN; unit++) {
      nearest = Math.min(nearest, Math.abs(hiddenSum(parameters, x, row, unit)));
    }
    return nearest;
  }

  private static double hiddenSum(double[][] parameters, Matrix x, int row, int unit) {
    double sum = parameters[1][unit];
    for (int input = 0; input < INPUTS; input++) {
      sum += x.get(row, input) * parameters[0][input * HIDDEN + unit];
    }
    return sum;
  }

  /** The loss of one sigmoid unit, or of a softmax over several, in double precision. */
  private static double meanLoss(
      double[][] parameters, Matrix x, int[] labels, Activation activation) {
    int outputs = parameters[3].length;
    double total = 0;
    for (int row = 0; row < BATCH; row++) {
      double[] logits = parameters[3].clone();
      for (int unit = 0; unit < HIDDEN; unit++) {
        double sum = hiddenSum(parameters, x, row, unit);
        double out = activation == Activation.RELU ? Math.max(sum, 0) : Math.tanh(sum);
        for (int output = 0; output < outputs; output++) {
          logits[output] += out * parameters[2][unit * outputs + output];
        }
      }
      if (outputs == 1) {
        double p = 1 / (1 + Math.exp(-logits[0]));
        total -= Math.log(labels[row] == 1 ? p : 1 - p);
      } else {
        double sum = 0;
        for (double logit : logits) {
          sum += Math.exp(logit);
        }
        total -= Math.log(Math.exp(logits[labels[row]]) / sum);
      }
    }
    return total / BATCH;
  }
}
