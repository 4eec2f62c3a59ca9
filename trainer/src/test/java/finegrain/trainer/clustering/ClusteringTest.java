package finegrain.trainer.clustering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import finegrain.kernels.Backends;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.RandomStream;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusteringTest {
  private static final int FEATURES = 5;

  /** Clouds around points that are far apart; sample i is of cloud i mod clouds. */
  private static Matrix clouds(int clouds, int samples, double spread) {
    SplittableRandom random = new SplittableRandom(11);
    Matrix x = Matrix.allocate(samples, FEATURES);
    for (int i = 0; i < samples; i++) {
      for (int j = 0; j < FEATURES; j++) {
        double centre = (i % clouds >> (j % 3) & 1) * 4 + i % clouds * 0.5;
        x.set(i, j, (float) (centre + random.nextGaussian() * spread));
      }
    }
    return x;
  }

  private static int[] clusters(Matrix x, int count, int seed, String backend) {
    try (Kernels kernels = Backends.choose(backend).backend().open()) {
      return KMeans.fit(kernels, x, count, new RandomStream(seed, 0, 7, 0)).nearest(kernels, x);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void cloudsThatAreApartAreFound(int seed) {
    Matrix x = clouds(4, 200, 0.2);
    int[] truth = new int[200];
    Arrays.setAll(truth, i -> i % 4);
    assertThat(RandIndex.adjusted(clusters(x, 4, seed, "scalar"), truth)).isEqualTo(1);
  }

  @Test
  void theClustersAreTheSameWithEveryBackendAndEveryTime() {
    Matrix x = clouds(8, 331, 2);
    int[] scalar = clusters(x, 5, 9, "scalar");
    assertThat(clusters(x, 5, 9, "auto")).isEqualTo(scalar);
    assertThat(clusters(x, 5, 9, "scalar")).isEqualTo(scalar);
  }

  /** Each sample is with the nearest mean, and each mean is that of its samples. */
  @Test
  void lloydsIterationsHaveEnded() {
    Matrix x = clouds(8, 150, 2);
    try (Kernels kernels = Backends.choose("scalar").backend().open()) {
      KMeans means = KMeans.fit(kernels, x, 6, new RandomStream(4, 0, 7, 0));
      int[] of = means.nearest(kernels, x);
      for (int centre = 0; centre < 6; centre++) {
        double[] sum = new double[FEATURES];
        int count = 0;
        for (int i = 0; i < of.length; i++) {
          if (of[i] == centre) {
            count++;
            for (int j = 0; j < FEATURES; j++) {
              sum[j] += x.get(i, j);
            }
          }
        }
        assertThat(count).isPositive();
        for (int j = 0; j < FEATURES; j++) {
          assertThat((double) means.centres().get(centre, j))
              .isCloseTo(sum[j] / count, within(1e-6));
        }
      }
      for (int i = 0; i < of.length; i++) {
        double own = distance(x, i, means.centres(), of[i]);
        for (int centre = 0; centre < 6; centre++) {
          assertThat(own).isLessThanOrEqualTo(distance(x, i, means.centres(), centre) + 1e-4);
        }
      }
    }
  }

  private static double distance(Matrix x, int i, Matrix centres, int centre) {
    double sum = 0;
    for (int j = 0; j < FEATURES; j++) {
      double difference = x.get(i, j) - centres.get(centre, j);
      sum += difference * difference;
    }
    return sum;
  }

  @Test
  void fewerDifferentSamplesThanClusters() {
    Matrix x = Matrix.allocate(6, FEATURES);
    x.set(3, 0, 1);
    int[] of = clusters(x, 4, 1, "scalar");
    assertThat(of[3]).isNotEqualTo(of[0]);
    assertThat(of[1]).isEqualTo(of[0]);
  }

  /** By scikit-learn's adjusted_rand_score, from its documentation. */
  @ParameterizedTest
  @CsvSource({
    "0011, 0011, 1",
    "0011, 1100, 1",
    "0012, 0011, 0.5714285714285714",
    "0011, 0012, 0.5714285714285714",
    "0000, 0123, 0",
    "0000, 0000, 1",
    "0011, 0101, -0.5"
  })
  void theRandIndexIsThatOfScikitLearn(String a, String b, double expected) {
    assertThat(
            RandIndex.adjusted(
                a.chars().map(c -> c - '0').toArray(), b.chars().map(c -> c - '0').toArray()))
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  void neighboursAreTheNearest() {
    Matrix x = clouds(8, 1100, 2);
    int[] nearest;
    try (Kernels kernels = Backends.choose("auto").backend().open()) {
      nearest = Neighbours.nearest(kernels, x);
    }
    for (int i = 0; i < nearest.length; i += 17) {
      assertThat(nearest[i]).isNotEqualTo(i);
      double own = distance(x, i, x, nearest[i]);
      for (int other = 0; other < nearest.length; other++) {
        if (other != i) {
          assertThat(own).isLessThanOrEqualTo(distance(x, i, x, other) + 1e-4);
        }
      }
    }
  }
}
