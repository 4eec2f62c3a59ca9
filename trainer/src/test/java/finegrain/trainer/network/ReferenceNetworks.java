package finegrain.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import finegrain.kernels.Activation;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.Sgd;
import finegrain.trainer.data.Shape;
import java.util.ArrayList;
import java.util.List;

/** Comparisons of whole networks with PyTorch's: passes, gradients and steps of training. */
final class ReferenceNetworks {
  private static final int STEPS = 5;

  private ReferenceNetworks() {}

  static void resnet20(ReferenceCase reference, Kernels kernels) {
    boolean formula = reference.file().contains("_formula");
    int width = formula ? reference.size("width") : reference.shape("stem_w").getFirst();
    Shape input = formula ? new Shape(3, 32, 32) : reference.sample("x");
    int outputs = formula ? 10 : reference.shape("dense_b").getFirst();
    Network network = new ResNet20(width).network(input, outputs, Activation.RELU);
    List<String> names = new ArrayList<>(List.of("stem_w", "stem_gamma", "stem_beta"));
    List<String> state = new ArrayList<>(List.of("stem_mean", "stem_var"));
    for (int stage = 1; stage <= 3; stage++) {
      for (int block = 1; block <= 3; block++) {
        for (int layer = 1; layer <= 2; layer++) {
          String name = "s" + stage + "b" + block + "_";
          for (String part : new String[] {"w", "gamma", "beta"}) {
            names.add(name + part + layer);
          }
          state.add(name + "mean" + layer);
          state.add(name + "var" + layer);
        }
      }
    }
    names.add("dense_w");
    names.add("dense_b");
    new Training(reference, kernels, network, names, state).run(formula);
  }

  static void vit(ReferenceCase reference, Kernels kernels) {
    boolean formula = reference.file().contains("_formula");
    int depth = 0;
    while (reference.has("b" + (depth + 1) + "_qkv_w")) {
      depth++;
    }
    depth = formula ? reference.size("depth") : depth;
    int dimension = formula ? reference.size("d") : reference.shape("patch_b").getFirst();
    // The line of a formula says image=3,16,16.
    Shape input = formula ? new Shape(reference.size("image"), 16, 16) : reference.sample("x");
    int outputs = formula ? reference.size("classes") : reference.shape("dense_b").getFirst();
    int heads = (int) reference.number("heads");
    assertThat(reference.number("eps")).isEqualTo(1e-5f);
    Network network =
        VisionTransformer.small(dimension, heads, depth).network(input, outputs, Activation.RELU);
    List<String> names = new ArrayList<>(List.of("patch_w", "patch_b", "pos"));
    for (int block = 1; block <= depth; block++) {
      for (String layer : new String[] {"ln1", "qkv", "out", "ln2", "up", "down"}) {
        boolean norm = layer.startsWith("ln");
        names.add("b" + block + "_" + layer + (norm ? "_g" : "_w"));
        names.add("b" + block + "_" + layer + "_b");
      }
    }
    names.addAll(List.of("ln_g", "ln_b", "dense_w", "dense_b"));
    new Training(reference, kernels, network, names, List.of()).run(formula);
  }

  /** A network with its memory, and the names that the file has for its parameters and state. */
  private static final class Training {
    private final ReferenceCase reference;
    private final Kernels kernels;
    private final Network network;
    private final List<String> names;
    private final List<String> stateNames;
    private final Matrix block;
    private final Matrix gradients;
    private final Matrix state;
    private final int[] labels;
    private final NetworkPass pass;
    private final Matrix losses;

    Training(
        ReferenceCase reference,
        Kernels kernels,
        Network network,
        List<String> names,
        List<String> stateNames) {
      this.reference = reference;
      this.kernels = kernels;
      this.network = network;
      this.names = names;
      this.stateNames = stateNames;
      block = Matrix.allocate(1, network.blockSize());
      gradients = Matrix.allocate(1, network.blockSize());
      state = network.initialState();
      labels = reference.labels("labels");
      pass = network.pass(labels.length, block, gradients, state);
      losses = Matrix.allocate(1, labels.length);
      assertThat(network.views(block)).hasSameSizeAs(names);
    }

    void run(boolean formula) {
      if (formula) {
        runFormula();
      } else {
        runFile();
      }
    }

    /** Forward and backward pass; the mean loss. */
    private float step() {
      pass.forward(kernels, true);
      kernels.crossEntropyGradient(
          pass.logits(), labels, 1f / labels.length, losses, pass.logitsGradient());
      pass.backward(kernels);
      return ReferenceElements.mean(losses);
    }

    private void runFile() {
      Matrix x = reference.samples("x");
      Rows.copy(x, pass.input());
      List<Matrix> weights = network.views(block);
      for (int i = 0; i < names.size(); i++) {
        reference.load(names.get(i), weights.get(i));
      }
      float[] trained = new float[STEPS];
      trained[0] = step();
      reference.checkRows("logits", pass.logits());
      reference.check("loss", trained[0]);
      for (int i = 0; i < names.size(); i++) {
        reference.checkWeights("grad_" + names.get(i), network.views(gradients).get(i));
      }
      List<Parameters.Tensor> named = network.parameters(block, state).named();
      for (int i = 0; i < stateNames.size(); i++) {
        reference.checkWeights(stateNames.get(i), named.get(names.size() + i).values());
      }
      Sgd rule = new Sgd(reference.number("momentum"), false, 0);
      float rate = reference.number("lr");
      Matrix velocity = Matrix.allocate(1, network.blockSize());
      kernels.sgdStep(block, velocity, gradients, rule, rate);
      for (int i = 0; i < names.size(); i++) {
        reference.checkWeights("new_" + names.get(i), weights.get(i));
      }
      NetworkPass evaluation = network.evaluationPass(labels.length, block, state);
      Rows.copy(x, evaluation.input());
      evaluation.forward(kernels, false);
      reference.checkRows("new_logits", evaluation.logits());
      for (int i = 1; i < STEPS; i++) {
        trained[i] = step();
        kernels.sgdStep(block, velocity, gradients, rule, rate);
      }
      reference.check("losses", trained);
    }

    private void runFormula() {
      int shift = reference.size("shift");
      float[] first = reference.values("first");
      int features = network.input().features();
      float[] x = formula(labels.length * features, 0, Math.sqrt(2), -1, shift);
      pass.take(Matrix.of(labels.length, features, x));
      checkFirst(first, 0, x);
      List<Matrix> weights = network.views(block);
      for (int i = 0; i < names.size(); i++) {
        float[] values = parameter(i, weights.get(i), shift);
        checkFirst(first, i + 1, values);
      }
      float loss = step();
      reference.checkRows("logits", pass.logits());
      reference.check("loss", loss);
      float[] norms = new float[names.size()];
      float[] expected = reference.values("grad_norms");
      for (int i = 0; i < norms.length; i++) {
        norms[i] = norm(network.views(gradients).get(i));
        assertThat(norms[i]).as(names.get(i)).isCloseTo(expected[i], within(2e-5f * expected[i]));
      }
      reference.check("grad_norms", norms);
    }

    /** Fills a parameter by the README's formula; its values in the order of a file. */
    private float[] parameter(int index, Matrix matrix, int shift) {
      String name = names.get(index);
      int size = matrix.rows() * matrix.columns();
      double mean = 0;
      double amplitude = 0.1;
      if (name.contains("gamma") || name.endsWith("_g")) {
        mean = 1;
      } else if (name.equals("pos")) {
        amplitude = 0.3 * Math.sqrt(2);
      } else if (matrix.rows() > 1) {
        boolean threeByThree = name.matches("(stem|s\\d+b\\d+)_w\\d?");
        amplitude = Math.sqrt((threeByThree ? 2.0 : 1.0) / matrix.rows()) * Math.sqrt(2);
      }
      float[] values = formula(size, mean, amplitude, index, shift);
      ReferenceCase.load(name, fileShape(name, matrix), values, matrix);
      return values;
    }

    private List<Integer> fileShape(String name, Matrix matrix) {
      int kernel = name.equals("patch_w") ? 4 : name.matches("(stem|s\\d+b\\d+)_w\\d?") ? 3 : 0;
      if (kernel > 0) {
        return List.of(matrix.columns(), matrix.rows() / (kernel * kernel), kernel, kernel);
      }
      return matrix.rows() == 1
          ? List.of(matrix.columns())
          : name.equals("pos")
              ? List.of(matrix.rows(), matrix.columns())
              : List.of(matrix.columns(), matrix.rows());
    }

    private static void checkFirst(float[] first, int row, float[] values) {
      for (int i = 0; i < Math.min(4, values.length); i++) {
        assertThat(values[i]).isEqualTo(first[4 * row + i]);
      }
    }
  }

  /** mean + amplitude sin(0.37 i + 0.0113 i^2 + place + shift), in double precision. */
  private static float[] formula(int size, double mean, double amplitude, int place, int shift) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] =
          (float)
              (mean
                  + amplitude
                      * StrictMath.sin(0.37 * i + 0.0113 * ((double) i * i) + place + shift));
    }
    return values;
  }

  private static float norm(Matrix matrix) {
    double squares = 0;
    for (int row = 0; row < matrix.rows(); row++) {
      for (int column = 0; column < matrix.columns(); column++) {
        squares += (double) matrix.get(row, column) * matrix.get(row, column);
      }
    }
    return (float) Math.sqrt(squares);
  }
}
