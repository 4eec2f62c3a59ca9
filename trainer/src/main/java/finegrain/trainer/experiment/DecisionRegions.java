package finegrain.trainer.experiment;

import finegrain.kernels.Backend;
import finegrain.kernels.Backends;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.data.Shape;
import finegrain.trainer.engine.Sweep;
import finegrain.trainer.labels.GeneratedTasks;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.labels.LabelledSet;
import finegrain.trainer.labels.Target;
import finegrain.trainer.labels.Task;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.network.Parameters;
import finegrain.trainer.objective.Objective;
import finegrain.trainer.report.FigureSection;
import finegrain.trainer.report.Section;
import finegrain.trainer.report.figure.Range;
import finegrain.trainer.report.figure.RegionFigure;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Setup;
import finegrain.trainer.training.Stopping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The regions that a coarse and a fine model of the first repeat have learnt on points in the
 * plane. No file keeps their weights: they are trained again, which takes a moment.
 */
final class DecisionRegions {
  private static final int CELLS = 120;
  private static final int MOST_SAMPLES = 160;
  private static final Range RANGE = new Range(-2.6, 2.6);

  private DecisionRegions() {}

  /** One figure for each map: coarse and fine side by side, with the most samples of the run. */
  static List<Section> of(Configuration configuration, List<String> maps) {
    Task task =
        GeneratedTasks.of(
            (DataSource.Generated) configuration.source(), maps, configuration.seed());
    int perClass = configuration.perClass().getLast();
    int width = configuration.widths().getFirst();
    Protocol protocol = Protocol.named(configuration.protocol(), configuration.source());
    List<ModelSpec> specs = new ArrayList<>();
    for (String map : maps) {
      for (Target target : List.of(Target.COARSE, Target.FINE)) {
        specs.add(new ModelSpec(Architectures.perceptron(width), perClass, 0, map, target));
      }
    }
    Backend backend = Backends.choose("auto").backend();
    Map<ModelSpec, Parameters> weights =
        train(
            new Setup(
                task,
                protocol,
                configuration.seed(),
                configuration.epochs(),
                Stopping.OWN_ACCURACY,
                false),
            specs,
            backend);
    List<Section> sections = new ArrayList<>();
    try (Kernels kernels = backend.open()) {
      for (String map : maps) {
        List<RegionFigure.Panel> panels = new ArrayList<>();
        LabelledSet points = task.trainingSet(perClass, 0);
        List<RegionFigure.Sample> samples = samples(points, task.fineClasses(map, points));
        for (Target target : List.of(Target.COARSE, Target.FINE)) {
          ModelSpec spec = new ModelSpec(Architectures.perceptron(width), perClass, 0, map, target);
          int[] cells =
              predictions(
                  kernels,
                  spec,
                  weights.get(spec),
                  protocol,
                  protocol.objective(target, task.tree(map)));
          panels.add(
              new RegionFigure.Panel(
                  target + " labels",
                  RANGE,
                  RANGE,
                  target.equals(Target.COARSE)
                      ? RegionFigure.Grid.coarse(CELLS, CELLS, cells)
                      : RegionFigure.Grid.fine(CELLS, CELLS, cells),
                  samples));
        }
        sections.add(section(map, task.tree(map), panels, perClass, width));
      }
    }
    return sections;
  }

  private static Section section(
      String map, LabelTree tree, List<RegionFigure.Panel> panels, int perClass, int width) {
    List<String> coarse = new ArrayList<>();
    for (int group = 0; group < tree.classes(1); group++) {
      coarse.add("coarse class " + group);
    }
    List<RegionFigure.FineClass> fine = new ArrayList<>();
    for (int one = 0; one < tree.fineClasses(); one++) {
      fine.add(new RegionFigure.FineClass("ring " + (one + 1), tree.classOf(1, one)));
    }
    String title = "Decision regions under map " + map;
    return new FigureSection(
        title,
        new RegionFigure(
            "regions-" + map.replaceAll("[^a-z0-9]+", "-"), title, coarse, fine, panels),
        "A coarse and a fine model of the first repeat, %d samples a class and %d hidden units; the points are training samples."
            .formatted(perClass, width));
  }

  private static Map<ModelSpec, Parameters> train(
      Setup setup, List<ModelSpec> specs, Backend backend) {
    Map<ModelSpec, Parameters> weights = new ConcurrentHashMap<>();
    Sweep sweep =
        new Sweep(setup, List.of(specs.getFirst().perClass()), backend, Integer.MAX_VALUE);
    try {
      sweep.run(specs, 1, (model, _, trained) -> weights.put(model.spec(), trained));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while models for a figure were trained", e);
    }
    return weights;
  }

  private static List<RegionFigure.Sample> samples(LabelledSet points, int[] fine) {
    List<RegionFigure.Sample> samples = new ArrayList<>();
    for (int i = 0; i < Math.min(points.size(), MOST_SAMPLES); i++) {
      samples.add(
          new RegionFigure.Sample(
              points.features().get(i, 0), points.features().get(i, 1), fine[i]));
    }
    return samples;
  }

  private static int[] predictions(
      Kernels kernels, ModelSpec spec, Parameters weights, Protocol protocol, Objective objective) {
    Matrix x = Matrix.allocateLeft(CELLS * CELLS, 2);
    double cell = (RANGE.high() - RANGE.low()) / CELLS;
    for (int row = 0; row < CELLS; row++) {
      for (int column = 0; column < CELLS; column++) {
        x.set(row * CELLS + column, 0, (float) (RANGE.low() + (column + 0.5) * cell));
        x.set(row * CELLS + column, 1, (float) (RANGE.low() + (row + 0.5) * cell));
      }
    }
    Matrix logits =
        spec.model()
            .network(Shape.row(2), objective.outputs(), protocol.activation())
            .logits(kernels, weights, x);
    int[] cells = new int[x.rows()];
    objective.predict(logits, cells);
    return cells;
  }
}
