package finegrain.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import finegrain.kernels.Matrix;
import finegrain.trainer.data.NpzArrays;
import finegrain.trainer.data.NpzArrays.Array;
import finegrain.trainer.data.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of reference vectors: its arrays as the matrices that Finegrain has, and comparisons of
 * what Finegrain computes with them. Images are samples x channels x height x width in the file,
 * weights of convolutions out x in x height x width, those of dense layers out x in.
 */
final class ReferenceCase {
  private final String file;
  private final Map<String, Array> arrays;
  private final Map<String, Double> tolerances;
  private final String header;
  private final Set<String> open;
  private int compared;

  ReferenceCase(Path path, ReferenceFolder folder) throws IOException {
    file = path.getFileName().toString();
    arrays = NpzArrays.read(path);
    tolerances = folder.tolerances().getOrDefault(file, Map.of());
    header = folder.headers().getOrDefault(file, "");
    open = new TreeSet<>(arrays.keySet());
  }

  String file() {
    return file;
  }

  boolean has(String name) {
    return arrays.containsKey(name);
  }

  private Array array(String name) {
    assertThat(arrays).as(file).containsKey(name);
    open.remove(name);
    return arrays.get(name);
  }

  List<Integer> shape(String name) {
    assertThat(arrays).as(file).containsKey(name);
    return arrays.get(name).shape();
  }

  /** A number such as a stride. */
  float number(String name) {
    return array(name).values()[0];
  }

  /** A number of the line below the file's heading in the README, such as {@code n=4}. */
  int size(String name) {
    assumeTrue(
        !header.isEmpty(),
        () -> "skipped: the folder has no README, and only there are the sizes of " + file);
    Matcher matcher = Pattern.compile("\\b" + name + "=(\\d+)").matcher(header);
    assertThat(matcher.find()).as("the README says %s of %s", name, file).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  float[] values(String name) {
    return array(name).values();
  }

  int[] labels(String name) {
    float[] values = values(name);
    int[] labels = new int[values.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (int) values[i];
    }
    return labels;
  }

  /** The shape of a sample: images have 4 dimensions, tokens 3, rows 2. */
  Shape sample(String name) {
    List<Integer> shape = shape(name);
    return switch (shape.size()) {
      case 2 -> new Shape(shape.get(1), 1, 1);
      case 3 -> new Shape(shape.get(2), 1, shape.get(1));
      default -> new Shape(shape.get(1), shape.get(2), shape.get(3));
    };
  }

  /** Samples as rows, with the channels last. */
  Matrix samples(String name) {
    Array array = array(name);
    Shape shape = sample(name);
    int samples = array.shape().getFirst();
    Matrix rows = Matrix.allocate(samples, shape.features());
    for (int i = 0; i < array.values().length; i++) {
      rows.set(i / shape.features(), place(array, shape, i % shape.features()), array.values()[i]);
    }
    return rows;
  }

  /** Where an element of a sample lies in its row. */
  private static int place(Array array, Shape shape, int i) {
    int pixels = shape.height() * shape.width();
    return array.shape().size() < 4 ? i : (i % pixels) * shape.channels() + i / pixels;
  }

  /** An array of any shape as rows of its last dimension. */
  Matrix rows(String name) {
    Array array = array(name);
    int columns = array.shape().getLast();
    return Matrix.of(array.values().length / columns, columns, array.values().clone());
  }

  /** An array as one row. */
  Matrix row(String name) {
    float[] values = values(name);
    return Matrix.of(1, values.length, values.clone());
  }

  /** Puts a parameter of a layer into a matrix. */
  void load(String name, Matrix into) {
    Array array = array(name);
    load(name, array.shape(), array.values(), into);
  }

  /** Puts a parameter that has the order of a file into a matrix. */
  static void load(String name, List<Integer> shape, float[] values, Matrix into) {
    assertThat(into.rows() * into.columns()).as(name).isEqualTo(values.length);
    for (int i = 0; i < values.length; i++) {
      int at = weight(name, shape, into, i);
      into.set(at / into.columns(), at % into.columns(), values[i]);
    }
  }

  /** Weights of products have the outputs last; all else, such as positions, keeps its order. */
  private static int weight(String name, List<Integer> shape, Matrix matrix, int i) {
    if (shape.size() < 2 || name.endsWith("pos")) {
      return i;
    }
    int inner = i % matrix.rows();
    int output = i / matrix.rows();
    if (shape.size() == 4) {
      int taps = shape.get(2) * shape.get(3);
      inner = (inner % taps) * shape.get(1) + inner / taps;
    }
    return inner * matrix.columns() + output;
  }

  /** Compares a parameter or its gradient. */
  void checkWeights(String name, Matrix got) {
    Array array = array(name);
    float[] values = new float[array.values().length];
    assertThat(got.rows() * got.columns()).as(name).isEqualTo(values.length);
    for (int i = 0; i < values.length; i++) {
      int at = weight(name, array.shape(), got, i);
      values[i] = got.get(at / got.columns(), at % got.columns());
    }
    check(name, values);
  }

  /** Compares samples. */
  void checkSamples(String name, Matrix got) {
    Array array = array(name);
    Shape shape = sample(name);
    float[] values = new float[array.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = got.get(i / shape.features(), place(array, shape, i % shape.features()));
    }
    check(name, values);
  }

  /** Compares a matrix that has the order of the file. */
  void checkRows(String name, Matrix got) {
    check(name, values(got));
  }

  /** The elements of a matrix, row after row. */
  static float[] values(Matrix matrix) {
    float[] values = new float[matrix.rows() * matrix.columns()];
    for (int i = 0; i < values.length; i++) {
      values[i] = matrix.get(i / matrix.columns(), i % matrix.columns());
    }
    return values;
  }

  /** Compares values in the order of the file, entry by entry. */
  void check(String name, float... got) {
    float[] expected = array(name).values();
    check(name, tolerance(name, expected), got);
  }

  /** Compares values that may be so far away. */
  void check(String name, double tolerance, float... got) {
    float[] expected = array(name).values();
    compared++;
    assertThat(got).as(name).hasSize(expected.length);
    for (int i = 0; i < got.length; i++) {
      double distance = Math.abs((double) got[i] - expected[i]);
      // Not closer: NaN must fail too.
      if (!(distance <= tolerance)) {
        throw new AssertionError(
            "%s of %s: element %d is %s, and PyTorch has %s: %s apart, where %s is allowed"
                .formatted(name, file, i, got[i], expected[i], distance, tolerance));
      }
    }
  }

  /**
   * The README's: the larger of 16 times PyTorch's own error, and a factor of the file's kind times
   * the largest magnitude of the array, or of that which stands for it where results cancel. The
   * errors stand in the README alone; without one it is 16 times the factor.
   */
  private double tolerance(String name, float[] expected) {
    if (tolerances.containsKey(name)) {
      return tolerances.get(name);
    }
    double largest = largest(expected);
    if (file.startsWith("gelu")) {
      largest = Math.max(largest, 1);
    } else if (file.contains("_norm") && name.startsWith("grad_x")) {
      largest = Math.max(largest, largest(arrays.get(name.replace("_x", "_y")).values()));
    } else if (name.startsWith("running_mean")) {
      largest = Math.max(largest, 0.1 * largest(arrays.get("x1").values()));
    }
    return 16
        * largest
        * (file.startsWith("resnet20")
            ? 2e-5
            : file.startsWith("vit")
                ? 4e-6
                : file.startsWith("adamw") || file.startsWith("sgd") ? 5e-7 : 2e-6);
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  /** What the kernels do not compute. */
  void skip(String... names) {
    open.removeAll(List.of(names));
  }

  /** Each array was used or compared. */
  void checkEnd() {
    assertThat(compared).as("arrays of %s that were compared", file).isPositive();
    assertThat(open).as("arrays of %s that no comparison has used", file).isEmpty();
  }
}
