package finegrain.trainer.clustering;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.RandomStream;
import finegrain.kernels.Transposed;
import java.util.Arrays;

/**
 * Clusters of samples by k-means: the first centres as in Arthur and Vassilvitskii, "k-means++: The
 * Advantages of Careful Seeding" (2007), then Lloyd's iterations until no sample changes its
 * cluster. Where several centres are equally near, the first one counts; sums are taken in double,
 * in order of samples. So the clusters have the same bits everywhere.
 *
 * @param centres clusters x features
 */
public record KMeans(Matrix centres) {
  private static final int MOST_ITERATIONS = 300;

  /**
   * Finds clusters.
   *
   * @param samples samples x features, at least one
   * @param clusters how many; where there are fewer samples that differ, some stay empty
   * @param random for the first centres
   */
  public static KMeans fit(Kernels kernels, Matrix samples, int clusters, RandomStream random) {
    Matrix centres = firstCentres(samples, clusters, random);
    KMeans found = new KMeans(centres);
    int[] assigned = found.nearest(kernels, samples);
    for (int iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      moveToMeans(samples, assigned, centres);
      int[] again = found.nearest(kernels, samples);
      if (Arrays.equals(again, assigned)) {
        break;
      }
      assigned = again;
    }
    return found;
  }

  /**
   * The cluster of each sample: that of the nearest centre.
   *
   * @param samples samples x features
   */
  public int[] nearest(Kernels kernels, Matrix samples) {
    Matrix products = Matrix.allocate(samples.rows(), centres.rows());
    // ||x - c||^2 = ||x||^2 - 2 x c + ||c||^2, of which the first term is the same for all.
    kernels.matmul(Transposed.RIGHT, samples, centres, products);
    Matrix origin = Matrix.allocate(1, centres.columns());
    double[] norms = new double[centres.rows()];
    for (int centre = 0; centre < norms.length; centre++) {
      norms[centre] = squaredDistance(centres, centre, origin, 0);
    }
    int[] nearest = new int[samples.rows()];
    for (int sample = 0; sample < nearest.length; sample++) {
      double least = Double.POSITIVE_INFINITY;
      for (int centre = 0; centre < norms.length; centre++) {
        double distance = norms[centre] - 2.0 * products.get(sample, centre);
        if (distance < least) {
          least = distance;
          nearest[sample] = centre;
        }
      }
    }
    return nearest;
  }

  /** Each with a probability that grows with its squared distance from those before. */
  private static Matrix firstCentres(Matrix samples, int clusters, RandomStream random) {
    Matrix centres = Matrix.allocate(clusters, samples.columns());
    double[] distances = new double[samples.rows()];
    Arrays.fill(distances, Double.POSITIVE_INFINITY);
    int chosen = random.below(0, samples.rows());
    for (int centre = 0; centre < clusters; centre++) {
      copy(samples, chosen, centres, centre);
      double sum = 0;
      for (int i = 0; i < distances.length; i++) {
        distances[i] = Math.min(distances[i], squaredDistance(samples, i, centres, centre));
        sum += distances[i];
      }
      double threshold = Integer.toUnsignedLong(random.bits(centre + 1)) * 0x1p-32 * sum;
      chosen = drawn(distances, threshold);
    }
    return centres;
  }

  /** The first sample with which the sum of the distances exceeds a threshold. */
  private static int drawn(double[] distances, double threshold) {
    double sum = 0;
    for (int i = 0; i < distances.length; i++) {
      sum += distances[i];
      if (sum > threshold) {
        return i;
      }
    }
    return distances.length - 1;
  }

  /** A cluster without samples keeps its centre. */
  private static void moveToMeans(Matrix samples, int[] assigned, Matrix centres) {
    double[][] sums = new double[centres.rows()][centres.columns()];
    int[] counts = new int[centres.rows()];
    for (int sample = 0; sample < assigned.length; sample++) {
      double[] sum = sums[assigned[sample]];
      counts[assigned[sample]]++;
      int at = samples.rowOffset(sample);
      for (int feature = 0; feature < sum.length; feature++) {
        sum[feature] += samples.array()[at + feature];
      }
    }
    for (int centre = 0; centre < counts.length; centre++) {
      for (int feature = 0; feature < centres.columns() && counts[centre] > 0; feature++) {
        centres.set(centre, feature, (float) (sums[centre][feature] / counts[centre]));
      }
    }
  }

  private static void copy(Matrix from, int row, Matrix to, int toRow) {
    System.arraycopy(
        from.array(), from.rowOffset(row), to.array(), to.rowOffset(toRow), from.columns());
  }

  private static double squaredDistance(Matrix a, int rowOfA, Matrix b, int rowOfB) {
    int atA = a.rowOffset(rowOfA);
    int atB = b.rowOffset(rowOfB);
    double sum = 0;
    for (int feature = 0; feature < a.columns(); feature++) {
      double difference = (double) a.array()[atA + feature] - b.array()[atB + feature];
      sum += difference * difference;
    }
    return sum;
  }
}
