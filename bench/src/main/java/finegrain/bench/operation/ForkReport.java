package finegrain.bench.operation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * The report of a fork to its parent, in a file that the parent names with the property {@link
 * #FILE}. JMH collects the times, but passes on no text, and no figures without adding them up.
 */
public sealed interface ForkReport {
  /** The system property with the file's path. */
  String FILE = "finegrain.bench.report";

  /**
   * It was measured.
   *
   * @param library name and version
   * @param isa the id of the {@link InstructionSet} of this process
   * @param peaksGflops the peak of this process, before each iteration and after the last; 0 if
   *     unknown
   * @param bytesPerCall that a call allocates in steady state
   * @param ratios the project's own rate divided by this one, turn by turn within this process;
   *     none if they were not measured
   */
  record Measured(
      String library,
      String isa,
      List<Double> peaksGflops,
      double bytesPerCall,
      List<Double> ratios)
      implements ForkReport {
    public Measured {
      peaksGflops = List.copyOf(peaksGflops);
      ratios = List.copyOf(ratios);
    }
  }

  /** The library cannot be loaded, or cannot do this. */
  record Unavailable(String reason) implements ForkReport {}

  /** Its result differs from the oracle's. */
  record Wrong(String reason) implements ForkReport {}

  /** Whether a parent asked for it. */
  static boolean isAwaited() {
    return System.getProperty(FILE) != null;
  }

  /** Writes it where the parent asked for it, if it did. */
  default void send() {
    String file = System.getProperty(FILE);
    if (file == null) {
      return;
    }
    Properties entries = new Properties();
    switch (this) {
      case Measured(
              String library,
              String isa,
              List<Double> peaks,
              double bytes,
              List<Double> ratios) -> {
        entries.setProperty("library", library);
        entries.setProperty("isa", isa);
        entries.setProperty("peaks", joined(peaks));
        entries.setProperty("bytes", Double.toString(bytes));
        entries.setProperty("ratios", joined(ratios));
      }
      case Unavailable(String reason) -> entries.setProperty("unavailable", reason);
      case Wrong(String reason) -> entries.setProperty("wrong", reason);
    }
    try (Writer out = Files.newBufferedWriter(Path.of(file))) {
      entries.store(out, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a fork wrote; empty if it died before it could. */
  static Optional<ForkReport> read(Path file) throws IOException {
    Properties entries = new Properties();
    try (var in = Files.newBufferedReader(file)) {
      entries.load(in);
    }
    if (entries.containsKey("unavailable")) {
      return Optional.of(new Unavailable(entries.getProperty("unavailable")));
    }
    if (entries.containsKey("wrong")) {
      return Optional.of(new Wrong(entries.getProperty("wrong")));
    }
    return entries.containsKey("library")
        ? Optional.of(
            new Measured(
                entries.getProperty("library"),
                entries.getProperty("isa"),
                figures(entries.getProperty("peaks")),
                Double.parseDouble(entries.getProperty("bytes")),
                figures(entries.getProperty("ratios"))))
        : Optional.empty();
  }

  private static String joined(List<Double> figures) {
    return figures.stream().map(Object::toString).collect(Collectors.joining(" "));
  }

  private static List<Double> figures(String joined) {
    return Arrays.stream(joined.split(" "))
        .filter(figure -> !figure.isEmpty())
        .map(Double::valueOf)
        .toList();
  }
}
