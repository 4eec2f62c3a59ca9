package finegrain.trainer.report;

import finegrain.trainer.report.figure.SampleFigures;
import java.util.ArrayList;
import java.util.List;

/** A report with each kind of figure, and numbers as experiments have them. */
final class SampleReport {
  private static final double[] WIDTHS = {5, 7, 10, 20, 25, 30, 50, 75, 100, 120};

  private SampleReport() {}

  static Report report() {
    return new Report(
        "capacity-scaling on Fashion-MNIST, map 01010101, 50 images a class, 30 repeats",
        "With 50 hidden units, training on fine labels is better on the coarse labels by 0.020"
            + " (95 % interval 0.017 to 0.024).",
        List.of(
            new FigureSection(
                "Accuracy by width",
                SampleFigures.capacity(),
                "Accuracy on the coarse labels of the test set; median and quartiles of 30 repeats."
                    + " The axis is logarithmic."),
            new TableSection("All widths", table(), "Difference: fine minus coarse, paired."),
            new FigureSection(
                "Difference by map",
                SampleFigures.maps(),
                "Median of the paired differences, 95 % interval."),
            new FigureSection(
                "Learning curves", SampleFigures.curves(), "Three runs of each kind."),
            new FigureSection(
                "Regions", SampleFigures.regions(), "Four rings, map 0101, radius noise 0.15."),
            new FigureSection(
                "Correlation",
                SampleFigures.scatter(),
                "A point a pair; Pearson 0.62 (0.51 to 0.71)."),
            new FigureSection(
                "Accuracy by images",
                SampleFigures.scaling(),
                "Each data set with its default map."),
            new TextSection(
                "How to read it",
                "A pair is two models that share the data, the split, the batches and the initial"
                    + " hidden weights.",
                "A difference is called one only where its interval excludes 0.")),
        List.of(
            new NamedValue("data set", "fashion-mnist"),
            new NamedValue("label map", "01010101"),
            new NamedValue("protocol", "released"),
            new NamedValue("widths", "5, 7, 10, 20, 25, 30, 50, 75, 100, 120"),
            new NamedValue("images per class", "50"),
            new NamedValue("repeats", "30"),
            new NamedValue("seed", "1"),
            new NamedValue("SHA-256 of results.csv", "9f86d081884c7d659a2feaa0c55ad015".repeat(2))),
        List.of(
            "./finegrain run capacity-scaling --dataset fashion-mnist --map 01010101 --per-class 50"
                + " --widths 5,7,10,20,25,30,50,75,100,120 --repeats 30 --seed 1",
            "./finegrain report runs/capacity-scaling"),
        List.of("A. Author and B. Author: A Paper on Labels. A Journal 1, 2026."));
  }

  private static Table table() {
    List<List<String>> rows = new ArrayList<>();
    for (double width : WIDTHS) {
      String favours = width < 10 ? "coarse" : width == 10 ? "–" : "fine";
      rows.add(
          List.of(
              Integer.toString((int) width),
              "0.862",
              "0.883",
              width < 10 ? "−0.012" : "0.020",
              width < 10 ? "−0.016 to −0.009" : "0.017 to 0.024",
              favours,
              "30"));
    }
    return new Table(
        List.of(
            Table.Column.numbers("hidden units"),
            Table.Column.numbers("coarse"),
            Table.Column.numbers("fine"),
            Table.Column.numbers("difference"),
            Table.Column.numbers("95 % interval"),
            Table.Column.words("favours"),
            Table.Column.numbers("repeats")),
        rows);
  }
}
