package finegrain.trainer.network;

import finegrain.kernels.Activation;
import finegrain.kernels.Philox;
import finegrain.trainer.data.Shape;
import java.util.Iterator;
import java.util.function.DoubleUnaryOperator;

/**
 * The forward passes of layers in training, written anew in double precision with the JDK's
 * functions. A sample is a row with the channels last.
 */
final class DoubleForward {
  private final Iterator<double[]> parameters;
  private int dropouts;

  /** The parameters in the order of the layers, each row after row. */
  DoubleForward(Iterator<double[]> parameters) {
    this.parameters = parameters;
  }

  /** The output of a layer. */
  double[][] run(Layer layer, Shape input, double[][] x) {
    return switch (layer) {
      case Sequence one -> sequence(one, input, x);
      case Residual one -> residual(one, input, x);
      case Convolve one -> convolve(one, input, x);
      case BatchNormalise one -> batchNormalise(one, input, x);
      case LayerNormalise one -> layerNormalise(one, input, x);
      case Dense one -> dense(one.units(), input.features(), one.activation(), x);
      case TokenDense one -> dense(one.units(), input.channels(), one.activation(), x);
      case Attend one -> attend(one.heads(), input, x);
      case Activate(Activation activation) -> map(x, value -> activate(activation, value));
      case Dropout(float share) -> drop(share, x);
      case Gelu _ -> map(x, DoubleForward::gelu);
      case GlobalAverage _ -> average(input, x);
      case MaxPool _ -> maxPool(input, x);
      case Positions _ -> add(x, parameters.next());
      case ClassToken _ -> classToken(x, parameters.next());
      case FirstToken _ -> firstToken(input, x);
      default -> throw new AssertionError("no forward pass in double precision: " + layer);
    };
  }

  /** Draw i of a batch is word i mod 4 of block i / 4, where seed, repeat and step are 0. */
  private double[][] drop(double share, double[][] x) {
    int[] words = new int[4];
    int purpose = 11;
    int layer = dropouts++;
    double[][] y = new double[x.length][x[0].length];
    for (int n = 0; n < x.length; n++) {
      for (int j = 0; j < y[n].length; j++) {
        int i = n * y[n].length + j;
        Philox.block(i / 4, 0, 0, purpose + 256 * layer, 0, words);
        boolean kept = Integer.toUnsignedLong(words[i % 4]) >= share * 0x1p32;
        y[n][j] = kept ? x[n][j] / (1 - share) : 0;
      }
    }
    return y;
  }

  private double[][] sequence(Sequence sequence, Shape input, double[][] x) {
    Shape shape = input;
    double[][] y = x;
    for (Layer layer : sequence.layers()) {
      y = run(layer, shape, y);
      shape = layer.output(shape);
    }
    return y;
  }

  private double[][] residual(Residual residual, Shape input, double[][] x) {
    Shape output = residual.output(input);
    double[][] y = run(residual.branch(), input, x);
    int before = (output.channels() - input.channels()) / 2;
    int step = output.equals(input) ? 1 : 2;
    for (int n = 0; n < x.length; n++) {
      for (int r = 0; r < output.height(); r++) {
        for (int s = 0; s < output.width(); s++) {
          for (int c = 0; c < output.channels(); c++) {
            int from = c - before;
            double shortcut =
                from < 0 || from >= input.channels()
                    ? 0
                    : x[n][(step * r * input.width() + step * s) * input.channels() + from];
            int i = (r * output.width() + s) * output.channels() + c;
            y[n][i] = activate(residual.activation(), y[n][i] + shortcut);
          }
        }
      }
    }
    return y;
  }

  private double[][] convolve(Convolve layer, Shape input, double[][] x) {
    double[] w = parameters.next();
    double[] b = layer.hasBias() ? parameters.next() : new double[layer.filters()];
    Shape output = layer.output(input);
    double[][] y = new double[x.length][output.features()];
    for (int n = 0; n < x.length; n++) {
      for (int i = 0; i < y[n].length; i++) {
        int filter = i % layer.filters();
        int row = i / layer.filters() / output.width();
        int column = i / layer.filters() % output.width();
        double sum = b[filter];
        for (int r = 0; r < layer.kernel(); r++) {
          for (int s = 0; s < layer.kernel(); s++) {
            int top = row * layer.stride() + r - layer.padding();
            int left = column * layer.stride() + s - layer.padding();
            if (top < 0 || left < 0 || top >= input.height() || left >= input.width()) {
              continue;
            }
            for (int c = 0; c < input.channels(); c++) {
              int tap = (r * layer.kernel() + s) * input.channels() + c;
              sum +=
                  x[n][(top * input.width() + left) * input.channels() + c]
                      * w[tap * layer.filters() + filter];
            }
          }
        }
        y[n][i] = activate(layer.activation(), sum);
      }
    }
    return y;
  }

  private double[][] batchNormalise(BatchNormalise layer, Shape input, double[][] x) {
    double[] scale = parameters.next();
    double[] shift = parameters.next();
    int channels = input.channels();
    double count = (double) x.length * input.height() * input.width();
    double[][] y = new double[x.length][input.features()];
    for (int c = 0; c < channels; c++) {
      double mean = 0;
      for (double[] sample : x) {
        for (int i = c; i < sample.length; i += channels) {
          mean += sample[i] / count;
        }
      }
      double variance = 0;
      for (double[] sample : x) {
        for (int i = c; i < sample.length; i += channels) {
          variance += (sample[i] - mean) * (sample[i] - mean) / count;
        }
      }
      for (int n = 0; n < x.length; n++) {
        for (int i = c; i < x[n].length; i += channels) {
          y[n][i] =
              activate(
                  layer.activation(),
                  (x[n][i] - mean) / Math.sqrt(variance + 1e-5) * scale[c] + shift[c]);
        }
      }
    }
    return y;
  }

  private double[][] layerNormalise(LayerNormalise layer, Shape input, double[][] x) {
    double[] scale = parameters.next();
    double[] shift = parameters.next();
    int features = input.channels();
    double[][] y = new double[x.length][input.features()];
    for (int n = 0; n < x.length; n++) {
      for (int from = 0; from < x[n].length; from += features) {
        double mean = 0;
        for (int i = from; i < from + features; i++) {
          mean += x[n][i] / features;
        }
        double variance = 0;
        for (int i = from; i < from + features; i++) {
          variance += (x[n][i] - mean) * (x[n][i] - mean) / features;
        }
        for (int i = 0; i < features; i++) {
          y[n][from + i] =
              (x[n][from + i] - mean) / Math.sqrt(variance + layer.epsilon()) * scale[i] + shift[i];
        }
      }
    }
    return y;
  }

  private double[][] dense(int units, int inputs, Activation activation, double[][] x) {
    double[] w = parameters.next();
    double[] b = parameters.next();
    double[][] y = new double[x.length][x[0].length / inputs * units];
    for (int n = 0; n < x.length; n++) {
      for (int i = 0; i < y[n].length; i++) {
        double sum = b[i % units];
        for (int k = 0; k < inputs; k++) {
          sum += x[n][i / units * inputs + k] * w[k * units + i % units];
        }
        y[n][i] = activate(activation, sum);
      }
    }
    return y;
  }

  private static double[][] attend(int heads, Shape input, double[][] x) {
    int dimension = input.channels() / 3;
    int size = dimension / heads;
    int tokens = input.height() * input.width();
    double[][] y = new double[x.length][tokens * dimension];
    for (int n = 0; n < x.length; n++) {
      for (int head = 0; head < heads; head++) {
        for (int query = 0; query < tokens; query++) {
          double[] weights = new double[tokens];
          double sum = 0;
          for (int key = 0; key < tokens; key++) {
            double score = 0;
            for (int i = head * size; i < (head + 1) * size; i++) {
              score += x[n][query * 3 * dimension + i] * x[n][(key * 3 + 1) * dimension + i];
            }
            weights[key] = Math.exp(score / Math.sqrt(size));
            sum += weights[key];
          }
          for (int key = 0; key < tokens; key++) {
            for (int i = head * size; i < (head + 1) * size; i++) {
              y[n][query * dimension + i] +=
                  weights[key] / sum * x[n][(key * 3 + 2) * dimension + i];
            }
          }
        }
      }
    }
    return y;
  }

  private static double[][] average(Shape input, double[][] x) {
    double positions = input.height() * input.width();
    double[][] y = new double[x.length][input.channels()];
    for (int n = 0; n < x.length; n++) {
      for (int i = 0; i < x[n].length; i++) {
        y[n][i % input.channels()] += x[n][i] / positions;
      }
    }
    return y;
  }

  private static double[][] maxPool(Shape input, double[][] x) {
    int channels = input.channels();
    int width = input.width() / 2;
    double[][] y = new double[x.length][input.height() / 2 * width * channels];
    for (int n = 0; n < x.length; n++) {
      for (int i = 0; i < y[n].length; i++) {
        int row = i / channels / width;
        int column = i / channels % width;
        int first = (2 * row * input.width() + 2 * column) * channels + i % channels;
        int below = first + input.width() * channels;
        y[n][i] =
            Math.max(
                Math.max(x[n][first], x[n][first + channels]),
                Math.max(x[n][below], x[n][below + channels]));
      }
    }
    return y;
  }

  private static double[][] add(double[][] x, double[] positions) {
    double[][] y = new double[x.length][positions.length];
    for (int n = 0; n < x.length; n++) {
      for (int i = 0; i < positions.length; i++) {
        y[n][i] = x[n][i] + positions[i];
      }
    }
    return y;
  }

  private static double[][] classToken(double[][] x, double[] token) {
    double[][] y = new double[x.length][token.length + x[0].length];
    for (int n = 0; n < x.length; n++) {
      System.arraycopy(token, 0, y[n], 0, token.length);
      System.arraycopy(x[n], 0, y[n], token.length, x[n].length);
    }
    return y;
  }

  private static double[][] firstToken(Shape input, double[][] x) {
    double[][] y = new double[x.length][input.channels()];
    for (int n = 0; n < x.length; n++) {
      System.arraycopy(x[n], 0, y[n], 0, input.channels());
    }
    return y;
  }

  private static double[][] map(double[][] x, DoubleUnaryOperator function) {
    double[][] y = new double[x.length][x[0].length];
    for (int n = 0; n < x.length; n++) {
      for (int i = 0; i < y[n].length; i++) {
        y[n][i] = function.applyAsDouble(x[n][i]);
      }
    }
    return y;
  }

  private static double activate(Activation activation, double value) {
    return switch (activation) {
      case IDENTITY -> value;
      case RELU -> Math.max(value, 0);
      case TANH -> Math.tanh(value);
    };
  }

  private static double gelu(double x) {
    return x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
  }
}
