package finegrain.trainer.study.multiview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import finegrain.kernels.Backends;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.study.Row;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The patch network against plain loops in double precision, written from its definition. */
final class PatchNetworkTest {
  private static final int D = PatchModel.DIMENSION;
  private static final int P = PatchModel.PATCHES;
  private static final int M = PatchNetwork.NEURONS;
  private static final int[] LABELS = {2, 0, 1, 2, 2};

  /** Patches with numbers of both signs, and weights large enough that ReLU cuts some of them. */
  private static Matrix samples() {
    Matrix samples =
        new PatchModel(3, 0.1, false)
            .samples(7, 1, PatchModel.Set.TRAINING, LABELS.length, new Alpha(0, 0, ""));
    for (int row = 0; row < samples.rows(); row++) {
      for (int column = 0; column < samples.columns(); column++) {
        samples.set(row, column, 10 * samples.get(row, column));
      }
    }
    return samples;
  }

  private static PatchNetwork network() {
    PatchNetwork network = PatchNetwork.drawn(3, 5, 2);
    for (int neuron = 0; neuron < network.biases().columns(); neuron++) {
      network.biases().set(0, neuron, 0.01f * (neuron % 5 - 2));
    }
    return network;
  }

  /** The outputs of sample i: F_c = sum of ReLU(w_cr x_p + b_cr) over r and p. */
  private static double[] outputs(double[][] w, double[] b, Matrix samples, int i) {
    double[] outputs = new double[w.length / M];
    for (int cr = 0; cr < w.length; cr++) {
      for (int p = 0; p < P; p++) {
        double sum = b[cr];
        for (int j = 0; j < D; j++) {
          sum += w[cr][j] * samples.get(i, p * D + j);
        }
        outputs[cr / M] += Math.max(0, sum);
      }
    }
    return outputs;
  }

  private static double loss(double[][] w, double[] b, Matrix samples) {
    double loss = 0;
    for (int i = 0; i < LABELS.length; i++) {
      double[] f = outputs(w, b, samples, i);
      double sum = 0;
      for (double each : f) {
        sum += Math.exp(each);
      }
      loss += Math.log(sum) - f[LABELS[i]];
    }
    return loss / LABELS.length;
  }

  private static double[][] weights(PatchNetwork network) {
    double[][] w = new double[network.weights().columns()][D];
    for (int cr = 0; cr < w.length; cr++) {
      for (int j = 0; j < D; j++) {
        w[cr][j] = network.weights().get(j, cr);
      }
    }
    return w;
  }

  private static double[] biases(PatchNetwork network) {
    double[] b = new double[network.biases().columns()];
    for (int cr = 0; cr < b.length; cr++) {
      b[cr] = network.biases().get(0, cr);
    }
    return b;
  }

  /** The derivative of the loss with respect to w_cr at coordinate j, by its definition. */
  private static double slope(double[][] w, double[] b, Matrix samples, int cr, int j) {
    double[] old = w[cr].clone();
    double h = 1e-6;
    w[cr][j] = old[j] + h;
    double above = loss(w, b, samples);
    w[cr][j] = old[j] - h;
    double below = loss(w, b, samples);
    w[cr] = old;
    return (above - below) / (2 * h);
  }

  @Test
  void theOutputsAndLossesAreThoseOfTheDefinition() {
    Matrix samples = samples();
    PatchNetwork network = network();
    double[][] w = weights(network);
    double[] b = biases(network);
    try (Kernels kernels = Backends.choose("scalar").backend().open()) {
      Matrix logits = network.logits(kernels, samples);
      for (int i = 0; i < LABELS.length; i++) {
        double[] expected = outputs(w, b, samples, i);
        assertThat(expected).doesNotContain(0);
        for (int c = 0; c < 3; c++) {
          assertThat(logits.get(i, c)).isCloseTo((float) expected[c], within(2e-6f));
        }
      }
    }
  }

  @Test
  void theGradientIsThatOfFiniteDifferences() {
    Matrix samples = samples();
    PatchNetwork network = network();
    double[][] w = weights(network);
    double[] b = biases(network);
    double largest = 0;
    try (Kernels kernels = Backends.choose("scalar").backend().open()) {
      Matrix gradient = network.gradient(kernels, samples, LABELS);
      for (int cr = 0; cr < w.length; cr += 3) {
        for (int j = 0; j < D; j += j < 12 ? 1 : 17) {
          double expected = slope(w, b, samples, cr, j);
          assertThat(gradient.get(j, cr))
              .as("%d, %d", cr, j)
              .isCloseTo((float) expected, within(3e-5f));
          largest = Math.max(largest, Math.abs(expected));
        }
      }
    }
    assertThat(largest).isGreaterThan(0.5);
  }

  @Test
  void aStepGoesAgainstTheGradientAndTheBiasesFallByItsLength() {
    Matrix samples = samples();
    PatchNetwork network = network();
    double[][] w = weights(network);
    double[] b = biases(network);
    int cr = 9;
    double length = 0;
    double[] expected = new double[D];
    for (int j = 0; j < D; j++) {
      double slope = slope(w, b, samples, cr, j);
      length += slope * slope;
      expected[j] = w[cr][j] - 0.1 * slope;
    }
    try (Kernels kernels = Backends.choose("scalar").backend().open()) {
      network.step(kernels, samples, LABELS);
    }
    for (int j = 0; j < D; j++) {
      assertThat(network.weights().get(j, cr)).isCloseTo((float) expected[j], within(3e-6f));
    }
    assertThat(network.biases().get(0, cr))
        .isCloseTo((float) (b[cr] - 0.1 * 0.1 * Math.sqrt(length)), within(1e-6f))
        .isLessThan((float) b[cr]);
  }

  @Test
  void aCopyForCoarseClassesAddsUpTheOutputsOfEach() {
    Matrix samples = samples();
    PatchNetwork four = PatchNetwork.drawn(4, 1, 1);
    try (Kernels kernels = Backends.choose("scalar").backend().open()) {
      Matrix fine = four.logits(kernels, samples);
      Matrix coarse = four.copy(2).logits(kernels, samples);
      for (int i = 0; i < samples.rows(); i++) {
        for (int c = 0; c < 2; c++) {
          assertThat(coarse.get(i, c))
              .isCloseTo(fine.get(i, 2 * c) + fine.get(i, 2 * c + 1), within(1e-5f));
        }
      }
    }
  }

  /** Everything that a run measures, with the weights' hash, on other kernels and threads. */
  @ParameterizedTest
  @EnumSource(
      value = Varied.class,
      names = {"GRANULARITY", "MISALIGNMENT"})
  void theBackendsAndAnyNumberOfThreadsGiveTheSameRows(Varied varied) {
    List<Arm> arms =
        varied == Varied.GRANULARITY
            ? Arm.ofGranularity("fine", new PatchModel(2, 0.1, false), 30)
            : Arm.ofMisalignment("0.5", 0.5, new PatchModel(2, 0.1, false), 30).subList(1, 4);
    for (Arm arm : arms) {
      PatchRun run = new PatchRun(varied, arm, List.of(Alpha.of("alpha", "0.2-0.4")), 3, 20, 1, 4);
      List<List<Row>> all =
          Stream.of("scalar", "vector", "vector")
              .map(
                  backend -> {
                    try (Kernels kernels = Backends.choose(backend).backend().open(all(backend))) {
                      return run.rows(kernels);
                    }
                  })
              .toList();
      assertThat(all.get(0)).isNotEmpty().isEqualTo(all.get(1)).isEqualTo(all.get(2));
    }
  }

  private static int all(String backend) {
    return backend.equals("scalar") ? 1 : 3;
  }
}
