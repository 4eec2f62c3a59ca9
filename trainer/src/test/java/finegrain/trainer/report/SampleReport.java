package finegrain.trainer.report;

import finegrain.trainer.report.LineFigure.Dash;
import finegrain.trainer.report.LineFigure.Point;
import finegrain.trainer.report.LineFigure.Series;
import finegrain.trainer.report.RegionFigure.FineClass;
import finegrain.trainer.report.RegionFigure.Grid;
import finegrain.trainer.report.RegionFigure.Panel;
import finegrain.trainer.report.RegionFigure.Sample;
import finegrain.trainer.report.ScatterFigure.Dot;
import finegrain.trainer.report.ScatterFigure.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A report with each kind of figure, and numbers as experiments have them. */
final class SampleReport {
  private static final double[] WIDTHS = {5, 7, 10, 20, 25, 30, 50, 75, 100, 120};
  private static final List<String> MAPS =
      List.of("00001111", "00110011", "01010101", "01100110", "01101001", "00111100");

  private SampleReport() {}

  static Report report() {
    return new Report(
        "capacity-scaling on Fashion-MNIST, map 01010101, 50 images a class, 30 repeats",
        "With 50 hidden units, training on fine labels is better on the coarse labels by 0.020"
            + " (95 % interval 0.017 to 0.024).",
        List.of(
            new FigureSection(
                "Accuracy by width",
                capacity(),
                "Accuracy on the coarse labels of the test set; median and quartiles of 30 repeats."
                    + " The axis is logarithmic."),
            new TableSection("All widths", table(), "Difference: fine minus coarse, paired."),
            new FigureSection(
                "Difference by map", maps(), "Median of the paired differences, 95 % interval."),
            new FigureSection("Learning curves", curves(), "Three runs of each kind."),
            new FigureSection("Regions", regions(), "Four rings, map 0101, radius noise 0.15."),
            new FigureSection(
                "Correlation", scatter(), "A point a pair; Pearson 0.62 (0.51 to 0.71)."),
            new FigureSection(
                "Accuracy by images", scaling(), "Each data set with its default map."),
            new TextSection(
                "How to read it",
                "A pair is two models that share the data, the split, the batches and the initial"
                    + " hidden weights.",
                "A difference is called one only where its interval excludes 0.")),
        List.of(
            new Entry("data set", "fashion-mnist"),
            new Entry("label map", "01010101"),
            new Entry("protocol", "released"),
            new Entry("widths", "5, 7, 10, 20, 25, 30, 50, 75, 100, 120"),
            new Entry("images per class", "50"),
            new Entry("repeats", "30"),
            new Entry("seed", "1"),
            new Entry("SHA-256 of results.csv", "9f86d081884c7d659a2feaa0c55ad015".repeat(2))),
        List.of(
            "./finegrain run capacity-scaling --dataset fashion-mnist --map 01010101 --per-class 50"
                + " --widths 5,7,10,20,25,30,50,75,100,120 --repeats 30 --seed 1",
            "./finegrain report runs/capacity-scaling"),
        "Finegrain 0.1.0");
  }

  static LineFigure capacity() {
    List<Point> coarse = new ArrayList<>();
    List<Point> fine = new ArrayList<>();
    for (double width : WIDTHS) {
      double c = 0.862 - 0.03 * StrictMath.exp(-width / 6);
      double f = 0.884 - 0.09 * StrictMath.exp(-width / 5.5);
      coarse.add(new Point(width, c - 0.007, c, c + 0.006));
      fine.add(new Point(width, f - 0.008, f, f + 0.005));
    }
    return new LineFigure(
        "capacity-scaling",
        "Coarse against fine labels, Fashion-MNIST, 50 images a class",
        Axis.logarithmic("hidden units", WIDTHS),
        Axis.linear("accuracy on coarse test labels"),
        false,
        List.of(
            new Series("coarse labels", Role.COARSE, coarse),
            new Series("fine labels", Role.FINE, fine)));
  }

  static LineFigure maps() {
    List<Series> series = new ArrayList<>();
    double[] perClass = {50, 200, 1000};
    Role[] roles = {Role.OTHER_1, Role.OTHER_2, Role.OTHER_3};
    for (int s = 0; s < perClass.length; s++) {
      List<Point> points = new ArrayList<>();
      for (int i = 0; i < MAPS.size(); i++) {
        double middle = 0.03 - 0.011 * s - 0.006 * i + 0.002 * (i % 2);
        points.add(new Point(i, middle - 0.004, middle, middle + 0.003 + 0.001 * s));
      }
      series.add(new Series((int) perClass[s] + " images a class", roles[s], points));
    }
    return new LineFigure(
        "maps",
        "Fine minus coarse by label map",
        Axis.categories("label map", MAPS),
        Axis.linear("difference in accuracy, fine minus coarse"),
        true,
        series);
  }

  static LineFigure curves() {
    SplittableRandom random = new SplittableRandom(1);
    List<Series> series = new ArrayList<>();
    for (int run = 0; run < 6; run++) {
      boolean fine = run >= 3;
      List<Point> points = new ArrayList<>();
      int epochs = 700 - 90 * (run % 3);
      for (int epoch = 0; epoch < epochs; epoch++) {
        double level = (fine ? 0.885 : 0.865) + 0.006 * (run % 3);
        double noise = random.nextDouble() - 0.5;
        double accuracy = level - 0.35 * StrictMath.exp(-epoch / 45.0) + 0.006 * noise;
        points.add(Point.of(epoch, accuracy));
      }
      series.add(
          new Series(
              (fine ? "fine" : "coarse") + ", run " + (run % 3 + 1),
              fine ? Role.FINE : Role.COARSE,
              List.of(Dash.values()).get(run % 3),
              points));
    }
    return new LineFigure(
        "learning-curves",
        "Accuracy while training, 50 hidden units",
        Axis.linear("epoch"),
        Axis.linear("accuracy on coarse validation labels"),
        false,
        series);
  }

  static ScatterFigure scatter() {
    SplittableRandom random = new SplittableRandom(2);
    List<Group> groups = new ArrayList<>();
    for (int g = 0; g < 3; g++) {
      List<Dot> dots = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        double fall = 0.2 + 0.1 * g + 0.3 * random.nextDouble();
        dots.add(new Dot(fall, 0.05 * fall - 0.015 + 0.012 * (random.nextDouble() - 0.5)));
      }
      groups.add(new Group("n = " + new int[] {50, 200, 1000}[g], Role.other(g), dots));
    }
    return new ScatterFigure(
        "correlation",
        "Fall of the intra-coarse loss and gain in accuracy",
        Axis.linear("fall of the intra-coarse loss"),
        Axis.linear("gain in coarse test accuracy"),
        true,
        groups);
  }

  static LineFigure scaling() {
    double[] n = {50, 100, 200, 500, 1000, 1500};
    List<Series> series = new ArrayList<>();
    String[] sets = {"MNIST", "Fashion-MNIST", "K-MNIST", "CIFAR-10"};
    for (int s = 0; s < sets.length; s++) {
      List<Point> coarse = new ArrayList<>();
      List<Point> fine = new ArrayList<>();
      for (double images : n) {
        double level = 0.95 - 0.06 * s - 0.3 / StrictMath.sqrt(images);
        double gap = 0.02 - 0.006 * StrictMath.log(images / 50);
        coarse.add(new Point(images, level - 0.006, level, level + 0.006));
        fine.add(new Point(images, level + gap - 0.006, level + gap, level + gap + 0.006));
      }
      series.add(new Series(sets[s] + ", coarse", Role.other(s), Dash.SOLID, coarse));
      series.add(new Series(sets[s] + ", fine", Role.other(s), Dash.DASHED, fine));
    }
    return new LineFigure(
        "dataset-scaling",
        "Four data sets, 10 hidden units",
        Axis.logarithmic("training images of each fine class", n),
        Axis.linear("accuracy on coarse test labels"),
        false,
        series);
  }

  static RegionFigure regions() {
    int cells = 160;
    Range range = new Range(-2.6, 2.6);
    int[] fine = new int[cells * cells];
    int[] coarse = new int[cells * cells];
    for (int row = 0; row < cells; row++) {
      for (int column = 0; column < cells; column++) {
        double x = -2.6 + 5.2 * (column + 0.5) / cells;
        double y = -2.6 + 5.2 * (row + 0.5) / cells;
        double wobble = 0.12 * StrictMath.sin(3 * StrictMath.atan2(y, x));
        double ring = 2 * (StrictMath.sqrt(x * x + y * y) + wobble) - 0.5;
        fine[row * cells + column] = (int) Math.clamp(ring, 0, 3);
        coarse[row * cells + column] = x + 0.8 * y * y > 1.4 || (ring < 0.6 && x < 0) ? 1 : 0;
      }
    }
    SplittableRandom random = new SplittableRandom(3);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 160; i++) {
      int ring = i % 4;
      double radius = 0.5 * (ring + 1 + 0.15 * (random.nextDouble() * 4 - 2));
      double angle = random.nextDouble() * 6.2832;
      samples.add(new Sample(radius * StrictMath.cos(angle), radius * StrictMath.sin(angle), ring));
    }
    return new RegionFigure(
        "regions",
        "What the models predict",
        List.of("coarse class 0", "coarse class 1"),
        List.of(
            new FineClass("ring 0", 0),
            new FineClass("ring 1", 1),
            new FineClass("ring 2", 0),
            new FineClass("ring 3", 1)),
        List.of(
            new Panel(
                "Trained on coarse labels",
                range,
                range,
                Grid.coarse(cells, cells, coarse),
                samples),
            new Panel(
                "Trained on fine labels", range, range, Grid.fine(cells, cells, fine), samples)));
  }

  private static Table table() {
    List<List<String>> rows = new ArrayList<>();
    for (double width : WIDTHS) {
      String favours = width < 10 ? "coarse" : width == 10 ? "–" : "fine";
      rows.add(
          List.of(
              Numbers.text(width),
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
