package finegrain.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Training steps in PyTorch, through DJL: forward, softmax cross-entropy, backward, and SGD with
 * momentum. 'finegrain bench train' starts this file with 'java', which compiles it: so no build
 * needs DJL.
 *
 * <p>Arguments: model (resnet20, vit or conv), batch, threads, rounds, seconds of a round. It
 * prints, in one line, the milliseconds of a step (the median of the rounds), the loss of the first
 * and of the last step, and the versions.
 */
public final class PyTorchSteps {
  private static final float RATE = 0.01f;
  private static final float MOMENTUM = 0.9f;
  private static final int CLASSES = 10;

  private interface Net {
    NDArray forward(NDArray x);
  }

  private final NDManager manager = NDManager.newBaseManager();
  private final List<NDArray> parameters = new ArrayList<>();
  private final List<NDArray> velocities = new ArrayList<>();

  private PyTorchSteps() {}

  private NDArray normal(double deviation, long... shape) {
    return kept(manager.randomNormal(0, (float) deviation, new Shape(shape), DataType.FLOAT32));
  }

  private NDArray zeros(long... shape) {
    return kept(manager.zeros(new Shape(shape)));
  }

  private NDArray ones(long... shape) {
    return kept(manager.ones(new Shape(shape)));
  }

  private NDArray kept(NDArray parameter) {
    parameter.setRequiresGradient(true);
    parameters.add(parameter);
    velocities.add(manager.zeros(parameter.getShape()));
    return parameter;
  }

  private Net convolution(int in, int out, int kernel, int stride) {
    NDArray w = normal(Math.sqrt(2.0 / (in * kernel * kernel)), out, in, kernel, kernel);
    Shape strides = new Shape(stride, stride);
    Shape padding = new Shape(kernel / 2, kernel / 2);
    Shape dilation = new Shape(1, 1);
    return x -> Conv2d.conv2d(x, w, null, strides, padding, dilation).singletonOrThrow();
  }

  private Net linear(int in, int out) {
    NDArray w = normal(Math.sqrt(1.0 / in), out, in);
    NDArray bias = zeros(out);
    return x -> Linear.linear(x, w, bias).singletonOrThrow();
  }

  private Net layerNorm(int features) {
    NDArray scale = ones(features);
    NDArray shift = zeros(features);
    Shape shape = new Shape(features);
    return x -> LayerNorm.layerNorm(x, shape, scale, shift, 1e-5f).singletonOrThrow();
  }

  /** With weights by He's initialisation, for images of 3 channels. */
  private Net resnet20() {
    PyTorchResNet network = new PyTorchResNet(this::initial, 3, CLASSES);
    return x -> network.forward(x, true);
  }

  private NDArray initial(String name, long... shape) {
    if (name.endsWith(".running_mean")) {
      return manager.zeros(new Shape(shape));
    }
    if (name.endsWith(".running_var")) {
      return manager.ones(new Shape(shape));
    }
    if (name.endsWith(".bias")) {
      return zeros(shape);
    }
    return switch (shape.length) {
      case 4 -> normal(Math.sqrt(2.0 / (shape[1] * shape[2] * shape[3])), shape);
      case 2 -> normal(Math.sqrt(1.0 / shape[1]), shape);
      default -> ones(shape);
    };
  }

  /** Of 64 patches with 48 numbers each. */
  private Net vit(int dimension, int heads, int depth) {
    Net embed = linear(48, dimension);
    NDArray positions = normal(0.02, 1, 64, dimension);
    List<Net> blocks = new ArrayList<>();
    for (int block = 0; block < depth; block++) {
      blocks.add(transformer(dimension, heads));
    }
    Net last = layerNorm(dimension);
    Net output = linear(dimension, CLASSES);
    return x -> {
      NDArray h = embed.forward(x).add(positions);
      for (Net block : blocks) {
        h = block.forward(h);
      }
      return output.forward(last.forward(h).mean(new int[] {1}));
    };
  }

  private Net transformer(int dimension, int heads) {
    Net firstNorm = layerNorm(dimension);
    Net secondNorm = layerNorm(dimension);
    Net projections = linear(dimension, 3 * dimension);
    Net out = linear(dimension, dimension);
    Net up = linear(dimension, 4 * dimension);
    Net down = linear(4 * dimension, dimension);
    long size = dimension / heads;
    return x -> {
      long batch = x.getShape().get(0);
      long tokens = x.getShape().get(1);
      NDArray all =
          projections
              .forward(firstNorm.forward(x))
              .reshape(batch, tokens, 3, heads, size)
              .transpose(2, 0, 3, 1, 4);
      NDArray scores = all.get(0).matMul(all.get(1).transpose(0, 1, 3, 2));
      NDArray weights = scores.mul((float) (1 / Math.sqrt(size))).softmax(3);
      NDArray joined =
          weights.matMul(all.get(2)).transpose(0, 2, 1, 3).reshape(batch, tokens, dimension);
      NDArray y = x.add(out.forward(joined));
      return y.add(down.forward(Activation.gelu(up.forward(secondNorm.forward(y)))));
    };
  }

  private NDArray input(String model, int batch) {
    Shape shape =
        switch (model) {
          case "conv" -> new Shape(batch, 64, 32, 32);
          case "resnet20" -> new Shape(batch, 3, 32, 32);
          default -> new Shape(batch, 64, 48);
        };
    return manager.randomNormal(0, 1, shape, DataType.FLOAT32);
  }

  /** One step; its loss. A lone convolution has the sum as its loss, and is not updated. */
  private float step(Net net, NDArray x, NDArray labels, boolean lone) {
    float loss;
    try (NDScope scope = new NDScope()) {
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray y = net.forward(x);
        NDArray total =
            lone ? y.sum() : y.logSoftmax(1).mul(labels).sum().mul(-1f / x.getShape().get(0));
        collector.backward(total);
        loss = total.getFloat();
      }
      for (int i = 0; i < parameters.size(); i++) {
        NDArray gradient = parameters.get(i).getGradient();
        if (!lone) {
          velocities.get(i).muli(MOMENTUM).addi(gradient);
          parameters.get(i).subi(velocities.get(i).mul(RATE));
        }
        gradient.muli(0f);
      }
      if (lone) {
        x.getGradient().muli(0f);
      }
    }
    return loss;
  }

  private void measure(String model, int batch, int rounds, double seconds) {
    boolean lone = model.equals("conv");
    Net net =
        switch (model) {
          case "conv" -> convolution(64, 64, 3, 1);
          case "resnet20" -> resnet20();
          case "vit" -> vit(192, 3, 4);
          default -> throw new IllegalArgumentException("there is no model " + model);
        };
    NDArray x = input(model, batch);
    if (lone) {
      x.setRequiresGradient(true);
    }
    long[] classes = new long[batch];
    Arrays.setAll(classes, i -> i % CLASSES);
    NDArray labels = manager.create(classes).oneHot(CLASSES).toType(DataType.FLOAT32, true);
    float first = step(net, x, labels, lone);
    float last = first;
    double[] milliseconds = new double[rounds];
    // The first round warms up.
    for (int round = -1; round < rounds; round++) {
      int steps = 0;
      long begin = System.nanoTime();
      long end = begin + (long) (1e9 * (round < 0 ? Math.max(1, seconds) : seconds));
      do {
        last = step(net, x, labels, lone);
        steps++;
      } while (System.nanoTime() < end || steps < 2);
      if (round >= 0) {
        milliseconds[round] = 1e-6 * (System.nanoTime() - begin) / steps;
      }
    }
    Arrays.sort(milliseconds);
    System.out.printf(
        Locale.ROOT,
        "%.6f %.6f %.6f PyTorch %s, DJL %s%n",
        milliseconds[rounds / 2],
        first,
        last,
        Engine.getInstance().getVersion(),
        Engine.getDjlVersion());
  }

  public static void main(String[] arguments) {
    // Loads PyTorch, which the next calls need.
    Engine.getInstance();
    JniUtils.setGradMode(false);
    JniUtils.setNumThreads(Integer.parseInt(arguments[2]));
    PyTorchSteps steps = new PyTorchSteps();
    steps.manager.getEngine().setRandomSeed(1);
    steps.measure(
        arguments[0],
        Integer.parseInt(arguments[1]),
        Integer.parseInt(arguments[3]),
        Double.parseDouble(arguments[4]));
  }
}
