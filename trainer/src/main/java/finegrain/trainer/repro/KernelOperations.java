package finegrain.trainer.repro;

import finegrain.kernels.Convolution;
import finegrain.kernels.Matrix;
import finegrain.kernels.Transposed;
import finegrain.kernels.operation.Geometry;
import finegrain.kernels.operation.Operation;
import finegrain.kernels.operation.Problem;
import finegrain.kernels.operation.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Every {@link Operation} of the kernels, in sizes that are multiples of nothing. */
final class KernelOperations {
  /** Threads of {@link #large}. */
  static final int LARGE_THREADS = 3;

  /** The last is longer than a block of the inner index. */
  private static final List<Shape> SIZES =
      List.of(size(5, 7, 19), size(33, 65, 50), size(3, 1030, 5));

  /** A product that is worth three threads. */
  private static final Shape LARGE = size(211, 199, 227);

  private KernelOperations() {}

  private static Shape size(int rows, int inner, int columns) {
    return new Shape(rows, columns, inner, Transposed.NONE);
  }

  /** All cases, those of an operation one after the other. */
  static List<KernelCase> all() {
    List<List<KernelCase>> bySize = new ArrayList<>();
    for (Shape size : SIZES) {
      for (boolean special : new boolean[] {false, true}) {
        bySize.add(of(size, special));
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
    return KernelCase.of(
        "matmul by %d threads".formatted(LARGE_THREADS),
        0,
        new Problem(Operation.MATMUL, LARGE),
        LARGE,
        false);
  }

  /** A case of each operation; products of matrices also with chosen rows of their left side. */
  private static List<KernelCase> of(Shape size, boolean special) {
    List<KernelCase> cases = new ArrayList<>();
    for (Problem problem : Problem.every(size.rows(), size.columns(), size.inner())) {
      String name = name(problem);
      cases.add(KernelCase.of(name, cases.size(), problem, size, special));
      if (problem.shape().inner() > 0) {
        KernelCase whole =
            KernelCase.of(name + ", chosen rows", cases.size(), problem, size, special);
        cases.add(
            new KernelCase(
                whole.operation(),
                whole.size(),
                whole.operands(),
                chosen(whole.operands().matrix(0))));
      }
    }
    return cases;
  }

  private static String name(Problem problem) {
    String title = problem.operation().title();
    if (problem.shape().geometry() instanceof Geometry.Convolved(Convolution convolution)
        && convolution.stride() > 1) {
      return title + ", stride " + convolution.stride();
    }
    if (problem.operation().kind() != Operation.Kind.PRODUCT) {
      return title;
    }
    return switch (problem.shape().transposed()) {
      case NONE -> title;
      case LEFT -> title + ", left side transposed";
      case RIGHT -> title + ", right side transposed";
    };
  }

  /** The rows of a matrix in another order, one of them twice. */
  private static List<Integer> chosen(Matrix matrix) {
    return IntStream.range(0, matrix.rows())
        .map(row -> row == 1 ? 0 : matrix.rows() - 1 - row)
        .boxed()
        .toList();
  }
}
