package finegrain.trainer.repro;

import finegrain.kernels.Activation;
import finegrain.kernels.Kernels;
import finegrain.kernels.Transposed;
import finegrain.trainer.repro.KernelCase.Call;
import finegrain.trainer.repro.KernelCase.Output;
import finegrain.trainer.repro.KernelCase.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Every public operation of {@link Kernels}, in sizes that are multiples of nothing. */
final class KernelOperations {
  /** Threads of {@link #large}. */
  static final int LARGE_THREADS = 3;

  /** Rows, inner length and columns; the last is longer than a block of the inner index. */
  private static final int[][] SIZES = {{5, 7, 19}, {33, 65, 50}, {3, 1030, 5}};

  /** A product that is worth three threads. */
  private static final int[] LARGE = {211, 199, 227};

  private static final String CHOSEN = ", chosen rows";

  private final int rows;
  private final int inner;
  private final int columns;
  private final boolean special;
  private final List<KernelCase> cases = new ArrayList<>();

  private KernelOperations(int[] size, boolean special) {
    rows = size[0];
    inner = size[1];
    columns = size[2];
    this.special = special;
  }

  /** All cases, those of an operation one after the other. */
  static List<KernelCase> all() {
    List<List<KernelCase>> bySize = new ArrayList<>();
    for (int[] size : SIZES) {
      for (boolean special : new boolean[] {false, true}) {
        bySize.add(new KernelOperations(size, special).collect());
      }
    }
    List<KernelCase> all = new ArrayList<>();
    for (int operation = 0; operation < bySize.getFirst().size(); operation++) {
      for (List<KernelCase> cases : bySize) {
        all.add(cases.get(operation));
      }
    }
    return List.copyOf(all);
  }

  /** A product for {@link #LARGE_THREADS} threads. */
  static KernelCase large() {
    KernelOperations operations = new KernelOperations(LARGE, false);
    Shape a = new Shape(operations.rows, operations.inner);
    Shape b = new Shape(operations.inner, operations.columns);
    Shape c = new Shape(operations.rows, operations.columns);
    operations.add(
        "matmul by %d threads".formatted(LARGE_THREADS),
        List.of(a, b, c),
        (k, m) -> k.matmul(Transposed.NONE, m[0], m[1], m[2]),
        new Output("c", 2));
    return operations.cases.getFirst();
  }

  private List<KernelCase> collect() {
    products();
    layers();
    byElements();
    byRows();
    binary();
    reductions();
    return cases;
  }

  private void add(String operation, List<Shape> shapes, Call call, Output... outputs) {
    String size = "%d x %d x %d".formatted(rows, inner, columns);
    cases.add(
        KernelCase.of(operation, cases.size(), size, special, shapes, List.of(outputs), call));
  }

  private void products() {
    Output product = new Output("c", 2);
    Shape c = new Shape(rows, columns);
    for (Transposed t : Transposed.values()) {
      Shape a = t == Transposed.LEFT ? new Shape(inner, rows) : new Shape(rows, inner);
      Shape b = t == Transposed.RIGHT ? new Shape(columns, inner) : new Shape(inner, columns);
      List<Shape> abc = List.of(a, b, c);
      int[] chosen = chosen(t == Transposed.LEFT ? inner : rows);
      String side =
          switch (t) {
            case NONE -> "";
            case LEFT -> ", left side transposed";
            case RIGHT -> ", right side transposed";
          };
      add("matmul" + side, abc, (k, m) -> k.matmul(t, m[0], m[1], m[2]), product);
      add("matmul" + side + CHOSEN, abc, (k, m) -> k.matmul(t, m[0], chosen, m[1], m[2]), product);
      add("matmulAdd" + side, abc, (k, m) -> k.matmulAdd(t, m[0], m[1], m[2]), product);
      add(
          "matmulAdd" + side + CHOSEN,
          abc,
          (k, m) -> k.matmulAdd(t, m[0], chosen, m[1], m[2]),
          product);
    }
    int[] order = chosen(rows);
    add("gather", List.of(c, c), (k, m) -> k.gather(m[0], order, m[1]), new Output("y", 1));
  }

  private void layers() {
    Shape c = new Shape(rows, columns);
    List<Shape> layer =
        List.of(new Shape(rows, inner), new Shape(inner, columns), new Shape(1, columns), c);
    int[] chosen = chosen(rows);
    Output y = new Output("y", 3);
    for (Activation f : Activation.values()) {
      String name = "dense, " + name(f);
      add(name, layer, (k, m) -> k.dense(m[0], m[1], m[2], f, m[3]), y);
      add(name + CHOSEN, layer, (k, m) -> k.dense(m[0], chosen, m[1], m[2], f, m[3]), y);
    }
    List<Shape> step = List.of(new Shape(inner, rows), new Shape(inner, columns), c, c);
    Output[] outputs = {new Output("weights", 2), new Output("velocity", 3)};
    int[] samples = chosen(inner);
    add(
        "denseMomentumStep",
        step,
        (k, m) -> k.denseMomentumStep(m[0], m[1], m[2], m[3], 0.012f, 0.9f),
        outputs);
    add(
        "denseMomentumStep" + CHOSEN,
        step,
        (k, m) -> k.denseMomentumStep(m[0], samples, m[1], m[2], m[3], 0.012f, 0.9f),
        outputs);
  }

  private void byElements() {
    Shape shape = new Shape(rows, columns);
    List<Shape> xy = List.of(shape, shape);
    Output y = new Output("y", 1);
    add("exp", xy, (k, m) -> k.exp(m[0], m[1]), y);
    add("log", xy, (k, m) -> k.log(m[0], m[1]), y);
    add("sigmoid", xy, (k, m) -> k.sigmoid(m[0], m[1]), y);
    for (Activation f : Activation.values()) {
      add("activate, " + name(f), xy, (k, m) -> k.activate(f, m[0], m[1]), y);
      add(
          "activationGradient, " + name(f),
          List.of(shape, shape, shape),
          (k, m) -> k.activationGradient(f, m[0], m[1], m[2]),
          new Output("dx", 2));
    }
  }

  private void byRows() {
    Shape shape = new Shape(rows, columns);
    Shape perRow = new Shape(1, rows);
    int[] labels = labels(row -> row % columns);
    List<Shape> xy = List.of(shape, shape);
    add("softmax", xy, (k, m) -> k.softmax(m[0], m[1]), new Output("y", 1));
    add("logSoftmax", xy, (k, m) -> k.logSoftmax(m[0], m[1]), new Output("y", 1));
    add(
        "crossEntropy",
        List.of(shape, perRow),
        (k, m) -> k.crossEntropy(m[0], labels, m[1]),
        new Output("losses", 1));
    add(
        "crossEntropyGradient",
        List.of(shape, perRow, shape),
        (k, m) -> k.crossEntropyGradient(m[0], labels, 0.3f, m[1], m[2]),
        new Output("losses", 1),
        new Output("gradient", 2));
  }

  private void binary() {
    Shape logits = new Shape(rows, 1);
    Shape losses = new Shape(1, rows);
    int[] labels = labels(row -> row % 3 == 0 ? 1 : 0);
    add(
        "binaryCrossEntropy",
        List.of(logits, losses),
        (k, m) -> k.binaryCrossEntropy(m[0], labels, m[1]),
        new Output("losses", 1));
    add(
        "binaryCrossEntropyGradient",
        List.of(logits, losses, logits),
        (k, m) -> k.binaryCrossEntropyGradient(m[0], labels, 0.3f, m[1], m[2]),
        new Output("losses", 1),
        new Output("gradient", 2));
  }

  private void reductions() {
    Shape shape = new Shape(rows, columns);
    add(
        "rowSums",
        List.of(shape, new Shape(1, rows)),
        (k, m) -> k.rowSums(m[0], m[1]),
        new Output("sums", 1));
    add(
        "columnSums",
        List.of(shape, new Shape(1, columns)),
        (k, m) -> k.columnSums(m[0], m[1]),
        new Output("sums", 1));
    add(
        "momentumStep",
        List.of(shape, shape, shape),
        (k, m) -> k.momentumStep(m[0], m[1], m[2], 0.012f, 0.9f),
        new Output("weights", 0),
        new Output("velocity", 1));
  }

  /** Rows of a matrix of so many, in another order, one of them twice. */
  private static int[] chosen(int rows) {
    return IntStream.range(0, rows).map(row -> row == 1 ? 0 : rows - 1 - row).toArray();
  }

  private int[] labels(IntUnaryOperator label) {
    return IntStream.range(0, rows).map(label).toArray();
  }

  private static String name(Activation activation) {
    return activation.name().toLowerCase(Locale.ROOT);
  }
}
