package finegrain.trainer.data;

import finegrain.trainer.UserError;
import finegrain.trainer.data.IdxFile.Kind;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the IDX files of published data sets, MNIST and its like. */
final class IdxReader {
  private static final int SIDE = 28;
  private static final int CLASSES = 10;

  private IdxReader() {}

  /**
   * Reads a file of images and the file of their labels.
   *
   * @throws UserError if one is missing or malformed, if their counts differ, or if one is not the
   *     official file and {@code verification} minds
   */
  static SampleSet read(
      KnownDataset known,
      OfficialFile imageFile,
      OfficialFile labelFile,
      Optional<Path> folder,
      Verification verification) {
    DataFile imagesAt = DataFile.idx(known, imageFile, folder);
    DataFile labelsAt = DataFile.idx(known, labelFile, folder);
    IdxFile labels = read(known, labelsAt, Kind.LABELS);
    IdxFile images = read(known, imagesAt, Kind.IMAGES);
    if (images.count() != labels.count()) {
      throw new UserError(
          "%s has %d images but %s has %d labels; take both from the same data set, %s"
              .formatted(
                  imagesAt.shown(),
                  images.count(),
                  labelsAt.shown(),
                  labels.count(),
                  known.name()));
    }
    verification.check(imagesAt, imageFile, images.count(), images.hash());
    verification.check(labelsAt, labelFile, labels.count(), labels.hash());
    DoubleSamples samples =
        new PixelSamples(images.count(), SIDE * SIDE, images.column(), labels.column());
    SortedMap<String, String> sha256 = new TreeMap<>();
    sha256.put(imageFile.name(), images.hash().content());
    sha256.put(labelFile.name(), labels.hash().content());
    return new SampleSet(samples, sha256);
  }

  /**
   * Reads and checks one file.
   *
   * @param images whether it should hold images; otherwise labels
   * @throws UserError if it is malformed or {@code verification} rejects it
   */
  static void check(
      DataFile file, OfficialFile official, boolean images, Verification verification) {
    IdxFile idx = read(verification.known(), file, images ? Kind.IMAGES : Kind.LABELS);
    verification.check(file, official, idx.count(), idx.hash());
  }

  private static IdxFile read(KnownDataset known, DataFile file, Kind kind) {
    List<Integer> sides = kind == Kind.IMAGES ? List.of(SIDE, SIDE) : List.of();
    IdxFile idx = IdxFile.read(file, kind, Optional.of(sides));
    if (kind == Kind.LABELS) {
      checkRange(known, idx);
    }
    return idx;
  }

  private static void checkRange(KnownDataset known, IdxFile file) {
    BitSet labels = file.labels();
    if (labels.length() > CLASSES) {
      throw new UserError(
          "%s has %d classes, with labels from %d to %d, and %s has ten, from 0 to 9; give such files as --dataset idx:IMAGES,LABELS,TEST_IMAGES,TEST_LABELS"
              .formatted(
                  file.file().shown(),
                  labels.cardinality(),
                  labels.nextSetBit(0),
                  labels.length() - 1,
                  known.name()));
    }
  }
}
