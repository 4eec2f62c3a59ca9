package finegrain.kernels;

import static finegrain.kernels.ScalarKernels.PARTIALS;

import java.util.Arrays;

/** The oracle of batch and layer normalisation. Slow. */
final class ScalarNormalisation implements NormalisationKernels {
  private final float[] partial = new float[PARTIALS];

  /** A term of a sum over a batch, which a fused multiply-add or an addition takes in. */
  private interface Term {
    float addTo(float sum, int sample, int column);
  }

  /** A sum over a batch for one channel: chains of the samples, added in double precision. */
  private static double sum(Matrix x, int channels, int channel, Term term) {
    double total = 0;
    for (int n = 0; n < x.rows(); n++) {
      float sum = 0;
      for (int column = channel; column < x.columns(); column += channels) {
        sum = term.addTo(sum, n, column);
      }
      total += sum;
    }
    return total;
  }

  @Override
  public void batchStatistics(Matrix x, Matrix statistics) {
    int channels = statistics.columns();
    double n = x.rows() * ((double) x.columns() / channels);
    for (int c = 0; c < channels; c++) {
      float mean = (float) (sum(x, channels, c, (s, i, j) -> s + x.get(i, j)) / n);
      Term square =
          (s, i, j) -> {
            float d = x.get(i, j) - mean;
            return Fma.fma(d, d, s);
          };
      statistics.set(0, c, mean);
      statistics.set(1, c, (float) (sum(x, channels, c, square) / n));
    }
  }

  @Override
  public void batchNormalise(
      Matrix x,
      Matrix statistics,
      Matrix scale,
      Matrix shift,
      float epsilon,
      Activation activation,
      Matrix y) {
    int channels = scale.columns();
    for (int n = 0; n < x.rows(); n++) {
      for (int j = 0; j < x.columns(); j++) {
        int c = j % channels;
        float factor = scale.get(0, c) / root(statistics.get(1, c) + epsilon);
        float value = Fma.fma(x.get(n, j) - statistics.get(0, c), factor, shift.get(0, c));
        y.set(n, j, ScalarKernels.activate(activation, value));
      }
    }
  }

  @Override
  public void batchNormaliseGradient(
      Matrix x,
      Matrix statistics,
      Matrix scale,
      float epsilon,
      Matrix dy,
      Matrix dscale,
      Matrix dshift,
      Matrix dx) {
    int channels = scale.columns();
    double n = x.rows() * ((double) x.columns() / channels);
    for (int c = 0; c < channels; c++) {
      float mean = statistics.get(0, c);
      float r = 1 / root(statistics.get(1, c) + epsilon);
      float s = scale.get(0, c) * r;
      float sum = (float) sum(dy, channels, c, (t, i, j) -> t + dy.get(i, j));
      Term product = (t, i, j) -> Fma.fma(dy.get(i, j), x.get(i, j) - mean, t);
      float q = (float) sum(dy, channels, c, product);
      dshift.set(0, c, sum);
      dscale.set(0, c, q * r);
      float a = (float) -(s * (sum / n));
      float b = (float) -((double) s * r * r * (q / n));
      for (int i = 0; i < x.rows(); i++) {
        for (int j = c; j < x.columns(); j += channels) {
          dx.set(i, j, Fma.fma(x.get(i, j) - mean, b, Fma.fma(dy.get(i, j), s, a)));
        }
      }
    }
  }

  @Override
  public void layerNormalise(
      Matrix x, Matrix scale, Matrix shift, float epsilon, Matrix statistics, Matrix y) {
    int features = scale.columns();
    int tokens = x.columns() / features;
    float share = 1f / features;
    for (int n = 0; n < x.rows(); n++) {
      for (int t = 0; t < tokens; t++) {
        int row = n;
        int from = t * features;
        float mean = rowSum(features, (s, j) -> s + x.get(row, from + j)) * share;
        IndexedTerm square =
            (s, j) -> {
              float d = x.get(row, from + j) - mean;
              return Fma.fma(d, d, s);
            };
        float r = 1 / root(rowSum(features, square) * share + epsilon);
        statistics.set(0, n * tokens + t, mean);
        statistics.set(1, n * tokens + t, r);
        for (int j = 0; j < features; j++) {
          float h = (x.get(n, from + j) - mean) * r;
          y.set(n, from + j, Fma.fma(h, scale.get(0, j), shift.get(0, j)));
        }
      }
    }
  }

  @Override
  public void layerNormaliseGradient(
      Matrix x,
      Matrix scale,
      Matrix statistics,
      Matrix dy,
      Matrix dscale,
      Matrix dshift,
      Matrix dx) {
    int features = scale.columns();
    int tokens = x.columns() / features;
    int block = Convolution.block(tokens);
    for (int j = 0; j < features; j++) {
      float scaleTotal = 0;
      float shiftTotal = 0;
      for (int first = 0; first < x.rows(); first += block) {
        float scaleSum = 0;
        float shiftSum = 0;
        for (int n = first; n < Math.min(x.rows(), first + block); n++) {
          for (int t = 0; t < tokens; t++) {
            int token = n * tokens + t;
            int at = t * features + j;
            float h = (x.get(n, at) - statistics.get(0, token)) * statistics.get(1, token);
            scaleSum = Fma.fma(dy.get(n, at), h, scaleSum);
            shiftSum += dy.get(n, at);
          }
        }
        scaleTotal = first == 0 ? scaleSum : scaleTotal + scaleSum;
        shiftTotal = first == 0 ? shiftSum : shiftTotal + shiftSum;
      }
      dscale.set(0, j, scaleTotal);
      dshift.set(0, j, shiftTotal);
    }
    float share = 1f / features;
    for (int n = 0; n < x.rows(); n++) {
      for (int t = 0; t < tokens; t++) {
        int row = n;
        int from = t * features;
        float mean = statistics.get(0, n * tokens + t);
        float r = statistics.get(1, n * tokens + t);
        IndexedTerm g = (s, j) -> s + dy.get(row, from + j) * scale.get(0, j);
        IndexedTerm gh =
            (s, j) ->
                Fma.fma(
                    dy.get(row, from + j) * scale.get(0, j), (x.get(row, from + j) - mean) * r, s);
        float u = rowSum(features, g) * share;
        float v = rowSum(features, gh) * share;
        for (int j = 0; j < features; j++) {
          float h = (x.get(n, from + j) - mean) * r;
          float difference = dy.get(n, from + j) * scale.get(0, j) - u;
          dx.set(n, from + j, r * Fma.fma(-h, v, difference));
        }
      }
    }
  }

  /** A term of a row sum. */
  private interface IndexedTerm {
    float addTo(float sum, int j);
  }

  private float rowSum(int n, IndexedTerm term) {
    Arrays.fill(partial, 0);
    for (int j = 0; j < n; j++) {
      partial[j % PARTIALS] = term.addTo(partial[j % PARTIALS], j);
    }
    return ScalarKernels.fold(partial);
  }

  /** The square root, rounded once. */
  private static float root(float x) {
    return (float) Math.sqrt(x);
  }
}
