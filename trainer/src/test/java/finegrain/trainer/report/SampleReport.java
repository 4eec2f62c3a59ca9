package finegrain.trainer.report;

import finegrain.trainer.report.TableSection.Column;
import finegrain.trainer.report.figure.SampleFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
                SampleFigures.capacity(),
                "Accuracy on the coarse labels of the test set; median and quartiles of 30 repeats."
                    + " The axis is logarithmic."),
            table(),
            new FigureSection(
                SampleFigures.maps(), "Median of the paired differences, 95 % interval."),
            new FigureSection(SampleFigures.curves(), "Three runs of each kind."),
            new FigureSection(SampleFigures.regions(), "Four rings, map 0101, radius noise 0.15."),
            new FigureSection(
                SampleFigures.scatter(), "A point a pair; Pearson 0.62 (0.51 to 0.71)."),
            new FigureSection(SampleFigures.scaling(), "Each data set with its default map."),
            new TextSection(
                "How to read it",
                List.of(
                    "A pair is two models that share the data, the split, the batches and the"
                        + " initial hidden weights.",
                    "A difference is called one only where its interval excludes 0."))),
        new TreeMap<>(Map.of("samples", "1000 training, 200 test")),
        new TreeMap<>(
            Map.of(
                "data set", "fashion-mnist",
                "label map", "01010101",
                "widths", "5, 7, 10, 20, 25, 30, 50, 75, 100, 120",
                "SHA-256 of results.csv", "9f86d081884c7d659a2feaa0c55ad015".repeat(2))),
        List.of(
            "./finegrain run capacity-scaling --dataset fashion-mnist --map 01010101 --per-class 50"
                + " --widths 5,7,10,20,25,30,50,75,100,120 --repeats 30 --seed 1",
            "./finegrain report runs/capacity-scaling"),
        List.of("A. Author and B. Author: A Paper on Labels. A Journal 1, 2026."));
  }

  private static TableSection table() {
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
    return new TableSection(
        "All widths",
        "Difference: fine minus coarse, paired.",
        List.of(
            Column.numbers("hidden units"),
            Column.numbers("coarse"),
            Column.numbers("fine"),
            Column.numbers("difference"),
            Column.numbers("95 % interval"),
            Column.words("favours"),
            Column.numbers("repeats")),
        rows);
  }
}
