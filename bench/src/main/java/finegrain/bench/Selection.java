package finegrain.bench;

import finegrain.bench.operation.BenchmarkCase;
import finegrain.bench.operation.Library;
import finegrain.bench.operation.Shapes;
import finegrain.kernels.Transposed;
import finegrain.kernels.operation.Operation;
import finegrain.kernels.operation.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the lists of the command line. An error is one sentence. */
final class Selection {
  private static final List<Operation> ELEMENTWISE =
      List.of(Operation.EXP, Operation.RELU, Operation.TANH, Operation.SOFTMAX);

  /** A large square, a layer and a gradient. */
  private static final List<Shape> QUICK =
      Stream.of("1024x1024x1024", "32x100x784", "784x200x8:left").map(Shape::parse).toList();

  private static final List<Shape> SQUARES = squares(64, 96, 128, 192, 256, 384, 768, 1536);
  private static final List<Shape> QUICK_SQUARES = squares(64, 256);

  private Selection() {}

  private static List<Shape> squares(int... sizes) {
    return Arrays.stream(sizes).mapToObj(n -> new Shape(n, n, n, Transposed.NONE)).toList();
  }

  static List<Operation> operations(List<String> names) {
    Set<Operation> operations = new LinkedHashSet<>();
    for (String name : names) {
      switch (name) {
        case "all" -> operations.addAll(Arrays.asList(Operation.values()));
        case "elementwise" -> operations.addAll(ELEMENTWISE);
        case "dense" -> operations.addAll(List.of(Operation.DENSE_RELU, Operation.DENSE_TANH));
        case "fused" ->
            Arrays.stream(Operation.values()).filter(Library.PARTS::has).forEach(operations::add);
        default ->
            operations.add(
                Operation.named(name)
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "--operations: there is no operation \"%s\"; choose from %s, all, elementwise, fused"
                                    .formatted(
                                        name,
                                        Arrays.stream(Operation.values())
                                            .map(Operation::id)
                                            .collect(Collectors.joining(", "))))));
      }
    }
    return List.copyOf(operations);
  }

  static List<Library> rivals(List<String> names) {
    if (names.equals(List.of("none"))) {
      return List.of();
    }
    List<Library> rivals = new ArrayList<>();
    for (String name : names) {
      Library rival =
          Library.named(name)
              .filter(Library.rivals()::contains)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "--rivals: there is no rival \"%s\"; choose from %s, or none"
                              .formatted(
                                  name,
                                  Library.rivals().stream()
                                      .map(Library::id)
                                      .collect(Collectors.joining(", ")))));
      if (!rivals.contains(rival)) {
        rivals.add(rival);
      }
    }
    return rivals;
  }

  static List<Integer> threads(List<Integer> counts) {
    int most = Runtime.getRuntime().availableProcessors();
    for (int count : counts) {
      if (count < 1 || count > most) {
        throw new IllegalArgumentException(
            "--threads must be from 1 to %d, the number of processors, not %d"
                .formatted(most, count));
      }
    }
    return counts.stream().distinct().toList();
  }

  /**
   * The benchmarks of each operation, on its default shapes if none are named. Only products use
   * several threads; the other operations are measured on one.
   *
   * @param plot whether to add squares for a drawing
   */
  static List<BenchmarkCase> benchmarks(
      List<Operation> operations,
      List<Shape> shapes,
      List<Integer> threads,
      boolean quick,
      boolean plot) {
    List<BenchmarkCase> benchmarks = new ArrayList<>();
    for (Shape shape : shapes) {
      if (operations.stream().noneMatch(operation -> operation.accepts(shape))) {
        throw new IllegalArgumentException(
            "--shapes: %s suits none of the operations %s"
                .formatted(
                    shape,
                    operations.stream().map(Operation::id).collect(Collectors.joining(", "))));
      }
    }
    for (Operation operation : operations) {
      List<Shape> fitting = shapes.stream().filter(operation::accepts).toList();
      if (shapes.isEmpty()) {
        fitting = defaultShapes(operation, quick, plot);
      } else if (fitting.isEmpty()) {
        throw new IllegalArgumentException(
            "--shapes: none suits %s; a shape such as %s does"
                .formatted(operation.id(), Shapes.of(operation).getFirst()));
      }
      for (int count : operation.isProduct() ? threads : List.of(1)) {
        fitting.stream()
            .map(shape -> new BenchmarkCase(operation, shape, count))
            .forEach(benchmarks::add);
      }
    }
    return benchmarks;
  }

  private static List<Shape> defaultShapes(Operation operation, boolean quick, boolean plot) {
    if (operation != Operation.MATMUL) {
      return quick ? Shapes.of(operation).subList(0, 1) : Shapes.of(operation);
    }
    List<Shape> products = quick ? QUICK : Shapes.of(operation);
    return plot
        ? Stream.concat(products.stream(), (quick ? QUICK_SQUARES : SQUARES).stream())
            .distinct()
            .toList()
        : products;
  }
}
