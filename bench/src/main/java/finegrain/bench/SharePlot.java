package finegrain.bench;

import finegrain.bench.operation.Library;
import finegrain.kernels.Transposed;
import finegrain.kernels.operation.Operation;
import finegrain.kernels.operation.Shape;
import finegrain.trainer.report.figure.Axis;
import finegrain.trainer.report.figure.Figure;
import finegrain.trainer.report.figure.FigureSvg;
import finegrain.trainer.report.figure.LineFigure;
import finegrain.trainer.report.figure.LineFigure.Point;
import finegrain.trainer.report.figure.LineFigure.Series;
import finegrain.trainer.report.figure.SeriesStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A drawing of the matrix products of a run as SVG: their shares of the FMA peak, which is the top
 * of the axis. Each class of instructions has its own peak, and figures of its own. Square products
 * are lines over their size. The others are points above the names of their shapes. Bands and
 * whiskers reach down to the worst JVM.
 */
final class SharePlot {

  private SharePlot() {}

  /**
   * The drawing.
   *
   * @throws IllegalArgumentException if there are no products, or the peak is not known
   */
  static String svg(Report report) {
    List<Result> products =
        report.results().stream()
            .filter(
                result -> result.benchmark().operation() == Operation.MATMUL && result.hasPeak())
            .toList();
    if (products.isEmpty()) {
      throw new IllegalArgumentException(
          "--plot needs matrix products, and a processor whose peak can be measured");
    }
    List<Figure> figures =
        products.stream()
            .map(Panel::of)
            .distinct()
            .flatMap(panel -> figures(report, panel, products).stream())
            .toList();
    int forks = products.getFirst().forks().size();
    return FigureSvg.file(
        "Single-precision matrix products: share of the measured FMA peak",
        "%s, Java %s; median of %s JVM%s, bands and lines down to the worst%s"
            .formatted(
                report.machine().processorName(),
                report.machine().java(),
                forks,
                forks == 1 ? "" : "s",
                report.rough() ? "; ROUGH" : ""),
        "Drawn by: " + report.command() + ".",
        figures);
  }

  /** What the results of a figure have in common. */
  private record Panel(String isa, int threads) {
    static Panel of(Result result) {
      return new Panel(result.benchmark().isa().id(), result.benchmark().threads());
    }

    @Override
    public String toString() {
      return isa + "-" + threads;
    }
  }

  private static List<Figure> figures(Report report, Panel panel, List<Result> products) {
    List<Result> results =
        products.stream().filter(result -> Panel.of(result).equals(panel)).toList();
    String peak =
        String.format(
            Locale.ROOT,
            "%s, %d thread%s, 100 %% = %.0f GFLOP/s",
            panel.isa,
            panel.threads,
            panel.threads == 1 ? "" : "s",
            report.peaks().get(panel.isa).get(panel.threads));
    List<Figure> figures = new ArrayList<>();
    List<Result> squares = squares(results);
    if (!squares.isEmpty()) {
      figures.add(squareFigure("square-" + panel, "Square products, " + peak, squares));
    }
    List<Result> others = results.stream().filter(result -> !squares.contains(result)).toList();
    if (!others.isEmpty()) {
      figures.add(otherFigure("other-" + panel, "Other products, " + peak, others));
    }
    return figures;
  }

  /** The square products, if there are at least two sizes: a line needs them. */
  private static List<Result> squares(List<Result> results) {
    List<Result> squares =
        results.stream().filter(result -> isSquare(result.benchmark().shape())).toList();
    return squares.stream().map(result -> result.benchmark().shape()).distinct().count() < 2
        ? List.of()
        : squares;
  }

  private static boolean isSquare(Shape shape) {
    return shape.rows() == shape.columns()
        && shape.rows() == shape.inner()
        && shape.transposed() == Transposed.NONE;
  }

  private static Figure squareFigure(String name, String title, List<Result> results) {
    double[] sizes =
        results.stream()
            .mapToDouble(result -> result.benchmark().shape().rows())
            .distinct()
            .toArray();
    return figure(
        name,
        title,
        Axis.logarithmic("rows = columns = inner size", sizes),
        results,
        result -> result.benchmark().shape().rows());
  }

  private static Figure otherFigure(String name, String title, List<Result> results) {
    List<Shape> shapes =
        results.stream().map(result -> result.benchmark().shape()).distinct().toList();
    return figure(
        name,
        title,
        Axis.categories(
            "rows × columns × inner size; aᵀ b is a gradient",
            shapes.stream().map(SharePlot::words).toList()),
        results,
        result -> shapes.indexOf(result.benchmark().shape()));
  }

  private static String words(Shape shape) {
    return "%s × %s × %s%s"
        .formatted(
            shape.rows(),
            shape.columns(),
            shape.inner(),
            switch (shape.transposed()) {
              case NONE -> "";
              case LEFT -> " aᵀ b";
              case RIGHT -> " a bᵀ";
            });
  }

  private static Figure figure(
      String name, String title, Axis x, List<Result> results, ToDoubleFunction<Result> place) {
    List<Series> series = new ArrayList<>();
    // The project's own kernels come last and are drawn over the others.
    for (Library library :
        results.stream().map(Result::library).distinct().sorted().toList().reversed()) {
      List<Point> points =
          results.stream()
              .filter(result -> result.library() == library)
              .map(result -> point(place.applyAsDouble(result), result))
              .sorted((a, b) -> Double.compare(a.x(), b.x()))
              .toList();
      series.add(new Series(library.id(), style(library), LineFigure.Dash.SOLID, points));
    }
    return new LineFigure(
        name, title, x, Axis.linear("share of the FMA peak, %", 0, 100), false, series);
  }

  /** In per cent. A share above the peak, which noise can cause, is drawn at the peak. */
  private static Point point(double x, Result result) {
    double median = Math.min(100, 100 * result.shareOfPeak());
    return new Point(x, median * Math.min(1, result.worstForkOverMedian()), median, median);
  }

  private static SeriesStyle style(Library library) {
    return switch (library) {
      case FINEGRAIN -> SeriesStyle.VERMILION;
      case ONEDNN -> SeriesStyle.BLUE;
      case OPENBLAS -> SeriesStyle.GREEN;
      case NETLIB -> SeriesStyle.PURPLE;
      case EJML -> SeriesStyle.OLIVE;
      case MKL -> SeriesStyle.SKY_BLUE;
      case SCALAR -> SeriesStyle.ORANGE;
      case PARTS -> SeriesStyle.GREY;
    };
  }
}
