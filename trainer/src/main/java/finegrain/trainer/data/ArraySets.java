package finegrain.trainer.data;

import finegrain.trainer.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A data set of NumPy's arrays. The first dimension of x counts samples, and all others together
 * are the features: (samples, features), (samples, height, width) or (samples, channels, height,
 * width). y has the fine label of each sample. Without arrays for testing, the test set is {@link
 * HeldOut}.
 */
final class ArraySets {
  /** Fewer rows and columns are not taken for an image whose channels come last. */
  private static final int LEAST_SIDE = 5;

  private ArraySets() {}

  /** Samples and their labels. */
  record Pair(NpyArray x, NpyArray y) {
    /** Whether the shapes are those of samples and of their labels. */
    boolean fits() {
      return x.shape().size() >= 2
          && !y.shape().isEmpty()
          && y.shape().size() <= 2
          && x.shape().getFirst().equals(y.shape().getFirst());
    }

    /** Whether samples and labels have the shapes of other ones, but for their number. */
    boolean isLike(Pair other) {
      return sample(x).equals(sample(other.x)) && sample(y).equals(sample(other.y));
    }
  }

  /**
   * The contents of arrays.
   *
   * @param path for messages
   * @param facts found before
   * @throws UserError if arrays do not fit, or there are too few samples
   */
  static FileContents of(
      Path path, Pair train, Optional<Pair> test, List<String> sha256, List<Fact> facts) {
    Labelled training = labelled(train);
    Optional<Labelled> testing = test.map(ArraySets::labelled);
    test.ifPresent(pair -> checkSameShape(path, train.x, pair.x));
    List<String> labels = new ArrayList<>(training.labels.names());
    testing.ifPresent(set -> labels.addAll(set.labels.names()));
    List<String> classNames = FileContents.sortedNames(labels);
    Map<String, Integer> indexOf = new HashMap<>();
    classNames.forEach(name -> indexOf.put(name, indexOf.size()));
    DoubleSamples samples = training.samples(indexOf);
    Scaling.Sets sets =
        testing.isPresent()
            ? new Scaling.Sets(samples, testing.get().samples(indexOf))
            : HeldOut.split(samples, classNames, path.toString());
    List<Fact> all = new ArrayList<>();
    all.add(arrays(train, test));
    training.labels.form().ifPresent(form -> all.add(new Fact("labels", form)));
    channelsLast(train.x).ifPresent(all::add);
    if (test.isEmpty()) {
      all.add(HeldOut.fact());
    }
    all.addAll(facts);
    return new FileContents(classNames, shape(train.x), sets, sha256, all).checked(path);
  }

  /**
   * Samples without labels.
   *
   * @throws UserError if they are no finite numbers, or have too few dimensions
   */
  static OwnContents.Unlabelled unlabelled(NpyArray x) {
    checkDimensions(x);
    checkFinite(x);
    return new OwnContents.Unlabelled(
        shape(x),
        new ArraySamples(x, x.size() / x.shape().getFirst(), new int[x.shape().getFirst()]));
  }

  private static Fact arrays(Pair train, Optional<Pair> test) {
    return new Fact(
        "arrays",
        Stream.concat(
                Stream.of(train.x, train.y),
                test.stream().flatMap(pair -> Stream.of(pair.x, pair.y)))
            .map(each -> "%s %s %s".formatted(each.name(), each.type(), each.shapeInWords()))
            .collect(Collectors.joining(", ")));
  }

  private static void checkSameShape(Path path, NpyArray train, NpyArray test) {
    if (!sample(train).equals(sample(test))) {
      throw new UserError(
          "%s: a sample has the shape %s in %s and %s in %s; both must have the same"
              .formatted(
                  path,
                  NpyArray.inWords(sample(train)),
                  train.name(),
                  NpyArray.inWords(sample(test)),
                  test.name()));
    }
  }

  private static List<Integer> sample(NpyArray array) {
    return array.shape().subList(1, array.shape().size());
  }

  /** Of more than three dimensions no image is known: their features are a row. */
  private static Shape shape(NpyArray x) {
    List<Integer> sample = sample(x);
    if (sample.size() == 2) {
      return new Shape(1, sample.get(0), sample.get(1));
    }
    if (sample.size() != 3) {
      return Shape.row(sample.stream().reduce(1, Math::multiplyExact));
    }
    return hasChannelsLast(sample) && sample.get(2) == 1
        ? new Shape(1, sample.get(0), sample.get(1))
        : new Shape(sample.get(0), sample.get(1), sample.get(2));
  }

  private static boolean hasChannelsLast(List<Integer> sample) {
    return sample.size() == 3
        && sample.get(0) >= LEAST_SIDE
        && sample.get(1) >= LEAST_SIDE
        && List.of(1, 3, 4).contains(sample.get(2));
  }

  /** Their order is kept: another one would be another result of a perceptron. */
  private static Optional<Fact> channelsLast(NpyArray x) {
    List<Integer> sample = sample(x);
    return hasChannelsLast(sample) && sample.get(2) > 1
        ? Optional.of(
            new Fact(
                "layout",
                "the shape %s is read as channels, rows, columns; for a convolution save x.transpose(0, 3, 1, 2)"
                    .formatted(NpyArray.inWords(sample))))
        : Optional.empty();
  }

  /** Checks samples, and reads their labels. */
  private static Labelled labelled(Pair pair) {
    NpyArray x = pair.x;
    NpyArray y = pair.y;
    checkDimensions(x);
    ArrayLabels labels = ArrayLabels.of(y);
    if (x.shape().getFirst() != labels.names().size()) {
      throw new UserError(
          "%s has %d samples and %s has %d labels; there must be as many"
              .formatted(x.shown(), x.shape().getFirst(), y.shown(), labels.names().size()));
    }
    checkFinite(x);
    return new Labelled(x, x.size() / labels.names().size(), labels);
  }

  private static void checkDimensions(NpyArray x) {
    if (x.type().isText()) {
      throw new UserError(x.shown() + " has text, and numbers are needed");
    }
    if (x.shape().size() < 2) {
      throw new UserError(
          "%s has the shape %s; two dimensions at least are needed, samples and features"
              .formatted(x.shown(), x.shapeInWords()));
    }
    if (x.size() == 0) {
      throw new UserError(
          "%s is empty: it has the shape %s".formatted(x.shown(), x.shapeInWords()));
    }
  }

  private static void checkFinite(NpyArray x) {
    int features = x.size() / x.shape().getFirst();
    for (int index = 0; index < x.size(); index++) {
      if (!Float.isFinite((float) x.value(index))) {
        throw new UserError(
            "feature %d of sample %d (both from 0) of %s is %s; a number that single precision can hold is needed"
                .formatted(index % features, index / features, x.shown(), x.value(index)));
      }
    }
  }

  private record Labelled(NpyArray x, int features, ArrayLabels labels) {
    DoubleSamples samples(Map<String, Integer> indexOf) {
      int[] indices = labels.names().stream().mapToInt(indexOf::get).toArray();
      return new ArraySamples(x, features, indices);
    }
  }

  private record ArraySamples(NpyArray x, int features, int[] labels) implements DoubleSamples {
    @Override
    public int size() {
      return labels.length;
    }

    @Override
    public int label(int i) {
      return labels[i];
    }

    @Override
    public double feature(int i, int j) {
      return x.value(i * features + j);
    }
  }
}
