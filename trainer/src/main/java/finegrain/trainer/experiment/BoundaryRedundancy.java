package finegrain.trainer.experiment;

import finegrain.kernels.Kernels;
import finegrain.trainer.clustering.Neighbours;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.engine.Sweep;
import finegrain.trainer.labels.DiscTask;
import finegrain.trainer.labels.LabelMap;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.labels.Target;
import finegrain.trainer.report.Section;
import finegrain.trainer.report.figure.Axis;
import finegrain.trainer.statistics.Statistics;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Scores;
import finegrain.trainer.training.TrainedModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The map from fine to coarse classes varies, and with it the redundancy: the share of the fine
 * decision boundary that parts subclasses of one coarse class. Where it is low, fine labels should
 * help (P1, Fig. 3).
 */
public final class BoundaryRedundancy implements Experiment {
  private static final String CONFUSIONS = "confusion_redundancy";
  private static final String NEIGHBOURS = "neighbour_redundancy";
  private static final String RINGS = "ring_redundancy";
  private static final String RING_LENGTHS = "ring_redundancy_by_length";

  /** For {@link java.util.ServiceLoader}. */
  public BoundaryRedundancy() {}

  @Override
  public String name() {
    return "boundary-redundancy";
  }

  @Override
  public String description() {
    return "coarse against fine labels as the fine boundary lies more or less inside coarse"
        + " classes";
  }

  @Override
  public String defaultDataset() {
    return "circles";
  }

  @Override
  public Defaults defaults(DataSource source) {
    return source instanceof DataSource.Generated
        ? new Defaults(List.of(20), List.of(10, 40, 160), 10)
        : new Defaults(List.of(10), List.of(50, 200), 10);
  }

  @Override
  public List<ExperimentOption> options(DataSource source, String map) {
    return List.of(new ExperimentOption("maps", maps(source, map)));
  }

  private static String maps(DataSource source, String map) {
    if (source instanceof DataSource.Disc) {
      return "delta=0.1,delta=0.2,delta=0.4";
    }
    if (source instanceof DataSource.Generated && map.length() == 4) {
      return "0011,0110,0101";
    }
    // Halves, pairs and single classes in turn.
    Set<String> maps = new LinkedHashSet<>(List.of(map));
    int classes = LabelTree.parse(map).fineClasses();
    for (int run : new int[] {Math.ceilDiv(classes, 2), 2, 1}) {
      StringBuilder digits = new StringBuilder();
      for (int fine = 0; fine < classes; fine++) {
        digits.append(fine / run % 2);
      }
      maps.add(digits.toString());
    }
    return String.join(",", maps);
  }

  @Override
  public List<ModelSpec> models(Configuration configuration) {
    return Models.of(
        configuration,
        configuration.values("maps").stream().distinct().toList(),
        List.of(Target.COARSE, Target.FINE));
  }

  @Override
  public List<Measure> measures(
      Configuration configuration, List<TrainedModel> models, Sweep sweep) {
    record Sample(String map, int perClass, int repeat) {}
    Set<Sample> done = new HashSet<>();
    List<Measure> measures = new ArrayList<>();
    for (TrainedModel model : models) {
      ModelSpec spec = model.spec();
      if (!spec.target().equals(Target.FINE)) {
        continue;
      }
      double confused = confused(model.test());
      if (!Double.isNaN(confused)) {
        measures.add(
            new Measure(
                spec.map(),
                spec.width(),
                spec.perClass(),
                spec.repeat(),
                spec.target().toString(),
                CONFUSIONS,
                confused));
      }
      int drawn = sweep.drawsEachRepeat() ? spec.repeat() : 0;
      if (spec.repeat() == drawn && done.add(new Sample(spec.map(), spec.perClass(), drawn))) {
        double neighbours = neighbours(spec, sweep);
        if (!Double.isNaN(neighbours)) {
          measures.add(
              new Measure(spec.map(), 0, spec.perClass(), drawn, "", NEIGHBOURS, neighbours));
        }
      }
    }
    return measures;
  }

  /** Of the samples whose nearest neighbour is of another fine class, those of its coarse class. */
  private static double neighbours(ModelSpec spec, Sweep sweep) {
    int[] fine = sweep.fineClasses(spec);
    LabelMap coarse = sweep.tree(spec).coarse();
    int[] nearest;
    try (Kernels kernels = sweep.kernels()) {
      nearest = Neighbours.nearest(kernels, sweep.trainingSamples(spec));
    }
    int different = 0;
    int together = 0;
    for (int sample = 0; sample < fine.length; sample++) {
      int other = fine[nearest[sample]];
      if (other != fine[sample]) {
        different++;
        together += coarse.coarse(other) == coarse.coarse(fine[sample]) ? 1 : 0;
      }
    }
    return different == 0 ? Double.NaN : (double) together / different;
  }

  /** The share of a fine model's confusions that stay inside a coarse class. */
  private static double confused(Scores test) {
    double all = 1 - test.accuracy();
    return all == 0 ? Double.NaN : Comparison.difference(test.confusedInside() / all, 0);
  }

  @Override
  public Conclusion conclude(Configuration configuration, Results results) {
    List<Comparison> all = Comparison.of(results.rows(), configuration.seed());
    Map<String, Double> redundancy = redundancy(configuration, results);
    List<String> maps =
        redundancy.keySet().stream().sorted(Comparator.comparingDouble(redundancy::get)).toList();
    Axis axis =
        Axis.categories(
            "map, by redundancy",
            maps.stream().map(map -> "%s (%s)".formatted(map, two(redundancy.get(map)))).toList());
    List<Section> sections = new ArrayList<>();
    sections.add(
        Settings.difference(
            "difference",
            "Fine minus coarse accuracy over the maps",
            axis,
            all,
            one -> maps.indexOf(one.map())));
    sections.add(Drawings.table(all));
    List<Measure> measures = new ArrayList<>(geometric(configuration));
    measures.addAll(results.measures());
    sections.add(
        Settings.measures(
            "Redundancy",
            "Ring redundancy: the share of neighbouring rings that agree in their coarse class,"
                + " also weighted by the length of the circle between them. Confusion redundancy:"
                + " the share of the fine model's confusions on the test set that stay inside a"
                + " coarse class. Neighbour redundancy: of the training samples whose nearest"
                + " neighbour is of another fine class, the share whose neighbour is of the same"
                + " coarse class. All are reconstructions; P1 states no formula.",
            measures));
    if (configuration.source() instanceof DataSource.Generated) {
      sections.addAll(1, DecisionRegions.of(configuration, maps));
    }
    sections.add(
        Drawings.learningCurves(
            "learning-curves",
            Settings.first(results.rows()),
            model -> "%s, %s".formatted(model.target(), model.map())));
    return new Conclusion(
        Settings.finding(all, "coarse training", one -> "fine training under map " + one.map()),
        "P1 shows that low redundancy favours fine labels: "
            + expected(configuration, results, maps, redundancy),
        sections);
  }

  /** The redundancy of the least redundant map against that of the most, in the first setting. */
  private static String expected(
      Configuration configuration,
      Results results,
      List<String> maps,
      Map<String, Double> redundancy) {
    List<Results.Row> rows = results.rows();
    int perClass = configuration.perClass().getLast();
    int width = configuration.widths().getFirst();
    String low = maps.getFirst();
    String high = maps.getLast();
    if (redundancy.get(low).equals(redundancy.get(high))) {
      return "this run cannot tell, for all its maps have the same redundancy.";
    }
    List<Comparison> ends =
        Comparison.of(rows, configuration.seed()).stream()
            .filter(one -> one.perClass() == perClass && one.width() == width)
            .filter(one -> one.map().equals(low) || one.map().equals(high))
            .sorted(Comparator.comparingInt(one -> one.map().equals(low) ? 0 : 1))
            .toList();
    return Trend.of(
            ends,
            Target.COARSE,
            one -> "map %s (redundancy %s)".formatted(one.map(), two(redundancy.get(one.map()))),
            rows,
            configuration.seed())
        .asExpected(false);
  }

  /** By the geometry where it is known, else by the confusions. */
  private static Map<String, Double> redundancy(Configuration configuration, Results results) {
    List<Measure> known = geometric(configuration);
    List<Measure> from = known.isEmpty() ? results.measures(CONFUSIONS) : known;
    Map<String, Double> redundancy = new LinkedHashMap<>();
    for (String map : configuration.values("maps")) {
      double[] values =
          from.stream()
              .filter(measure -> measure.map().equals(map))
              .filter(measure -> !measure.name().equals(RING_LENGTHS))
              .mapToDouble(Measure::value)
              .toArray();
      redundancy.put(map, values.length == 0 ? 0 : Statistics.quartiles(values).median());
    }
    return redundancy;
  }

  private static List<Measure> geometric(Configuration configuration) {
    List<Measure> measures = new ArrayList<>();
    if (!(configuration.source() instanceof DataSource.Generated)) {
      return measures;
    }
    for (String map : configuration.values("maps")) {
      for (int perClass : configuration.perClass().subList(0, 1)) {
        measures.add(new Measure(map, 0, perClass, 0, "", RINGS, byCount(map)));
        measures.add(new Measure(map, 0, perClass, 0, "", RING_LENGTHS, byLength(map)));
      }
    }
    return measures;
  }

  /** 1 - (neighbouring rings of different coarse class) / (rings - 1). */
  static double byCount(String map) {
    if (map.startsWith("delta=")) {
      return 2.0 / 3;
    }
    LabelMap coarse = LabelTree.parse(map).coarse();
    int rings = coarse.fineClasses();
    int different = 0;
    for (int ring = 1; ring < rings; ring++) {
      different += coarse.coarse(ring) == coarse.coarse(ring - 1) ? 0 : 1;
    }
    return 1 - different / (rings - 1.0);
  }

  /** The same, each boundary weighted by its radius, which is midway between the rings'. */
  static double byLength(String map) {
    if (map.startsWith("delta=")) {
      double coarse = Math.sqrt(2);
      double delta = DiscTask.delta(map);
      return 1 - coarse / (coarse + (coarse - delta) + (coarse + delta));
    }
    LabelMap coarse = LabelTree.parse(map).coarse();
    double all = 0;
    double different = 0;
    for (int ring = 1; ring < coarse.fineClasses(); ring++) {
      double radius = ring + 0.5;
      all += radius;
      different += coarse.coarse(ring) == coarse.coarse(ring - 1) ? 0 : radius;
    }
    return 1 - different / all;
  }

  private static String two(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
