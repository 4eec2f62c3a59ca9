package finegrain.trainer.labels;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a model is trained on. Its text, such as {@code fine} or {@code beta=0.3}, is the name in
 * files and tables, and {@link #parse} reads it back.
 */
public sealed interface Target {
  /** The coarse labels. */
  Target COARSE = new Coarse();

  /** The fine labels. */
  Target FINE = new Fine();

  /** The coarse labels, with the output layer of the protocol. */
  record Coarse() implements Target {
    @Override
    public String toString() {
      return "coarse";
    }
  }

  /** The fine labels. */
  record Fine() implements Target {
    @Override
    public String toString() {
      return "fine";
    }
  }

  /**
   * The coarse labels, with the width at which the number of parameters is nearest to that of the
   * given width on fine labels.
   */
  record Matched() implements Target {
    @Override
    public String toString() {
      return "coarse-matched";
    }
  }

  /**
   * The labels of a level of the tree.
   *
   * @param level counted from the coarsest, which is 1
   */
  record Level(int level) implements Target {
    @Override
    public String toString() {
      return "level=" + level;
    }
  }

  /**
   * Fine outputs, with a weighted loss on each level: the blended objective of the paper "Should We
   * Always Train Models on Fine-Grained Classes?", extended to more levels.
   *
   * @param betas from the coarsest level to the finest; a single one is that of the fine level of
   *     two, where the coarse one has 1
   */
  record Blended(List<Double> betas) implements Target {
    /** Copies the list. */
    public Blended {
      betas = List.copyOf(betas);
    }

    @Override
    public String toString() {
      return "beta=" + betas.stream().map(Blended::text).collect(Collectors.joining(":"));
    }

    /** A whole number has no fraction, so that 1 and 1.0 name the same model. */
    private static String text(double beta) {
      return beta == Math.rint(beta) && Math.abs(beta) < 1e9
          ? Long.toString((long) beta)
          : Double.toString(beta);
    }
  }

  /**
   * Fine labels that were found by clustering inside each coarse class.
   *
   * @param clusters of each coarse class
   */
  record Inferred(int clusters) implements Target {
    @Override
    public String toString() {
      return "inferred=" + clusters;
    }
  }

  /**
   * A target from its text.
   *
   * @throws IllegalArgumentException if the text names no target
   */
  static Target parse(String text) {
    return switch (text) {
      case "coarse" -> COARSE;
      case "fine" -> FINE;
      case "coarse-matched" -> new Matched();
      default -> withValue(text);
    };
  }

  private static Target withValue(String text) {
    int equals = text.indexOf('=');
    String value = text.substring(equals + 1);
    return switch (text.substring(0, Math.max(equals, 0))) {
      case "level" -> new Level(Integer.parseInt(value));
      case "inferred" -> new Inferred(Integer.parseInt(value));
      case "beta" -> new Blended(Arrays.stream(value.split(":", -1)).map(Double::valueOf).toList());
      default -> throw new IllegalArgumentException("there are no labels " + text);
    };
  }
}
