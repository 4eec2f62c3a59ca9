package finegrain.trainer.report.figure;

import finegrain.trainer.report.figure.LineFigure.Dash;
import finegrain.trainer.report.figure.LineFigure.Point;
import finegrain.trainer.report.figure.LineFigure.Series;
import finegrain.trainer.report.figure.RegionFigure.FineClass;
import finegrain.trainer.report.figure.RegionFigure.Grid;
import finegrain.trainer.report.figure.RegionFigure.Panel;
import finegrain.trainer.report.figure.RegionFigure.Sample;
import finegrain.trainer.report.figure.ScatterFigure.Dot;
import finegrain.trainer.report.figure.ScatterFigure.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Figures of each kind, with numbers as experiments have them. */
public final class SampleFigures {
  private static final double[] WIDTHS = {5, 7, 10, 20, 25, 30, 50, 75, 100, 120};
  private static final List<String> MAPS =
      List.of("00001111", "00110011", "01010101", "01100110", "01101001", "00111100");

  private SampleFigures() {}

  static List<Figure> all() {
    return List.of(capacity(), maps(), curves(), regions(), scatter(), scaling());
  }

  public static LineFigure capacity() {
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
            new Series("coarse labels", SeriesStyle.BLUE, coarse),
            new Series("fine labels", SeriesStyle.VERMILION, fine)));
  }

  public static LineFigure maps() {
    List<Series> series = new ArrayList<>();
    double[] perClass = {50, 200, 1000};
    for (int s = 0; s < perClass.length; s++) {
      List<Point> points = new ArrayList<>();
      for (int i = 0; i < MAPS.size(); i++) {
        double middle = 0.03 - 0.011 * s - 0.006 * i + 0.002 * (i % 2);
        points.add(new Point(i, middle - 0.004, middle, middle + 0.003 + 0.001 * s));
      }
      series.add(new Series((int) perClass[s] + " images a class", SeriesStyle.other(s), points));
    }
    return new LineFigure(
        "maps",
        "Fine minus coarse by label map",
        Axis.categories("label map", MAPS),
        Axis.linear("difference in accuracy, fine minus coarse"),
        true,
        series);
  }

  public static LineFigure curves() {
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
              fine ? SeriesStyle.VERMILION : SeriesStyle.BLUE,
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

  public static ScatterFigure scatter() {
    SplittableRandom random = new SplittableRandom(2);
    List<Group> groups = new ArrayList<>();
    for (int g = 0; g < 3; g++) {
      List<Dot> dots = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        double fall = 0.2 + 0.1 * g + 0.3 * random.nextDouble();
        dots.add(new Dot(fall, 0.05 * fall - 0.015 + 0.012 * (random.nextDouble() - 0.5)));
      }
      groups.add(new Group("n = " + new int[] {50, 200, 1000}[g], SeriesStyle.other(g), dots));
    }
    return new ScatterFigure(
        "correlation",
        "Fall of the intra-coarse loss and gain in accuracy",
        Axis.linear("fall of the intra-coarse loss"),
        Axis.linear("gain in coarse test accuracy"),
        true,
        groups);
  }

  public static LineFigure scaling() {
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
      series.add(new Series(sets[s] + ", coarse", SeriesStyle.other(s), Dash.SOLID, coarse));
      series.add(new Series(sets[s] + ", fine", SeriesStyle.other(s), Dash.DASHED, fine));
    }
    return new LineFigure(
        "dataset-scaling",
        "Four data sets, 10 hidden units",
        Axis.logarithmic("training images of each fine class", n),
        Axis.linear("accuracy on coarse test labels"),
        false,
        series);
  }

  public static RegionFigure regions() {
    int cells = 160;
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
        new Range(-2.6, 2.6),
        List.of("coarse class 0", "coarse class 1"),
        List.of(
            new FineClass("ring 0", 0),
            new FineClass("ring 1", 1),
            new FineClass("ring 2", 0),
            new FineClass("ring 3", 1)),
        List.of(
            new Panel("Trained on coarse labels", new Grid(false, cells, coarse), samples),
            new Panel("Trained on fine labels", new Grid(true, cells, fine), samples)));
  }
}
