package finegrain.bench;

import finegrain.bench.operation.Library;
import finegrain.kernels.Transposed;
import finegrain.kernels.operation.Operation;
import finegrain.kernels.operation.Shape;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A drawing of the matrix products of a run as SVG: shares of the FMA peak, which is the top of the
 * axis. Square products are lines over their size, the others are bars.
 */
final class SharePlot {
  private static final int WIDTH = 900;
  private static final int LEFT = 60;
  private static final int RIGHT = 20;
  private static final int HEAD = 86;
  private static final int PANEL = 300;
  private static final int FOOT = 84;
  private static final double MARK = 4;

  /** Okabe and Ito's colours, which the colour-blind can tell apart, on white and on black. */
  private static final String STYLE =
      """
      <style>
        svg { --ink: #1f2328; --faint: #d0d7de; --paper: #ffffff; --bound: #8c959f;
              font-family: system-ui, sans-serif; font-size: 12px; }
        .finegrain { --c: #d55e00; } .onednn { --c: #0072b2; } .openblas { --c: #009e73; }
        .netlib { --c: #cc79a7; } .ejml { --c: #8a6d00; } .mkl { --c: #56b4e9; }
        @media (prefers-color-scheme: dark) {
          svg { --ink: #e6edf3; --faint: #30363d; --paper: #0d1117; --bound: #6e7681; }
          .finegrain { --c: #ff8c42; } .onednn { --c: #4aa8e0; } .openblas { --c: #2fc99b; }
          .netlib { --c: #e59ac6; } .ejml { --c: #d9b93b; } .mkl { --c: #a5dcff; }
        }
        text { fill: var(--ink); } .title { font-size: 16px; font-weight: 600; }
        .small { font-size: 10.5px; } .middle { text-anchor: middle; } .end { text-anchor: end; }
        .paper { fill: var(--paper); } .grid { stroke: var(--faint); stroke-width: 1; }
        .bound { stroke: var(--bound); stroke-width: 1.5; }
        .line { fill: none; stroke: var(--c); stroke-width: 2; } .fill { fill: var(--c); }
        .worst { stroke: var(--c); stroke-width: 1.5; } .inside { stroke: var(--ink); stroke-width: 1; }
      </style>
      """;

  private final Formatter svg = new Formatter(Locale.ROOT);
  private final List<Library> libraries;

  private SharePlot(List<Library> libraries) {
    this.libraries = libraries;
  }

  /**
   * The drawing.
   *
   * @throws IllegalArgumentException if there are no products, or the peak is not known
   */
  static String svg(Report report) {
    List<Result> products =
        report.results().stream()
            .filter(result -> result.task().operation() == Operation.MATMUL && result.hasPeak())
            .toList();
    if (products.isEmpty()) {
      throw new IllegalArgumentException(
          "--plot needs matrix products, and a processor whose peak can be measured");
    }
    return new SharePlot(products.stream().map(Result::library).distinct().toList())
        .draw(report, products);
  }

  private String draw(Report report, List<Result> products) {
    List<Integer> threads =
        products.stream().map(result -> result.task().threads()).distinct().toList();
    int panels = 0;
    for (int count : threads) {
      List<Result> ofThreads = of(products, count);
      panels += (squares(ofThreads).isEmpty() ? 0 : 1) + (others(ofThreads).isEmpty() ? 0 : 1);
    }
    int height = HEAD + panels * (PANEL + FOOT);
    svg.format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
            + " role=\"img\">%n",
        WIDTH, height, WIDTH, height);
    svg.format("<title>Matrix products: share of the FMA peak</title>%n");
    svg.format("<desc>%s</desc>%n%s", escape(report.command()), STYLE);
    svg.format("<rect class=\"paper\" width=\"%d\" height=\"%d\"/>%n", WIDTH, height);
    text(LEFT, 24, "title", "Single-precision matrix products: share of the measured FMA peak");
    text(
        LEFT,
        42,
        "small",
        "%s, Java %s; median of %d JVM%s, lines down to the worst%s"
            .formatted(
                report.machine().cpu(),
                report.machine().java(),
                products.getFirst().forks().size(),
                products.getFirst().forks().size() == 1 ? "" : "s",
                report.rough() ? "; ROUGH" : ""));
    legend();
    int top = HEAD;
    for (int count : threads) {
      List<Result> ofThreads = of(products, count);
      String peak =
          String.format(
              Locale.ROOT,
              "%d thread%s, 100 %% = %.0f GFLOP/s",
              count,
              count == 1 ? "" : "s",
              report.peaks().get(count));
      if (!squares(ofThreads).isEmpty()) {
        lines(top, peak, squares(ofThreads));
        top += PANEL + FOOT;
      }
      if (!others(ofThreads).isEmpty()) {
        bars(top, peak, others(ofThreads));
        top += PANEL + FOOT;
      }
    }
    svg.format("</svg>%n");
    return svg.toString();
  }

  private static List<Result> of(List<Result> results, int threads) {
    return results.stream().filter(result -> result.task().threads() == threads).toList();
  }

  /** The square products, if there are at least two: a line needs them. */
  private static List<Result> squares(List<Result> results) {
    List<Result> squares =
        results.stream().filter(result -> isSquare(result.task().shape())).toList();
    return squares.stream().map(result -> result.task().shape()).distinct().count() < 2
        ? List.of()
        : squares;
  }

  private static List<Result> others(List<Result> results) {
    List<Result> squares = squares(results);
    return results.stream().filter(result -> !squares.contains(result)).toList();
  }

  private static boolean isSquare(Shape shape) {
    return shape.rows() == shape.columns()
        && shape.rows() == shape.inner()
        && shape.transposed() == Transposed.NONE;
  }

  private void legend() {
    double x = LEFT;
    for (Library library : libraries) {
      svg.format(
          "<rect class=\"fill %s\" x=\"%.1f\" y=\"56\" width=\"12\" height=\"12\"/>%n",
          library.id(), x);
      text(x + 17, 66, "", library.id());
      x += 90;
    }
  }

  private void lines(int top, String peak, List<Result> squares) {
    axis(top, "square, " + peak);
    List<Integer> sizes =
        squares.stream().map(result -> result.task().shape().rows()).distinct().sorted().toList();
    double least = Math.log(sizes.getFirst());
    double scale = (WIDTH - LEFT - RIGHT - 60) / (Math.log(sizes.getLast()) - least);
    for (int size : sizes) {
      double x = LEFT + 30 + (Math.log(size) - least) * scale;
      svg.format(
          "<line class=\"grid\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>%n",
          x, top + PANEL, x, top + PANEL + 5);
      text(x, top + PANEL + 20, "middle", Integer.toString(size));
    }
    text((WIDTH + LEFT - RIGHT) / 2.0, top + PANEL + 40, "middle", "rows = columns = inner size");
    for (Library library : libraries.reversed()) {
      List<Result> own =
          squares.stream()
              .filter(result -> result.library() == library)
              .sorted((a, b) -> Integer.compare(a.task().shape().rows(), b.task().shape().rows()))
              .toList();
      if (own.isEmpty()) {
        continue;
      }
      String points =
          own.stream()
              .map(
                  result ->
                      String.format(
                          Locale.ROOT,
                          "%.1f,%.1f",
                          LEFT + 30 + (Math.log(result.task().shape().rows()) - least) * scale,
                          height(top, result.shareOfPeak())))
              .collect(Collectors.joining(" "));
      svg.format(
          "<g class=\"%s\"><polyline class=\"line\" points=\"%s\"/>%n", library.id(), points);
      for (Result result : own) {
        double x = LEFT + 30 + (Math.log(result.task().shape().rows()) - least) * scale;
        double y = height(top, result.shareOfPeak());
        svg.format("<circle class=\"fill\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>%n", x, y, MARK);
        worst("worst", x, y, height(top, result.shareOfPeak() * result.worstForkOverMedian()));
      }
      svg.format("</g>%n");
    }
  }

  private void bars(int top, String peak, List<Result> others) {
    axis(top, peak);
    List<Shape> shapes = others.stream().map(result -> result.task().shape()).distinct().toList();
    double group = (double) (WIDTH - LEFT - RIGHT) / shapes.size();
    double bar = Math.min(24, group * 0.8 / libraries.size());
    for (int i = 0; i < shapes.size(); i++) {
      Shape shape = shapes.get(i);
      double middle = LEFT + (i + 0.5) * group;
      text(middle, top + PANEL + 16, "small middle", shape.rows() + " × " + shape.columns());
      text(middle, top + PANEL + 30, "small middle", "× " + shape.inner());
      if (shape.transposed() != Transposed.NONE) {
        text(
            middle,
            top + PANEL + 44,
            "small middle",
            shape.transposed() == Transposed.LEFT ? "aᵀ b" : "a bᵀ");
      }
      double x = middle - bar * libraries.size() / 2;
      for (Library library : libraries) {
        double from = x;
        others.stream()
            .filter(result -> result.library() == library && result.task().shape().equals(shape))
            .forEach(result -> bar(top, from, bar, result));
        x += bar;
      }
    }
    text(
        (WIDTH + LEFT - RIGHT) / 2.0,
        top + PANEL + 66,
        "middle",
        "rows × columns × inner size; aᵀ b is a gradient");
  }

  private void bar(int top, double x, double width, Result result) {
    double y = height(top, result.shareOfPeak());
    svg.format(
        "<rect class=\"fill %s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>%n",
        result.library().id(), x, y, width - 1, top + PANEL - y);
    worst(
        "inside",
        x + (width - 1) / 2,
        y,
        height(top, result.shareOfPeak() * result.worstForkOverMedian()));
  }

  private void worst(String style, double x, double from, double to) {
    svg.format(
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
        style, x, from, x, to);
  }

  private void axis(int top, String words) {
    for (int percent = 0; percent <= 100; percent += 20) {
      double y = height(top, percent / 100.0);
      svg.format(
          "<line class=\"%s\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>%n",
          percent == 100 ? "bound" : "grid", LEFT, y, WIDTH - RIGHT, y);
      text(LEFT - 8, y + 4, "end", percent + " %");
    }
    text(WIDTH - RIGHT, top - 6, "small end", words);
  }

  /** Where a share of the peak stands; above the peak, which noise can make it, at its top. */
  private static double height(int top, double share) {
    return top + PANEL * (1 - Math.min(1, share));
  }

  private void text(double x, double y, String style, String words) {
    svg.format("<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>%n", style, x, y, escape(words));
  }

  private static String escape(String words) {
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
