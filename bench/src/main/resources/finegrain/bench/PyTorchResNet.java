package finegrain.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.ArrayList;
import java.util.List;

/**
 * ResNet-20 with 16, 32 and 64 channels in PyTorch, through DJL: the network that Finegrain has by
 * the name resnet20(16), with tensors of the same names and shapes.
 */
final class PyTorchResNet {
  private static final int CHANNELS = 16;

  /** DJL's momentum is the share of the old statistics; PyTorch's is that of the new ones, 0.1. */
  private static final float OLD_SHARE = 0.9f;

  private static final float EPSILON = 1e-5f;

  /** Where the network has its weights and running statistics from. */
  interface Tensors {
    /**
     * A tensor, for example {@code s1b1.conv1.weight}.
     *
     * @param shape as PyTorch has it
     */
    NDArray get(String name, long... shape);
  }

  private interface Layer {
    NDArray forward(NDArray x, boolean training);
  }

  private final Tensors tensors;
  private final Layer whole;

  /**
   * The network.
   *
   * @param images channels of an image
   */
  PyTorchResNet(Tensors tensors, int images, int classes) {
    this.tensors = tensors;
    Layer stem = convolution("stem.conv", images, CHANNELS, 1);
    Layer stemNorm = batchNorm("stem.bn", CHANNELS);
    List<Layer> blocks = new ArrayList<>();
    int in = CHANNELS;
    for (int stage = 1; stage <= 3; stage++) {
      for (int block = 1; block <= 3; block++) {
        int out = CHANNELS << (stage - 1);
        blocks.add(residual("s" + stage + "b" + block, in, out));
        in = out;
      }
    }
    NDArray weights = tensors.get("output.weight", classes, in);
    NDArray bias = tensors.get("output.bias", classes);
    whole =
        (x, training) -> {
          NDArray h = Activation.relu(stemNorm.forward(stem.forward(x, training), training));
          for (Layer block : blocks) {
            h = block.forward(h, training);
          }
          return Linear.linear(Pool.globalAvgPool2d(h), weights, bias).singletonOrThrow();
        };
  }

  /**
   * The logits.
   *
   * @param x batch x channels x height x width, in any order of memory
   * @param training whether by the statistics of the batch, which then change the running ones
   * @return batch x classes
   */
  NDArray forward(NDArray x, boolean training) {
    return whole.forward(x, training);
  }

  private Layer convolution(String name, int in, int out, int stride) {
    NDArray weights = tensors.get(name + ".weight", out, in, 3, 3);
    Shape strides = new Shape(stride, stride);
    Shape padding = new Shape(1, 1);
    Shape dilation = new Shape(1, 1);
    return (x, training) ->
        Conv2d.conv2d(x, weights, null, strides, padding, dilation).singletonOrThrow();
  }

  private Layer batchNorm(String name, int channels) {
    NDArray scale = tensors.get(name + ".weight", channels);
    NDArray shift = tensors.get(name + ".bias", channels);
    NDArray mean = tensors.get(name + ".running_mean", channels);
    NDArray variance = tensors.get(name + ".running_var", channels);
    return (x, training) ->
        BatchNorm.batchNorm(x, mean, variance, scale, shift, 1, OLD_SHARE, EPSILON, training)
            .singletonOrThrow();
  }

  /** A shortcut to more channels takes every second pixel, and adds channels of zeros. */
  private Layer residual(String name, int in, int out) {
    Layer first = convolution(name + ".conv1", in, out, out / in);
    Layer firstNorm = batchNorm(name + ".bn1", out);
    Layer second = convolution(name + ".conv2", out, out, 1);
    Layer secondNorm = batchNorm(name + ".bn2", out);
    return (x, training) -> {
      NDArray inner = Activation.relu(firstNorm.forward(first.forward(x, training), training));
      NDArray y = secondNorm.forward(second.forward(inner, training), training);
      NDArray shortcut = x;
      if (out > in) {
        NDArray taken = x.get(":, :, ::2, ::2");
        // They lie in memory as the images do: in another order, each sum would copy.
        NDArray none = taken.get(":, :" + (out - in) / 2).zerosLike();
        shortcut = NDArrays.concat(new NDList(none, taken, none), 1);
      }
      return Activation.relu(y.add(shortcut));
    };
  }
}
