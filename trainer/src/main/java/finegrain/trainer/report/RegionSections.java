package finegrain.trainer.report;

import finegrain.trainer.analysis.DecisionRegions;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.labels.GeneratedTasks;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.labels.Target;
import finegrain.trainer.network.Architecture;
import finegrain.trainer.report.figure.Range;
import finegrain.trainer.report.figure.RegionFigure;
import java.util.ArrayList;
import java.util.List;

/** The regions that a coarse and a fine model have learnt on points in the plane, side by side. */
final class RegionSections {
  private static final Range RANGE = new Range(DecisionRegions.LOW, DecisionRegions.HIGH);

  private RegionSections() {}

  /** One figure for each map that has regions, in the order of the maps. */
  static List<Section> of(
      List<String> maps, Configuration configuration, List<DecisionRegions> regions) {
    List<Section> sections = new ArrayList<>();
    for (String map : maps) {
      List<DecisionRegions> ofMap =
          regions.stream().filter(one -> one.spec().map().equals(map)).toList();
      if (!ofMap.isEmpty()) {
        sections.add(section(map, GeneratedTasks.tree(configuration.source(), map), ofMap));
      }
    }
    return sections;
  }

  private static Section section(String map, LabelTree tree, List<DecisionRegions> regions) {
    List<String> coarse = new ArrayList<>();
    for (int group = 0; group < tree.classes(1); group++) {
      coarse.add("coarse class " + group);
    }
    List<RegionFigure.FineClass> fine = new ArrayList<>();
    for (int one = 0; one < tree.fineClasses(); one++) {
      fine.add(new RegionFigure.FineClass("ring " + (one + 1), tree.classOf(1, one)));
    }
    String title = "Decision regions under map " + map;
    Architecture model = regions.getFirst().spec().model();
    return new FigureSection(
        title,
        new RegionFigure(
            "regions-" + map.replaceAll("[^a-z0-9]+", "-"),
            title,
            coarse,
            fine,
            regions.stream().map(RegionSections::panel).toList()),
        "A coarse and a fine model of the first repeat, with %s and %d %s; the points are training samples."
            .formatted(
                Wording.samples(regions.getFirst().spec().perClass()),
                model.width(),
                model.widthUnit()));
  }

  private static RegionFigure.Panel panel(DecisionRegions regions) {
    int cells = DecisionRegions.CELLS;
    Target target = regions.spec().target();
    return new RegionFigure.Panel(
        Wording.labels(target),
        RANGE,
        RANGE,
        target.equals(Target.COARSE)
            ? RegionFigure.Grid.coarse(cells, cells, regions.cells())
            : RegionFigure.Grid.fine(cells, cells, regions.cells()),
        regions.samples().stream()
            .map(one -> new RegionFigure.Sample(one.x(), one.y(), one.fineClass()))
            .toList());
  }
}
