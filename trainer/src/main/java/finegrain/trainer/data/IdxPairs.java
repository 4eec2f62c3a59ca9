package finegrain.trainer.data;

import finegrain.trainer.UserError;
import finegrain.trainer.data.IdxFile.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads IDX files of the user's own: images and their labels, and the same for testing or {@link
 * HeldOut}. Images have any size, and are taken as they lie in the file. Labels are any bytes.
 */
final class IdxPairs {
  private IdxPairs() {}

  /** A file of images and the file of their labels. */
  private record Pair(IdxFile images, IdxFile labels) {
    static Pair read(Path imagesAt, Path labelsAt) {
      IdxFile images = IdxFile.read(DataFile.own(imagesAt), Kind.IMAGES, Optional.empty());
      IdxFile labels = IdxFile.read(DataFile.own(labelsAt), Kind.LABELS, Optional.empty());
      if (images.count() != labels.count()) {
        throw new UserError(
            "%s has %d images but %s has %d labels; there must be as many"
                .formatted(imagesAt, images.count(), labelsAt, labels.count()));
      }
      return new Pair(images, labels);
    }

    DoubleSamples samples(byte[] indexOf) {
      byte[] indices = new byte[labels.count()];
      PixelSamples.Column column = labels.column();
      for (int i = 0; i < indices.length; i++) {
        indices[i] = indexOf[column.bytes()[column.first() + i] & 0xff];
      }
      return new PixelSamples(
          images.count(),
          shape().features(),
          images.column(),
          new PixelSamples.Column(indices, 0, 1));
    }

    Shape shape() {
      return shapeOf(images);
    }
  }

  private static Shape shapeOf(IdxFile images) {
    List<Integer> sides = images.sides();
    return switch (sides.size()) {
      case 1 -> Shape.row(sides.get(0));
      case 2 -> new Shape(1, sides.get(0), sides.get(1));
      default -> new Shape(sides.get(0), sides.get(1), sides.get(2));
    };
  }

  /**
   * Reads a file of images without labels.
   *
   * @throws UserError if it cannot be read or is malformed
   */
  static OwnContents.Unlabelled readSamples(Path path, ReadOptions options) {
    options.refuseFor(path.toString());
    IdxFile images = IdxFile.read(DataFile.own(path), Kind.IMAGES, Optional.empty());
    Shape shape = shapeOf(images);
    return new OwnContents.Unlabelled(
        shape,
        new PixelSamples(
            images.count(),
            shape.features(),
            images.column(),
            new PixelSamples.Column(new byte[images.count()], 0, 1)));
  }

  /** The labels that there are, in increasing order, and the index of each byte among them. */
  private record Classes(List<String> names, byte[] indexOf) {
    static Classes of(List<Pair> pairs) {
      BitSet labels = new BitSet();
      pairs.forEach(pair -> labels.or(pair.labels.labels()));
      byte[] indexOf = new byte[1 << Byte.SIZE];
      int index = 0;
      for (int label : labels.stream().toArray()) {
        indexOf[label] = (byte) index++;
      }
      return new Classes(labels.stream().mapToObj(String::valueOf).toList(), indexOf);
    }
  }

  /**
   * Reads two files or four.
   *
   * @throws UserError if one cannot be read or is malformed, if they do not fit, or if there are
   *     too few samples
   */
  static FileContents read(List<Path> paths, ReadOptions options) {
    options.refuseFor(paths.getFirst().toString());
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < paths.size(); i += 2) {
      pairs.add(Pair.read(paths.get(i), paths.get(i + 1)));
    }
    Pair train = pairs.getFirst();
    Pair last = pairs.getLast();
    if (!train.shape().equals(last.shape())) {
      throw new UserError(
          "%s has images of %s and %s of %s; both must have the same size"
              .formatted(paths.get(0), train.shape(), paths.get(2), last.shape()));
    }
    Classes classes = Classes.of(pairs);
    DoubleSamples samples = train.samples(classes.indexOf);
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("images", "%s, bytes taken as 0 to 1".formatted(train.shape())));
    Scaling.Sets sets;
    if (pairs.size() > 1) {
      sets = new Scaling.Sets(samples, last.samples(classes.indexOf));
    } else {
      sets = HeldOut.split(samples, classes.names, paths.get(1).toString());
      facts.add(HeldOut.fact());
    }
    List<String> sha256 =
        pairs.stream()
            .flatMap(pair -> Stream.of(pair.images.hash(), pair.labels.hash()))
            .map(FileHash::content)
            .toList();
    return new FileContents(classes.names, train.shape(), sets, sha256, facts)
        .checked(paths.get(1));
  }
}
