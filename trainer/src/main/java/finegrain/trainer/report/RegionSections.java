package finegrain.trainer.report;

import finegrain.trainer.analysis.DecisionRegions;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.labels.GeneratedTasks;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.labels.Target;
import finegrain.trainer.report.figure.Range;
import finegrain.trainer.report.figure.RegionFigure;
import java.util.ArrayList;
import java.util.List;

/** The decision regions of a coarse and a fine model of points in the plane, side by side. */
final class RegionSections {
  private RegionSections() {}

  /** A figure for each map that has regions, in the order of the maps. */
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
    return new FigureSection(
        new RegionFigure(
            "regions-" + map.replaceAll("[^a-z0-9]+", "-"),
            title,
            new Range(DecisionRegions.LOW, DecisionRegions.HIGH),
            coarse,
            fine,
            regions.stream().map(RegionSections::panel).toList()),
        "The predictions of a coarse and of a fine model of the first repeat, with %s and %s. The points are training samples."
            .formatted(
                Wording.samples(regions.getFirst().spec().perClass()),
                Wording.capacity(regions.getFirst().spec().model())));
  }

  private static RegionFigure.Panel panel(DecisionRegions regions) {
    Target target = regions.spec().target();
    return new RegionFigure.Panel(
        Wording.labels(target),
        new RegionFigure.Grid(
            !target.equals(Target.COARSE), DecisionRegions.CELLS, regions.cells()),
        regions.samples().stream()
            .map(one -> new RegionFigure.Sample(one.x(), one.y(), one.fineClass()))
            .toList());
  }
}
