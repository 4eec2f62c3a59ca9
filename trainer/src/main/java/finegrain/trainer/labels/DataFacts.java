package finegrain.trainer.labels;

import finegrain.trainer.PlainText;
import finegrain.trainer.data.Dataset;
import finegrain.trainer.data.Fact;
import finegrain.trainer.data.Samples;
import finegrain.trainer.data.Scaling;
import finegrain.trainer.data.Shape;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a data set has, in words: samples, features, and the classes in the order of a map. */
public final class DataFacts {
  /** From here on a number is written with an exponent. */
  private static final float LARGE = 1e7f;

  private final Dataset dataset;
  private final List<Integer> classes;
  private final int[] train;
  private final int[] test;
  private float least = Float.POSITIVE_INFINITY;
  private float most = Float.NEGATIVE_INFINITY;

  private DataFacts(Dataset dataset, List<Integer> classes) {
    this.dataset = dataset;
    this.classes = classes;
    train = look(dataset.train());
    test = look(dataset.test());
  }

  /**
   * The facts of a data set, with those of its reader among them.
   *
   * @param classes the labels that take part, in the order of the fine classes
   */
  public static List<Fact> of(Dataset dataset, List<Integer> classes, Scaling scaling) {
    return new DataFacts(dataset, classes).facts(scaling);
  }

  /** Counts the samples of each class, and takes note of their values. */
  private int[] look(Samples samples) {
    int[] fineOf = new int[dataset.classNames().size()];
    Arrays.fill(fineOf, -1);
    IntStream.range(0, classes.size()).forEach(fine -> fineOf[classes.get(fine)] = fine);
    int[] counts = new int[classes.size()];
    float[] features = new float[samples.features()];
    for (int i = 0; i < samples.size(); i++) {
      int fine = fineOf[samples.label(i)];
      if (fine >= 0) {
        counts[fine]++;
        // Most images have a black and a white pixel, so few need a look.
        if (least > samples.lowerBound() || most < samples.upperBound()) {
          samples.copyFeatures(i, features, 0);
          extendRange(features);
        }
      }
    }
    return counts;
  }

  private void extendRange(float[] features) {
    for (float value : features) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }

  private List<Fact> facts(Scaling scaling) {
    List<Fact> facts = new ArrayList<>();
    facts.add(
        new Fact(
            "samples",
            "%d training, %d test"
                .formatted(Arrays.stream(train).sum(), Arrays.stream(test).sum())));
    Shape shape = dataset.shape();
    facts.add(
        new Fact(
            "features",
            "%d%s, %s, values from %s to %s"
                .formatted(
                    shape.features(),
                    shape.equals(Shape.row(shape.features())) ? "" : " (%s)".formatted(shape),
                    scaling == Scaling.NONE ? "not scaled" : "scaled: " + scaling,
                    number(least),
                    number(most))));
    dataset
        .facts()
        .forEach(fact -> facts.add(new Fact(fact.name(), PlainText.visible(fact.text()))));
    facts.add(new Fact("classes", classes()));
    if (DatasetTask.isPooled(test)) {
      facts.add(
          new Fact(
              "validation",
              "a tenth of the test samples of all classes together: each class has too few"));
    }
    return facts;
  }

  private static String number(float value) {
    BigDecimal rounded =
        new BigDecimal(Float.toString(value)).round(new MathContext(4)).stripTrailingZeros();
    return Math.abs(value) < LARGE
        ? rounded.toPlainString()
        : rounded.toString().replace("E+", "e");
  }

  private String classes() {
    boolean equal =
        Arrays.stream(train).distinct().count() == 1 && Arrays.stream(test).distinct().count() == 1;
    List<String> names = classes.stream().map(dataset.classNames()::get).toList();
    if (equal) {
      return "%d, each with %d training and %d test samples: %s"
          .formatted(names.size(), train[0], test[0], PlainText.names(names));
    }
    return "%d (training + test samples): %s%s"
        .formatted(
            names.size(),
            IntStream.range(0, PlainText.shown(names.size()))
                .mapToObj(
                    i ->
                        "%s (%d + %d)"
                            .formatted(PlainText.shortened(names.get(i)), train[i], test[i]))
                .collect(Collectors.joining(", ")),
            PlainText.more(names.size(), PlainText.shown(names.size())));
  }
}
