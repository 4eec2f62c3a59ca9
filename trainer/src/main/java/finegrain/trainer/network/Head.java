package finegrain.trainer.network;

import finegrain.kernels.Matrix;
import finegrain.trainer.data.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The last layer of a network, which another task replaces, above its body, which it keeps. */
public final class Head {
  private Head() {}

  /**
   * The parameters of a network whose body is that of a trained one, and whose head is at its
   * initial values. The head draws from the streams of seed and repeat, as {@link
   * Network#initialBlock} does.
   *
   * @param trained parameters of a network that differs in its outputs alone
   * @return 1 x {@link Network#blockSize}
   * @throws IllegalArgumentException if a parameter of the body is missing or has another shape
   */
  public static Matrix replaced(Network network, Parameters trained, long seed, int repeat) {
    Map<String, Matrix> byName = new HashMap<>();
    trained.named().forEach(one -> byName.put(one.name(), one.values()));
    Matrix block = network.initialBlock(seed, repeat);
    List<Parameters.Tensor> own = network.parameters(block).named();
    for (Parameters.Tensor tensor : own.subList(0, own.size() - tensors(network))) {
      Matrix values = byName.get(tensor.name());
      Matrix view = tensor.values();
      if (values == null || values.rows() != view.rows() || values.columns() != view.columns()) {
        throw new IllegalArgumentException(
            "a body with %s needs weights that have it, of that shape".formatted(tensor.name()));
      }
      Rows.copy(values, view);
    }
    return block;
  }

  /**
   * Sets all biases of the head.
   *
   * @param block of parameters, changed
   */
  public static void fillBiases(Network network, Matrix block, float value) {
    Matrix biases = network.views(block).getLast();
    if (biases.rows() != 1 || biases.columns() != network.outputs()) {
      throw new IllegalArgumentException("the last layer has no bias for each output");
    }
    int from = biases.offset();
    Arrays.fill(biases.array(), from, from + biases.columns(), value);
  }

  /** How many parameters the last layer has. */
  private static int tensors(Network network) {
    Shape shape = network.input();
    int last = 0;
    for (Layer layer : network.layers()) {
      last = layer.parameters(shape).size();
      shape = layer.output(shape);
    }
    return last;
  }
}
