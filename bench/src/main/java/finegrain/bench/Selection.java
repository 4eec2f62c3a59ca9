package finegrain.bench;

import finegrain.bench.operation.BenchmarkCase;
import finegrain.bench.operation.InstructionSet;
import finegrain.bench.operation.Library;
import finegrain.bench.operation.Shapes;
import finegrain.kernels.Transposed;
import finegrain.kernels.operation.Operation;
import finegrain.kernels.operation.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the lists of the command line. An error is one sentence. */
final class Selection {
  private static final List<Operation> ELEMENTWISE =
      List.of(Operation.EXP, Operation.RELU, Operation.TANH, Operation.SOFTMAX);

  /** Groups of operations, by their names on the command line. */
  private static final Map<String, List<Operation>> GROUPS = groups();

  /** A large square, a layer and a gradient. */
  private static final List<Shape> QUICK =
      Stream.of("1024x1024x1024", "32x100x784", "784x200x8:left").map(Shape::parse).toList();

  private static final List<Shape> SQUARES = squares(64, 96, 128, 192, 256, 384, 768, 1536);
  private static final List<Shape> QUICK_SQUARES = squares(64, 256);

  private Selection() {}

  private static List<Shape> squares(int... sizes) {
    return Arrays.stream(sizes).mapToObj(n -> new Shape(n, n, n, Transposed.NONE)).toList();
  }

  private static Map<String, List<Operation>> groups() {
    Map<String, List<Operation>> groups = new LinkedHashMap<>();
    groups.put("all", List.of(Operation.values()));
    groups.put("elementwise", ELEMENTWISE);
    groups.put("dense", List.of(Operation.DENSE_RELU, Operation.DENSE_TANH));
    groups.put("fused", Arrays.stream(Operation.values()).filter(Library.PARTS::has).toList());
    groups.put(
        "convolution",
        List.of(
            Operation.CONVOLUTION,
            Operation.CONVOLUTION_INPUT_GRADIENT,
            Operation.CONVOLUTION_WEIGHT_GRADIENT));
    groups.put("attention", List.of(Operation.ATTENTION, Operation.ATTENTION_GRADIENT));
    groups.put(
        "normalisation",
        List.of(
            Operation.BATCH_STATISTICS,
            Operation.BATCH_NORMALISE,
            Operation.BATCH_NORMALISE_RELU,
            Operation.BATCH_NORMALISE_GRADIENT,
            Operation.LAYER_NORMALISE,
            Operation.LAYER_NORMALISE_GRADIENT));
    groups.put(
        "pooling",
        List.of(
            Operation.AVERAGE_POOL,
            Operation.AVERAGE_POOL_GRADIENT,
            Operation.MAX_POOL,
            Operation.MAX_POOL_GRADIENT));
    groups.put("steps", List.of(Operation.MOMENTUM_STEP, Operation.SGD_STEP, Operation.ADAMW_STEP));
    return groups;
  }

  /**
   * The operations of some names: of operations, or of groups. A group goes before the operation of
   * its name, so {@code convolution} is all three passes.
   */
  static List<Operation> operations(List<String> names) {
    Set<Operation> operations = new LinkedHashSet<>();
    for (String name : names) {
      if (GROUPS.containsKey(name)) {
        operations.addAll(GROUPS.get(name));
        continue;
      }
      operations.add(
          Operation.named(name)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "--operations: there is no operation \"%s\"; choose from %s"
                              .formatted(
                                  name,
                                  Stream.concat(
                                          Arrays.stream(Operation.values()).map(Operation::id),
                                          GROUPS.keySet().stream())
                                      .distinct()
                                      .collect(Collectors.joining(", "))))));
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
   * The classes of vector instructions; if none is named, the one that a JVM here uses by itself.
   *
   * @param isOffered whether a JVM here can use a class
   */
  static List<InstructionSet> isas(
      List<String> names, List<Library> rivals, Predicate<InstructionSet> isOffered) {
    InstructionSet own = InstructionSet.ofThisJvm();
    if (names.isEmpty()) {
      return List.of(own);
    }
    List<InstructionSet> isas = names.stream().map(Selection::isa).distinct().toList();
    List<String> free =
        rivals.stream()
            .filter(rival -> !rival.followsTheInstructionSet())
            .map(Library::id)
            .toList();
    if (!free.isEmpty()) {
      throw new IllegalArgumentException(
          "--isa cannot limit %s; with --isa, --rivals may name %s, or none"
              .formatted(
                  String.join(" and ", free),
                  Library.rivals().stream()
                      .filter(Library::followsTheInstructionSet)
                      .map(Library::id)
                      .collect(Collectors.joining(", "))));
    }
    for (InstructionSet isa : isas) {
      if (!isOffered.test(isa)) {
        throw new IllegalArgumentException(
            "--isa: this processor has no %s; a JVM on it uses %s".formatted(isa.id(), own.id()));
      }
    }
    return isas;
  }

  private static InstructionSet isa(String name) {
    return InstructionSet.named(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--isa: there is no class \"%s\"; choose from %s"
                        .formatted(
                            name,
                            InstructionSet.CHOICES.stream()
                                .map(InstructionSet::id)
                                .collect(Collectors.joining(", ")))));
  }

  /**
   * The benchmarks of each operation, class by class, on its default shapes if none are named. The
   * operations of perceptrons that are no products are measured on one thread.
   *
   * @param plot whether to add squares for a drawing
   */
  static List<BenchmarkCase> benchmarks(
      List<Operation> operations,
      List<Shape> shapes,
      List<Integer> threads,
      List<InstructionSet> isas,
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
      for (InstructionSet isa : isas) {
        for (int count : usesThreads(operation) ? threads : List.of(1)) {
          fitting.stream()
              .map(shape -> new BenchmarkCase(operation, shape, count, isa))
              .forEach(benchmarks::add);
        }
      }
    }
    return benchmarks;
  }

  private static boolean usesThreads(Operation operation) {
    return switch (operation) {
      case GELU, GELU_GRADIENT, ADD, ADD_RELU, MULTIPLY, SCALE, ROW_SQUARES, SGD_STEP, ADAMW_STEP ->
          true;
      default -> operation.isProduct() || operation.kind() == Operation.Kind.IMAGES;
    };
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
