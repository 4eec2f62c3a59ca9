package finegrain.trainer.repro;

import finegrain.trainer.Sha256;
import finegrain.trainer.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A table of the bits of results by backend, width of vectors, threads and size of cohorts. Each
 * cell is compared with the scalar backend in one thread.
 */
public final class BitsMatrix {
  private static final int EVERY = Integer.MAX_VALUE;
  private static final List<Integer> COHORTS = List.of(1, 3, EVERY);
  private static final String ONEDNN = "onednn";

  /** The most instructions that oneDNN may use; only x86 has several settings. */
  private static final List<String> ISAS = List.of("", "AVX2", "SSE41");

  private static final String ROW = "%-8s %-13s %7s  %-30s %-22s %-22s %s";

  private final List<Integer> threads;
  private final List<Setting> settings = new ArrayList<>();

  /** The elements that cells of a kind are compared with. */
  private final Map<String, float[]> reference = new HashMap<>();

  private final Set<String> oneDnnProducts = new HashSet<>();
  private int referenceCells;
  private int differingCells;

  /**
   * A backend in a JVM of its own.
   *
   * @param vectors the second column of the table
   * @param options of the JVM
   * @param environment variables of the JVM
   */
  private record Setting(
      String backend, String vectors, List<String> options, Map<String, String> environment) {}

  /** The table of this machine, with 1 and 2 threads and as many as it has processors. */
  public BitsMatrix() {
    this(ChildJvm.widths(), Runtime.getRuntime().availableProcessors(), true);
  }

  BitsMatrix(List<Integer> widths, int processors, boolean oneDnn) {
    threads = List.copyOf(new TreeSet<>(List.of(1, 2, processors)));
    settings.add(new Setting("scalar", "none", List.of(), Map.of()));
    for (int bits : widths) {
      settings.add(
          new Setting("vector", bits + " bits", List.of(ChildJvm.vectorBits(bits)), Map.of()));
    }
    if (oneDnn) {
      boolean x86 = List.of("amd64", "x86_64").contains(System.getProperty("os.arch"));
      for (String isa : x86 ? ISAS : ISAS.subList(0, 1)) {
        settings.add(
            new Setting(
                ONEDNN,
                isa.isEmpty() ? "no limit" : "up to " + isa,
                List.of(),
                isa.isEmpty() ? Map.of() : Map.of("ONEDNN_MAX_CPU_ISA", isa)));
      }
    }
  }

  /**
   * Computes the table, and tells each line.
   *
   * @return whether all cells of the scalar and the vector backend are the same bits
   * @throws InterruptedException if the thread is interrupted meanwhile
   */
  public boolean run(Consumer<String> say) throws InterruptedException {
    say.accept(
        ROW.formatted(
                "backend",
                "vectors",
                "threads",
                "products",
                "cohorts of 1",
                "cohorts of 3",
                "all models in one")
            .stripTrailing());
    boolean complete = true;
    for (Setting setting : settings) {
      complete &= run(setting, say);
    }
    say.accept("");
    say.accept(
        "= means the bits of the scalar backend in one thread; other cells give the number of");
    say.accept("different elements and the largest distance. Cohorts are whole trainings.");
    say.accept(
        "%d of %d cells of scalar and vector are the reference bits."
            .formatted(referenceCells - differingCells, referenceCells));
    if (oneDnnProducts.size() > 1) {
      say.accept(
          "oneDNN gave %d different results for the same products."
              .formatted(oneDnnProducts.size()));
    }
    return complete && differingCells == 0;
  }

  /** The rows of a setting; whether there are any that there should be. */
  private boolean run(Setting setting, Consumer<String> say) throws InterruptedException {
    try {
      Path folder = Files.createTempDirectory("finegrain-matrix");
      try {
        return run(setting, folder, say);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UserError(
          "the folder for temporary files cannot be used (%s); name another one with"
                  .formatted(e.getMessage())
              + " FINEGRAIN_JAVA_OPTIONS=-Djava.io.tmpdir=DIR",
          e);
    }
  }

  private boolean run(Setting setting, Path folder, Consumer<String> say)
      throws IOException, InterruptedException {
    ChildJvm.Outcome outcome =
        ChildJvm.run(
            setting.options(),
            setting.environment(),
            "matrix",
            setting.backend(),
            list(threads),
            list(COHORTS),
            folder.toString());
    Optional<String> trouble =
        outcome
            .failure()
            .map(failure -> "its JVM " + failure)
            .or(() -> outcome.line(Child.UNAVAILABLE).map(line -> "cannot run: " + line.get(1)));
    if (trouble.isPresent()) {
      say.accept("%-8s %-13s %s".formatted(setting.backend(), setting.vectors(), trouble.get()));
      return outcome.failure().isEmpty();
    }
    for (int count : threads) {
      List<String> cells = new ArrayList<>();
      cells.add(cell(setting, "products", BitsTable.products(folder, count)));
      for (int cohort : COHORTS) {
        cells.add(cell(setting, "weights", BitsTable.weights(folder, count, cohort)));
      }
      say.accept(
          ROW.formatted(
                  setting.backend(),
                  setting.vectors(),
                  count,
                  cells.get(0),
                  cells.get(1),
                  cells.get(2),
                  cells.get(3))
              .stripTrailing());
    }
    return true;
  }

  private String cell(Setting setting, String kind, Path file) throws IOException {
    float[] elements = BitsTable.read(file);
    // The first cell of a kind is that of the scalar backend in one thread.
    float[] expected = reference.computeIfAbsent(kind, _ -> elements);
    BitsDifference difference = BitsDifference.of(elements, expected);
    if (setting.backend().equals(ONEDNN)) {
      if (kind.equals("products")) {
        oneDnnProducts.add(Sha256.of(Files.readAllBytes(file)));
      }
    } else {
      referenceCells++;
      differingCells += difference.isNone() ? 0 : 1;
    }
    return difference.toString();
  }

  private static String list(List<Integer> numbers) {
    return String.join(",", numbers.stream().map(String::valueOf).toList());
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
