package finegrain.trainer.network;

import finegrain.kernels.Activation;
import finegrain.kernels.Attention;
import finegrain.kernels.Convolution;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.data.Shape;
import java.util.List;
import org.assertj.core.api.Assertions;

/** Comparisons of layers with PyTorch's. */
final class ReferenceLayers {
  private ReferenceLayers() {}

  private static void copy(Matrix from, Matrix to) {
    Assertions.assertThat(from).hasToString(to.toString());
    Rows.copy(from, to);
  }

  static void convolution(ReferenceCase reference, Kernels kernels) {
    List<Integer> w = reference.shape("w");
    Convolution shape =
        new Convolution(
            Images.of(reference.sample("x")),
            w.get(0),
            w.get(2),
            (int) reference.number("stride"),
            (int) reference.number("pad"));
    boolean bias = reference.has("b");
    BoundLayer layer =
        new BoundLayer(
            new Convolve(
                "conv",
                shape.filters(),
                shape.kernel(),
                shape.stride(),
                shape.padding(),
                bias,
                Activation.IDENTITY),
            reference.shape("x").getFirst(),
            reference.sample("x"));
    copy(reference.samples("x"), layer.x);
    copy(reference.samples("grad_y"), layer.dy);
    reference.load("w", layer.parameters.getFirst());
    if (bias) {
      reference.load("b", layer.parameters.getLast());
    }
    layer.forward(kernels, true);
    layer.backward(kernels);
    reference.checkSamples("y", layer.y);
    reference.checkSamples("grad_x", layer.dx);
    reference.checkWeights("grad_w", layer.gradients.getFirst());
    if (bias) {
      reference.checkWeights("grad_b", layer.gradients.getLast());
    }
  }

  static void maxPool(ReferenceCase reference, Kernels kernels) {
    // The indices are told by the gradient.
    reference.skip("index");
    withoutParameters(new MaxPool(), reference, kernels);
  }

  static void globalAverage(ReferenceCase reference, Kernels kernels) {
    withoutParameters(new GlobalAverage(), reference, kernels);
  }

  private static void withoutParameters(Layer layer, ReferenceCase reference, Kernels kernels) {
    BoundLayer bound =
        new BoundLayer(layer, reference.shape("x").getFirst(), reference.sample("x"));
    copy(reference.samples("x"), bound.x);
    copy(reference.samples("grad_y"), bound.dy);
    bound.forward(kernels, true);
    bound.backward(kernels);
    reference.checkSamples("y", bound.y);
    reference.checkSamples("grad_x", bound.dx);
  }

  /** The operations with the file's epsilon, and the running statistics of the layer. */
  static void batchNorm(ReferenceCase reference, Kernels kernels) {
    Assertions.assertThat(reference.number("momentum")).isEqualTo(0.1f);
    float epsilon = reference.number("eps");
    Matrix gamma = reference.row("gamma");
    Matrix beta = reference.row("beta");
    Shape shape = reference.sample("x1");
    BoundLayer layer =
        new BoundLayer(
            new BatchNormalise("bn", Activation.IDENTITY), reference.shape("x1").getFirst(), shape);
    Matrix statistics = Matrix.allocate(2, gamma.columns());
    Matrix dgamma = Matrix.allocate(1, gamma.columns());
    Matrix dbeta = Matrix.allocate(1, gamma.columns());
    for (int batch = 1; batch <= 2; batch++) {
      Matrix x = reference.samples("x" + batch);
      Matrix dy = reference.samples("grad_y" + batch);
      Matrix y = Matrix.allocate(x.rows(), x.columns());
      kernels.batchStatistics(x, statistics);
      kernels.batchNormalise(x, statistics, gamma, beta, epsilon, Activation.IDENTITY, y);
      reference.checkSamples("y" + batch, y);
      kernels.batchNormaliseGradient(x, statistics, gamma, epsilon, dy, dgamma, dbeta, dy);
      reference.checkSamples("grad_x" + batch, dy);
      reference.checkRows("grad_gamma" + batch, dgamma);
      reference.checkRows("grad_beta" + batch, dbeta);
      copy(x, layer.x);
      layer.forward(kernels, true);
      reference.checkRows("running_mean" + batch, layer.state.getFirst());
      reference.checkRows("running_var" + batch, layer.state.getLast());
    }
    copy(layer.state.getFirst(), statistics.rowRange(0, 1));
    copy(layer.state.getLast(), statistics.rowRange(1, 1));
    Matrix x = reference.samples("x3");
    kernels.batchNormalise(x, statistics, gamma, beta, epsilon, Activation.IDENTITY, x);
    reference.checkSamples("y3", x);
  }

  static void layerNorm(ReferenceCase reference, Kernels kernels) {
    BoundLayer layer =
        new BoundLayer(
            new LayerNormalise("ln", reference.number("eps")),
            reference.shape("x").getFirst(),
            reference.sample("x"));
    copy(reference.samples("x"), layer.x);
    copy(reference.samples("grad_y"), layer.dy);
    reference.load("gamma", layer.parameters.getFirst());
    reference.load("beta", layer.parameters.getLast());
    layer.forward(kernels, true);
    layer.backward(kernels);
    reference.checkSamples("y", layer.y);
    reference.checkSamples("grad_x", layer.dx);
    reference.checkWeights("grad_gamma", layer.gradients.getFirst());
    reference.checkWeights("grad_beta", layer.gradients.getLast());
  }

  static void attention(ReferenceCase reference, Kernels kernels) {
    List<Integer> sizes = reference.shape("q");
    Attention shape = new Attention(sizes.get(2), sizes.get(1), sizes.get(3));
    int samples = sizes.getFirst();
    Assertions.assertThat((int) reference.number("heads")).isEqualTo(shape.heads());
    Matrix qkv = Matrix.allocate(samples, 3 * shape.tokens() * shape.dimension());
    String[] parts = {"q", "k", "v"};
    for (int part = 0; part < parts.length; part++) {
      float[] values = reference.values(parts[part]);
      for (int i = 0; i < values.length; i++) {
        qkv.set(sample(shape, i), place(shape, 3, part, i), values[i]);
      }
    }
    Matrix dy = Matrix.allocate(samples, shape.tokens() * shape.dimension());
    float[] values = reference.values("grad_y");
    for (int i = 0; i < values.length; i++) {
      dy.set(sample(shape, i), place(shape, 1, 0, i), values[i]);
    }
    Matrix weights = Matrix.allocate(samples, shape.heads() * shape.tokens() * shape.tokens());
    Matrix y = Matrix.allocate(samples, shape.tokens() * shape.dimension());
    kernels.attention(shape, qkv, weights, y);
    reference.check("y", heads(shape, 1, 0, y));
    reference.checkRows("weights", weights);
    Matrix dqkv = Matrix.allocate(samples, qkv.columns());
    kernels.attentionGradient(shape, qkv, weights, dy, dqkv);
    for (int part = 0; part < parts.length; part++) {
      reference.check("grad_" + parts[part], heads(shape, 3, part, dqkv));
    }
  }

  /** The file has n x heads x tokens x size; a row here has tokens x parts x heads x size. */
  private static int place(Attention shape, int parts, int part, int i) {
    int j = i % shape.size();
    int token = i / shape.size() % shape.tokens();
    int head = i / (shape.size() * shape.tokens()) % shape.heads();
    return (token * parts + part) * shape.dimension() + head * shape.size() + j;
  }

  private static int sample(Attention shape, int i) {
    return i / (shape.tokens() * shape.dimension());
  }

  private static float[] heads(Attention shape, int parts, int part, Matrix rows) {
    float[] values = new float[rows.rows() * shape.tokens() * shape.dimension()];
    for (int i = 0; i < values.length; i++) {
      values[i] = rows.get(sample(shape, i), place(shape, parts, part, i));
    }
    return values;
  }

  /** A block of a transformer, as {@link VisionTransformer} builds it. */
  static void block(ReferenceCase reference, Kernels kernels) {
    int dimension = reference.sample("x").channels();
    float epsilon = reference.number("eps");
    Layer block =
        Sequence.of(
            Residual.of(
                new LayerNormalise("ln1", epsilon),
                new TokenDense("qkv", 3 * dimension),
                new Attend((int) reference.number("heads")),
                new TokenDense("out", dimension)),
            Residual.of(
                new LayerNormalise("ln2", epsilon),
                new TokenDense("up", reference.shape("up_w").getFirst()),
                new Gelu(),
                new TokenDense("down", dimension)));
    BoundLayer layer =
        new BoundLayer(block, reference.shape("x").getFirst(), reference.sample("x"));
    List<String> names =
        List.of(
            "ln1_g", "ln1_b", "qkv_w", "qkv_b", "out_w", "out_b", "ln2_g", "ln2_b", "up_w", "up_b",
            "down_w", "down_b");
    for (int i = 0; i < names.size(); i++) {
      reference.load(names.get(i), layer.parameters.get(i));
    }
    copy(reference.samples("x"), layer.x);
    copy(reference.samples("grad_y"), layer.dy);
    layer.forward(kernels, true);
    layer.backward(kernels);
    reference.checkSamples("y", layer.y);
    reference.checkSamples("grad_x", layer.dx);
    for (int i = 0; i < names.size(); i++) {
      reference.checkWeights("grad_" + names.get(i), layer.gradients.get(i));
    }
  }
}
