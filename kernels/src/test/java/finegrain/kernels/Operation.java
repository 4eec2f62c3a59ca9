package finegrain.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * One public operation of {@link Kernels} with the shapes of its matrices: the catalogue that the
 * tests of shapes, of empty matrices, of allocation and of the reference bits go through.
 *
 * @param name of the method
 * @param variant of its enum argument, or empty
 * @param shapes of its matrices, in the order of its parameters
 * @param outputs which of them it writes to
 * @param inPlace which of them may be the very view that is the last output
 * @param call runs it
 */
record Operation(
    String name,
    String variant,
    List<Shape> shapes,
    List<Integer> outputs,
    List<Integer> inPlace,
    Call call) {
  /** Marks the variants whose first matrix stands for chosen rows of it. */
  private static final String OF_ROWS = " of rows";

  /** Labels past the last row, which nothing may look at. */
  private static final int SPARE_LABELS = 3;

  /** Rows and columns. */
  record Shape(int rows, int columns) {}

  /** Runs an operation on matrices of the {@link #shapes}. */
  interface Call {
    void run(Kernels kernels, Matrix... matrices);
  }

  /** Every operation, with an output of rows x columns where it has such an output. */
  static List<Operation> all(int rows, int inner, int columns) {
    List<Operation> all = new ArrayList<>(products(rows, inner, columns));
    all.addAll(byElements(new Shape(rows, columns)));
    all.addAll(byRows(new Shape(rows, columns)));
    all.addAll(binary(rows));
    all.addAll(reductionsAndOptimisation(new Shape(rows, columns)));
    return List.copyOf(all);
  }

  private static List<Operation> products(int rows, int inner, int columns) {
    List<Operation> all = new ArrayList<>();
    Shape c = new Shape(rows, columns);
    for (Transposed t : Transposed.values()) {
      Shape a = t == Transposed.LEFT ? new Shape(inner, rows) : new Shape(rows, inner);
      Shape b = t == Transposed.RIGHT ? new Shape(columns, inner) : new Shape(inner, columns);
      List<Shape> abc = List.of(a, b, c);
      all.add(of("matmul", t, abc, (k, m) -> k.matmul(t, m[0], m[1], m[2])));
      all.add(of("matmulAdd", t, abc, (k, m) -> k.matmulAdd(t, m[0], m[1], m[2])));
      int[] chosen = chosen(t == Transposed.LEFT ? inner : rows);
      all.add(of("matmul", t + OF_ROWS, abc, (k, m) -> k.matmul(t, m[0], chosen, m[1], m[2])));
      all.add(
          of("matmulAdd", t + OF_ROWS, abc, (k, m) -> k.matmulAdd(t, m[0], chosen, m[1], m[2])));
    }
    List<Shape> layer =
        List.of(new Shape(rows, inner), new Shape(inner, columns), new Shape(1, columns), c);
    for (Activation f : Activation.values()) {
      all.add(of("dense", f, layer, (k, m) -> k.dense(m[0], m[1], m[2], f, m[3])));
      int[] chosen = chosen(rows);
      all.add(
          of("dense", f + OF_ROWS, layer, (k, m) -> k.dense(m[0], chosen, m[1], m[2], f, m[3])));
    }
    Shape x = new Shape(inner, rows);
    Shape dy = new Shape(inner, columns);
    all.add(
        of(
                "denseMomentumStep",
                "",
                List.of(x, dy, c, c),
                (k, m) -> k.denseMomentumStep(m[0], m[1], m[2], m[3], 0.012f, 0.9f))
            .writing(2, 3));
    int[] chosen = chosen(inner);
    all.add(
        of(
                "denseMomentumStep",
                OF_ROWS,
                List.of(x, dy, c, c),
                (k, m) -> k.denseMomentumStep(m[0], chosen, m[1], m[2], m[3], 0.012f, 0.9f))
            .writing(2, 3));
    int[] order = chosen(rows);
    all.add(of("gather", OF_ROWS, List.of(c, c), (k, m) -> k.gather(m[0], order, m[1])));
    return all;
  }

  /** Rows of a matrix of so many, in another order, one of them twice. */
  private static int[] chosen(int rows) {
    return IntStream.range(0, rows).map(row -> row == 1 ? 0 : rows - 1 - row).toArray();
  }

  private static List<Operation> byElements(Shape shape) {
    List<Operation> all = new ArrayList<>();
    List<Shape> xy = List.of(shape, shape);
    all.add(of("exp", "", xy, (k, m) -> k.exp(m[0], m[1])).inPlace(0));
    all.add(of("log", "", xy, (k, m) -> k.log(m[0], m[1])).inPlace(0));
    all.add(of("sigmoid", "", xy, (k, m) -> k.sigmoid(m[0], m[1])).inPlace(0));
    List<Shape> three = List.of(shape, shape, shape);
    for (Activation f : Activation.values()) {
      all.add(of("activate", f, xy, (k, m) -> k.activate(f, m[0], m[1])).inPlace(0));
      all.add(
          of("activationGradient", f, three, (k, m) -> k.activationGradient(f, m[0], m[1], m[2]))
              .inPlace(0, 1));
    }
    return all;
  }

  private static List<Operation> byRows(Shape shape) {
    Shape losses = new Shape(1, shape.rows());
    // The last class is no label: a matrix that lacks its column is wrong in its shape alone.
    int[] labels = labels(shape.rows(), row -> row % Math.max(1, shape.columns() - 1));
    List<Shape> xy = List.of(shape, shape);
    return List.of(
        of("softmax", "", xy, (k, m) -> k.softmax(m[0], m[1])).inPlace(0),
        of("logSoftmax", "", xy, (k, m) -> k.logSoftmax(m[0], m[1])).inPlace(0),
        of(
            "crossEntropy",
            "",
            List.of(shape, losses),
            (k, m) -> k.crossEntropy(m[0], labels, m[1])),
        of(
                "crossEntropyGradient",
                "",
                List.of(shape, losses, shape),
                (k, m) -> k.crossEntropyGradient(m[0], labels, 0.3f, m[1], m[2]))
            .writing(1, 2)
            .inPlace(0));
  }

  private static List<Operation> binary(int rows) {
    Shape logits = new Shape(rows, 1);
    Shape losses = new Shape(1, rows);
    int[] labels = labels(rows, row -> row % 3 == 0 ? 1 : 0);
    return List.of(
        of(
            "binaryCrossEntropy",
            "",
            List.of(logits, losses),
            (k, m) -> k.binaryCrossEntropy(m[0], labels, m[1])),
        of(
                "binaryCrossEntropyGradient",
                "",
                List.of(logits, losses, logits),
                (k, m) -> k.binaryCrossEntropyGradient(m[0], labels, 0.3f, m[1], m[2]))
            .writing(1, 2)
            .inPlace(0));
  }

  private static List<Operation> reductionsAndOptimisation(Shape shape) {
    List<Shape> byRow = List.of(shape, new Shape(1, shape.rows()));
    List<Shape> byColumn = List.of(shape, new Shape(1, shape.columns()));
    return List.of(
        of("rowSums", "", byRow, (k, m) -> k.rowSums(m[0], m[1])),
        of("columnSums", "", byColumn, (k, m) -> k.columnSums(m[0], m[1])),
        of(
                "momentumStep",
                "",
                List.of(shape, shape, shape),
                (k, m) -> k.momentumStep(m[0], m[1], m[2], 0.012f, 0.9f))
            .writing(0, 1));
  }

  private static int[] labels(int rows, IntUnaryOperator label) {
    return IntStream.range(0, rows + SPARE_LABELS).map(label).toArray();
  }

  /** An operation that writes to its last matrix. */
  private static Operation of(String name, Object variant, List<Shape> shapes, Call call) {
    List<Integer> last = List.of(shapes.size() - 1);
    return new Operation(name, variant.toString(), shapes, last, List.of(), call);
  }

  private Operation writing(Integer... written) {
    return new Operation(name, variant, shapes, List.of(written), inPlace, call);
  }

  private Operation inPlace(Integer... inputs) {
    return new Operation(name, variant, shapes, outputs, List.of(inputs), call);
  }

  /** Whether the first matrix stands for chosen rows of it. */
  boolean choosesRows() {
    return variant.endsWith(OF_ROWS);
  }

  void run(Kernels kernels, List<Matrix> matrices) {
    call.run(kernels, matrices.toArray(Matrix[]::new));
  }

  @Override
  public String toString() {
    return (name + " " + variant).replaceAll(" +", " ").strip();
  }
}
