package finegrain.trainer.data;

import finegrain.trainer.Sha256;
import finegrain.trainer.UserError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the binary versions of CIFAR: batches of records, each the bytes of its labels (CIFAR-10
 * has one, CIFAR-100 a coarse one and then the fine one) and 3 x 32 x 32 bytes of pixels, the red
 * ones first. A batch of the python version is read as the same records, so that its checksum is
 * that of the binary version.
 */
final class CifarReader {
  /** The largest array that every JVM can hold. */
  private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

  private CifarReader() {}

  /**
   * A batch file and its place in the array that all batches share.
   *
   * @param pickled its records, if it is of the python version
   */
  private record Batch(
      OfficialFile official, DataFile file, int from, int bytes, Optional<byte[]> pickled) {}

  /**
   * Reads the batches of a set in their order, up to the last one that exists.
   *
   * @throws UserError if the first is missing or a later one is there without its predecessor, if
   *     one is malformed, or if one is not the official file and {@code verification} minds
   */
  static SampleSet read(
      KnownDataset known, List<OfficialFile> files, Path folder, Verification verification) {
    List<Batch> batches = find(known, files, folder);
    Batch last = batches.getLast();
    byte[] bytes = new byte[last.from + last.bytes];
    int recordBytes = recordBytes(known);
    List<FileHash> hashes = new ArrayList<>();
    for (Batch batch : batches) {
      hashes.add(read(batch, bytes));
      checkRange(known, batch, bytes);
    }
    SortedMap<String, String> sha256 = new TreeMap<>();
    for (int i = 0; i < batches.size(); i++) {
      Batch batch = batches.get(i);
      verification.check(batch.file, batch.official, batch.bytes / recordBytes, hashes.get(i));
      sha256.put(batch.official.name(), hashes.get(i).content());
    }
    DoubleSamples samples =
        new PixelSamples(
            bytes.length / recordBytes,
            known.format().features(),
            new PixelSamples.Column(bytes, known.format().labelBytes(), recordBytes),
            // The fine label is the last.
            new PixelSamples.Column(bytes, known.format().labelBytes() - 1, recordBytes));
    return new SampleSet(samples, sha256);
  }

  private static int recordBytes(KnownDataset known) {
    return known.format().labelBytes() + known.format().features();
  }

  /** The kind of file that is expected, to follow "not a". */
  private static String batchOf(KnownDataset known) {
    return "batch of binary " + known.name().toUpperCase(Locale.ROOT);
  }

  private static List<Batch> find(KnownDataset known, List<OfficialFile> files, Path folder) {
    List<Batch> batches = new ArrayList<>();
    int from = 0;
    Optional<Path> missing = Optional.empty();
    for (OfficialFile official : files) {
      Path path = Inspection.find(known, official, folder).orElse(folder.resolve(official.name()));
      if (!batches.isEmpty() && !DataFile.exists(path)) {
        missing = missing.or(() -> Optional.of(path));
        continue;
      }
      // Leaving out a batch would silently change the training set.
      if (missing.isPresent()) {
        throw new UserError(
            "%s is missing but %s is there; %s"
                .formatted(
                    missing.get(), path.getFileName(), DataFile.remedy(missing.get(), known)));
      }
      DataFile file = DataFile.of(path, known);
      Optional<byte[]> pickled =
          path.endsWith(official.name())
              ? Optional.empty()
              : Optional.of(CifarPickle.records(file, known));
      int bytes = checkedSize(known, file, path, from, pickled);
      batches.add(new Batch(official, file, from, bytes, pickled));
      from += bytes;
    }
    return batches;
  }

  private static int checkedSize(
      KnownDataset known, DataFile file, Path path, int from, Optional<byte[]> pickled) {
    long bytes;
    try {
      bytes = pickled.isPresent() ? pickled.get().length : Files.size(path);
    } catch (IOException e) {
      throw file.unreadable(e);
    }
    if (bytes == 0) {
      throw new UserError(path + " is empty; copy or download it again");
    }
    if (bytes % recordBytes(known) != 0) {
      throw new UserError(
          "%s is truncated or not a %s: its %d bytes are not a multiple of %d; copy or download it again"
              .formatted(path, batchOf(known), bytes, recordBytes(known)));
    }
    if (bytes > MOST_BYTES - from) {
      throw new UserError(
          "%s is too large: batches of %d bytes in all can be read".formatted(path, MOST_BYTES));
    }
    return (int) bytes;
  }

  private static FileHash read(Batch batch, byte[] target) {
    try (InputStream in =
        batch.pickled.isPresent()
            ? new ByteArrayInputStream(batch.pickled.get())
            : batch.file.opener().open()) {
      int count = in.readNBytes(target, batch.from, batch.bytes);
      if (count < batch.bytes || in.read() >= 0) {
        throw new UserError(
            batch.file.shown() + " changed while it was read; try again when it is complete");
      }
    } catch (IOException e) {
      throw batch.file.unreadable(e);
    }
    MessageDigest digest = Sha256.digest();
    digest.update(target, batch.from, batch.bytes);
    return new FileHash(Sha256.hex(digest), Optional.empty());
  }

  private static void checkRange(KnownDataset known, Batch batch, byte[] bytes) {
    int recordBytes = recordBytes(known);
    for (int i = 0; i < batch.bytes / recordBytes; i++) {
      for (int position = 0; position < known.format().labelBytes(); position++) {
        int label = bytes[batch.from + i * recordBytes + position] & 0xff;
        int values = known.format().labelValues(position);
        if (label >= values) {
          throw new UserError(
              "%s is damaged or not a %s: the %s of record %d (from 0) is %d, and 0 to %d are right; copy or download it again"
                  .formatted(
                      batch.file.shown(),
                      batchOf(known),
                      position < known.format().labelBytes() - 1 ? "coarse label" : "label",
                      i,
                      label,
                      values - 1));
        }
      }
    }
  }
}
