package finegrain.trainer.experiment;

import finegrain.trainer.data.DataSource;
import finegrain.trainer.experiment.Results.Losses;
import finegrain.trainer.experiment.Results.Row;
import finegrain.trainer.labels.Target;
import finegrain.trainer.report.FigureSection;
import finegrain.trainer.report.Section;
import finegrain.trainer.report.Table;
import finegrain.trainer.report.TableSection;
import finegrain.trainer.report.figure.Axis;
import finegrain.trainer.report.figure.LineFigure;
import finegrain.trainer.report.figure.LineFigure.Point;
import finegrain.trainer.report.figure.LineFigure.Series;
import finegrain.trainer.report.figure.ScatterFigure;
import finegrain.trainer.report.figure.SeriesStyle;
import finegrain.trainer.statistics.Statistics;
import finegrain.trainer.statistics.Statistics.Estimate;
import finegrain.trainer.statistics.Statistics.Quartiles;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Stopping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;

/**
 * Whether lowering L_intra goes with better coarse generalisation. Both models of a pair train
 * equally long, and every epoch records the losses of the fine model and the coarse accuracies of
 * both on the whole training and test set.
 */
public final class LossCorrelation implements Experiment {
  private static final int EPOCHS = 60;
  private static final int LEAST_REPEATS = 6;

  /** For {@link java.util.ServiceLoader}. */
  public LossCorrelation() {}

  @Override
  public String name() {
    return "loss-correlation";
  }

  @Override
  public String description() {
    return "whether lowering the loss inside the coarse classes goes with better coarse accuracy";
  }

  @Override
  public Defaults defaults(DataSource source) {
    return new Defaults(List.of(5, 10, 50), List.of(50, 200), 10);
  }

  @Override
  public Stopping stopping() {
    return Stopping.NEVER;
  }

  @Override
  public boolean recordsWhole() {
    return true;
  }

  @Override
  public int defaultEpochs(Protocol protocol) {
    return EPOCHS;
  }

  @Override
  public List<ModelSpec> models(Configuration configuration) {
    return Models.of(
        configuration, List.of(configuration.map()), List.of(Target.COARSE, Target.FINE));
  }

  /** A fine model and its paired coarse one. */
  private record Pair(Row fine, Row coarse) {
    int epochs() {
      return Math.min(fine.epochs().size(), coarse.epochs().size());
    }

    /** By how much L_intra is lower after an epoch than after the first one. */
    double fall(int epoch, Part part) {
      return intra(0, part) - intra(epoch, part);
    }

    private double intra(int epoch, Part part) {
      return part.of(fine, epoch).intra().orElseThrow();
    }

    /** By how much the fine model's coarse test accuracy is above the coarse model's. */
    double gain(int epoch) {
      return Part.TEST.of(fine, epoch).coarseAccuracy()
          - Part.TEST.of(coarse, epoch).coarseAccuracy();
    }
  }

  /** Where losses are taken. */
  private enum Part {
    TRAINING("training set"),
    TEST("test set");

    private final String words;

    Part(String words) {
      this.words = words;
    }

    Losses of(Row row, int epoch) {
      Results.Epoch at = row.epochs().get(epoch);
      return (this == TRAINING ? at.train() : at.test()).orElseThrow();
    }
  }

  @Override
  public Conclusion conclude(Configuration configuration, Results results) {
    List<Pair> pairs = pairs(results.rows());
    long seed = configuration.seed();
    int repeats = configuration.repeats();
    List<List<String>> across = new ArrayList<>();
    List<List<String>> along = new ArrayList<>();
    Estimate main = new Estimate(Double.NaN, Double.NaN, Double.NaN);
    for (Part part : Part.values()) {
      Estimate pearson = across(pairs, repeats, part, Statistics::pearson, seed);
      Estimate spearman = across(pairs, repeats, part, Statistics::spearman, seed);
      across.add(List.of(part.words, "Pearson", words(pearson), interval(pearson, repeats)));
      across.add(List.of(part.words, "Spearman", words(spearman), interval(spearman, repeats)));
      main = part == Part.TEST ? spearman : main;
      along.add(along("Pearson", pairs, part, Statistics::pearson, seed));
      along.add(along("Spearman", pairs, part, Statistics::spearman, seed));
    }
    List<Section> sections = new ArrayList<>();
    for (Part part : List.of(Part.TEST, Part.TRAINING)) {
      sections.add(scatter(pairs, part));
    }
    sections.add(
        new TableSection(
            "Across repeats and settings",
            new Table(
                List.of(
                    Table.Column.words("L_intra on"),
                    Table.Column.words("coefficient"),
                    Table.Column.numbers("value"),
                    Table.Column.numbers("95 % interval")),
                across),
            "One point for each pair, at the last epoch: the fall of L_intra since the first epoch"
                + " against the gain in coarse test accuracy over the paired coarse model."
                + " Bootstrap over the repeats."));
    sections.add(
        new TableSection(
            "Along training",
            new Table(
                List.of(
                    Table.Column.words("L_intra on"),
                    Table.Column.words("coefficient"),
                    Table.Column.numbers("median"),
                    Table.Column.numbers("quartiles"),
                    Table.Column.numbers("95 % interval of the median"),
                    Table.Column.numbers("pairs")),
                along),
            "One coefficient for each pair, over its epochs, and their distribution."));
    sections.add(curves(pairs));
    sections.add(Drawings.table(Comparison.of(results.rows(), seed)));
    boolean enough = repeats >= LEAST_REPEATS;
    return new Conclusion(
        enough ? finding(main, repeats) : tooFew(repeats),
        "P1 asks whether lowering L_intra goes with better coarse generalisation: "
            + (!enough
                ? "this run cannot tell, for it has fewer than 6 repeats."
                : main.low() > 0
                    ? "across the pairs of this run it does."
                    : main.high() < 0
                        ? "across the pairs of this run the opposite holds."
                        : "across the pairs of this run neither is shown."),
        sections);
  }

  private static String finding(Estimate spearman, int repeats) {
    String figures =
        "Spearman's coefficient %s (95 %% interval %s, %d repeats)"
            .formatted(words(spearman), interval(spearman, repeats), repeats);
    if (spearman.low() > 0) {
      return "The more L_intra falls on the test set, the more the fine model gains: %s."
          .formatted(figures);
    }
    return spearman.high() < 0
        ? "The more L_intra falls on the test set, the less the fine model gains: %s."
            .formatted(figures)
        : "The fall of L_intra on the test set tells nothing of the fine model's gain: %s."
            .formatted(figures);
  }

  private static String tooFew(int repeats) {
    return "No claim is made: %d repeats are too few for an interval, 6 are the least."
        .formatted(repeats);
  }

  private static List<Pair> pairs(List<Row> rows) {
    Map<ModelSpec, Row> coarse = new LinkedHashMap<>();
    rows.stream().filter(row -> row.has(Target.COARSE)).forEach(row -> coarse.put(row.spec(), row));
    return rows.stream()
        .filter(row -> row.has(Target.FINE))
        .map(row -> new Pair(row, coarse.get(row.spec().with(Target.COARSE))))
        .toList();
  }

  /** The coefficient over all pairs at their last epochs; whole repeats are drawn. */
  private static Estimate across(
      List<Pair> pairs,
      int repeats,
      Part part,
      ToDoubleBiFunction<double[], double[]> coefficient,
      long seed) {
    List<List<double[]>> ofRepeat = new ArrayList<>();
    for (int repeat = 0; repeat < repeats; repeat++) {
      int which = repeat;
      ofRepeat.add(
          pairs.stream()
              .filter(pair -> pair.fine.spec().repeat() == which)
              .map(
                  pair ->
                      new double[] {
                        pair.fall(pair.epochs() - 1, part), pair.gain(pair.epochs() - 1)
                      })
              .toList());
    }
    return Statistics.bootstrap(
        repeats,
        seed,
        chosen -> {
          List<double[]> points =
              Arrays.stream(chosen).mapToObj(ofRepeat::get).flatMap(List::stream).toList();
          return coefficient.applyAsDouble(
              points.stream().mapToDouble(point -> point[0]).toArray(),
              points.stream().mapToDouble(point -> point[1]).toArray());
        });
  }

  private static List<String> along(
      String name,
      List<Pair> pairs,
      Part part,
      ToDoubleBiFunction<double[], double[]> coefficient,
      long seed) {
    double[] coefficients =
        pairs.stream()
            .mapToDouble(
                pair -> {
                  IntStream epochs = IntStream.range(0, pair.epochs());
                  double[] falls = epochs.mapToDouble(epoch -> pair.fall(epoch, part)).toArray();
                  double[] gains =
                      IntStream.range(0, pair.epochs()).mapToDouble(pair::gain).toArray();
                  return coefficient.applyAsDouble(falls, gains);
                })
            .filter(value -> !Double.isNaN(value))
            .toArray();
    if (coefficients.length == 0) {
      return List.of(part.words, name, "-", "-", "-", "0");
    }
    Quartiles quartiles = Statistics.quartiles(coefficients);
    Estimate median = Statistics.median(coefficients, seed);
    return List.of(
        part.words,
        name,
        words(median),
        "%s to %s".formatted(two(quartiles.lower()), two(quartiles.upper())),
        interval(median, coefficients.length),
        Integer.toString(coefficients.length));
  }

  private static Section scatter(List<Pair> pairs, Part part) {
    Map<String, List<ScatterFigure.Dot>> groups = new LinkedHashMap<>();
    for (Pair pair : pairs) {
      String setting =
          "%d a class, %d hidden units"
              .formatted(pair.fine.spec().perClass(), pair.fine.spec().width());
      int last = pair.epochs() - 1;
      groups
          .computeIfAbsent(setting, _ -> new ArrayList<>())
          .add(new ScatterFigure.Dot(pair.fall(last, part), pair.gain(last)));
    }
    List<ScatterFigure.Group> drawn = new ArrayList<>();
    groups.forEach(
        (setting, dots) ->
            drawn.add(new ScatterFigure.Group(setting, SeriesStyle.other(drawn.size()), dots)));
    String title = "Gain in coarse accuracy against the fall of L_intra on the " + part.words;
    return new FigureSection(
        title,
        new ScatterFigure(
            "correlation-" + (part == Part.TEST ? "test" : "training"),
            title,
            Axis.linear("fall of L_intra on the %s since the first epoch".formatted(part.words)),
            Axis.linear("fine minus coarse, coarse test accuracy"),
            true,
            drawn),
        "One point for each pair of models, at the last epoch.");
  }

  /** The losses of the fine model of the first pair, epoch by epoch. */
  private static Section curves(List<Pair> pairs) {
    Pair first = pairs.getFirst();
    List<Series> lines = new ArrayList<>();
    for (Part part : Part.values()) {
      LineFigure.Dash dash = part == Part.TEST ? LineFigure.Dash.SOLID : LineFigure.Dash.DASHED;
      List<Point> intra = new ArrayList<>();
      List<Point> coarse = new ArrayList<>();
      for (int epoch = 0; epoch < first.epochs(); epoch++) {
        Losses losses = part.of(first.fine, epoch);
        intra.add(Point.of(epoch + 1, losses.intra().orElseThrow()));
        coarse.add(Point.of(epoch + 1, losses.coarse()));
      }
      lines.add(new Series("L_intra, " + part.words, SeriesStyle.VERMILION, dash, intra));
      lines.add(new Series("L_coarse, " + part.words, SeriesStyle.BLUE, dash, coarse));
    }
    String title =
        "Losses of a fine model with %d hidden units and %d samples a class"
            .formatted(first.fine.spec().width(), first.fine.spec().perClass());
    return new FigureSection(
        title,
        new LineFigure(
            "losses", title, Axis.linear("epoch"), Axis.linear("mean loss"), false, lines),
        "The first repeat.");
  }

  private static String words(Estimate estimate) {
    return two(estimate.value());
  }

  private static String interval(Estimate estimate, int count) {
    return count < LEAST_REPEATS
        ? "-"
        : "%s to %s".formatted(two(estimate.low()), two(estimate.high()));
  }

  private static String two(double value) {
    return String.format(Locale.ROOT, "%+.2f", value);
  }
}
