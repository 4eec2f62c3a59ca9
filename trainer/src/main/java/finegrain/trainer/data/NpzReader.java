package finegrain.trainer.data;

import finegrain.trainer.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads an npz file of the user's own, as {@code numpy.savez} and {@code numpy.savez_compressed}
 * write it, with the arrays x_train, y_train, x_test and y_test. The first dimension of x counts
 * samples, and all others together are the features: (samples, features), (samples, height, width)
 * or (samples, channels, height, width). y has the fine label of each sample, an integer.
 */
final class NpzReader {
  private static final List<String> ARRAYS = List.of("x_train", "y_train", "x_test", "y_test");

  private NpzReader() {}

  /**
   * Reads a file.
   *
   * @throws UserError if it cannot be read, is malformed, lacks an array, or has too few samples
   */
  static FileContents read(Path path, ReadOptions options) {
    options.refuseFor(path.toString());
    DataFile file = DataFile.own(path);
    FileHash hash;
    try (DataStream in = DataStream.open(file)) {
      in.hashAll();
      hash = in.hash();
    }
    Map<String, NpyArray> arrays = new HashMap<>();
    try (ZipFile zip = new ZipFile(path.toFile())) {
      for (String name : ARRAYS) {
        arrays.put(name, read(zip, name, path));
      }
    } catch (ZipException e) {
      throw new UserError(
          path + " is damaged or not an npz file (" + e.getMessage() + "); save it again", e);
    } catch (IOException e) {
      throw file.unreadable(e);
    }
    Labelled train = new Labelled(arrays.get("x_train"), arrays.get("y_train"));
    Labelled test = new Labelled(arrays.get("x_test"), arrays.get("y_test"));
    if (train.features() != test.features()) {
      throw new UserError(
          "%s has %d features in x_train and %d in x_test; both must have the same"
              .formatted(path, train.features(), test.features()));
    }
    TreeSet<Long> labels = new TreeSet<>();
    train.addLabels(labels);
    test.addLabels(labels);
    Map<Long, Integer> indexOf = new HashMap<>();
    labels.forEach(label -> indexOf.put(label, indexOf.size()));
    return new FileContents(
            labels.stream().map(String::valueOf).toList(),
            train.shape(),
            new Scaling.Sets(train.samples(indexOf), test.samples(indexOf)),
            List.of(hash.content()),
            List.of())
        .checked(path);
  }

  private static NpyArray read(ZipFile zip, String name, Path path) throws IOException {
    ZipEntry entry = zip.getEntry(name + ".npy");
    if (entry == null) {
      throw new UserError(
          "%s has no array %s; it needs %s, and has %s"
              .formatted(path, name, String.join(", ", ARRAYS), names(zip)));
    }
    try (InputStream stored = zip.getInputStream(entry);
        CheckedInputStream in = new CheckedInputStream(stored, new CRC32())) {
      NpyArray array = NpyArray.read(in, name + " in " + path);
      if (in.read() >= 0) {
        throw new UserError(array.shown() + " is damaged: it has bytes after its last element");
      }
      // ZipFile itself does not look at it.
      if (in.getChecksum().getValue() != entry.getCrc()) {
        throw new UserError(array.shown() + " is damaged: its checksum is wrong; save it again");
      }
      return array;
    }
  }

  private static String names(ZipFile zip) {
    int most = 10;
    String names =
        zip.stream()
            .limit(most)
            .map(entry -> entry.getName().replaceFirst("\\.npy$", "").replaceAll("[^ -~]", "?"))
            .sorted()
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "none" : zip.size() > most ? names + ", ..." : names;
  }

  /** The arrays of one set, which are found to fit. */
  private record Labelled(NpyArray x, NpyArray y) {
    Labelled {
      if (x.shape().size() < 2) {
        throw new UserError(
            "%s has the shape %s; two dimensions at least are needed, samples and features"
                .formatted(x.shown(), x.shapeInWords()));
      }
      if (x.size() == 0) {
        throw new UserError(
            "%s is empty: it has the shape %s".formatted(x.shown(), x.shapeInWords()));
      }
      if (y.shape().size() != 1) {
        throw new UserError(
            "%s has the shape %s; one dimension is needed, a label for each sample: save y.ravel()"
                .formatted(y.shown(), y.shapeInWords()));
      }
      if (!y.isInteger()) {
        throw new UserError(
            "%s has labels of the type %s, and integers are needed"
                .formatted(y.shown(), y.typeName()));
      }
      if (!x.shape().getFirst().equals(y.shape().getFirst())) {
        throw new UserError(
            "%s has %d samples and %s has %d labels; there must be as many"
                .formatted(x.shown(), x.shape().getFirst(), y.shown(), y.size()));
      }
      for (int index = 0; index < x.size(); index++) {
        if (!Float.isFinite((float) x.value(index))) {
          int features = x.size() / x.shape().getFirst();
          throw new UserError(
              "feature %d of sample %d (both from 0) of %s is %s; a number that single precision can hold is needed"
                  .formatted(index % features, index / features, x.shown(), x.value(index)));
        }
      }
    }

    int features() {
      return x.size() / y.size();
    }

    /** Of more than three dimensions no image is known: their features are a row. */
    Shape shape() {
      List<Integer> dimensions = x.shape();
      return switch (dimensions.size()) {
        case 3 -> new Shape(1, dimensions.get(1), dimensions.get(2));
        case 4 -> new Shape(dimensions.get(1), dimensions.get(2), dimensions.get(3));
        default -> Shape.row(features());
      };
    }

    void addLabels(TreeSet<Long> labels) {
      for (int i = 0; i < y.size(); i++) {
        labels.add(y.integer(i));
      }
    }

    DoubleSamples samples(Map<Long, Integer> indexOf) {
      int[] labels = new int[y.size()];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = indexOf.get(y.integer(i));
      }
      return new ArraySamples(x, features(), labels);
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
