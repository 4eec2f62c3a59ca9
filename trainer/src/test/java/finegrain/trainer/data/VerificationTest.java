package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.UserError;
import finegrain.trainer.data.OfficialFile.Hashed;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checksums, on a data set of two images whose "official" files are made here. */
final class VerificationTest {
  private static final byte[] IMAGES = SyntheticFiles.images(2);
  private static final byte[] LABELS = SyntheticFiles.labels(2);
  private static final byte[] GZIPPED = SyntheticFiles.gzip(IMAGES);

  @TempDir Path folder;

  private static KnownDataset known(OfficialFile images) {
    List<OfficialFile> pair =
        List.of(images, new OfficialFile("labels", 2, SyntheticFiles.sha256(LABELS)));
    return new KnownDataset(
        "two",
        KnownDataset.Format.IDX,
        false,
        "two",
        pair,
        pair,
        "nowhere",
        new Publication(List.of(), Publication.Packing.GZIP_EACH, List.of()),
        List.of("a", "b"),
        List.of(0, 1),
        "01",
        List.of());
  }

  private static final KnownDataset BY_CONTENT =
      known(new OfficialFile("images", 2, SyntheticFiles.sha256(IMAGES)));
  private static final KnownDataset BY_GZIP =
      known(new OfficialFile("images", 2, Hashed.GZIP, SyntheticFiles.sha256(GZIPPED)));

  private Dataset load(KnownDataset known, boolean unverified) {
    return load(folder, known, unverified);
  }

  private static Dataset load(Path folder, KnownDataset known, boolean unverified) {
    return DatasetLoader.loadFrom(Optional.of(folder), known, unverified, Scaling.NONE);
  }

  @BeforeEach
  void writeFiles() {
    SyntheticFiles.write(folder.resolve("images"), IMAGES);
    SyntheticFiles.write(folder.resolve("labels"), LABELS);
  }

  @Test
  void theOfficialFilesPassCompressedOrNot() {
    assertThat(load(BY_CONTENT, false).train().size()).isEqualTo(2);
    SyntheticFiles.write(folder.resolve("images.gz"), GZIPPED);
    assertThat(load(BY_CONTENT, false).train().size()).isEqualTo(2);
    assertThat(load(BY_GZIP, false).sha256())
        .containsEntry("images", SyntheticFiles.sha256(IMAGES));
  }

  @Test
  void otherPixelsAreRefusedUnlessUnverified() {
    byte[] other = SyntheticFiles.flipBit(IMAGES, 8 * 500);
    SyntheticFiles.write(folder.resolve("images"), other);
    assertThatThrownBy(() -> load(BY_CONTENT, false))
        .isInstanceOf(UserError.class)
        .hasMessage(
            folder.resolve("images")
                + " is not the official file (SHA-256 "
                + SyntheticFiles.sha256(other)
                + " instead of "
                + SyntheticFiles.sha256(IMAGES)
                + "); download it from nowhere, or pass --unverified to use the file as it is");
    assertThat(load(BY_CONTENT, true).sha256())
        .containsEntry("images", SyntheticFiles.sha256(other));
  }

  @Test
  void otherLabelsAreRefusedUnlessUnverified() {
    SyntheticFiles.write(folder.resolve("labels"), SyntheticFiles.flipBit(LABELS, 8 * 9));
    assertThatThrownBy(() -> load(BY_CONTENT, false))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(folder.resolve("labels") + " is not the official file (SHA-256 ");
    assertThat(load(BY_CONTENT, true).train().label(1)).isZero();
  }

  @Test
  void whereOnlyTheGzipFileHasAChecksumThePlainOneCannotBeChecked() {
    assertThatThrownBy(() -> load(BY_GZIP, false))
        .isInstanceOf(UserError.class)
        .hasMessage(
            folder.resolve("images")
                + " cannot be checked without its compression, as only the SHA-256 of the official"
                + " images.gz is known; put that file in its place, or pass --unverified to use it"
                + " as it is");
    assertThat(load(BY_GZIP, true).train().size()).isEqualTo(2);
  }

  @Test
  void whereOnlyTheGzipFileHasAChecksumEveryByteOfItCounts() {
    // The time of packing: the content is the same.
    SyntheticFiles.write(folder.resolve("images.gz"), SyntheticFiles.flipBit(GZIPPED, 8 * 5));
    assertThat(load(BY_CONTENT, false).train().size()).isEqualTo(2);
    assertThatThrownBy(() -> load(BY_GZIP, false))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("images.gz is not the official file (SHA-256 ");
  }

  @Test
  void aFileOfAnotherSetOrHalfIsNamed() {
    SyntheticFiles.write(
        folder.resolve("images.gz"), SyntheticFiles.officialMnist("t10k-images-idx3-ubyte.gz"));
    SyntheticFiles.write(
        folder.resolve("labels"), SyntheticFiles.officialMnist("t10k-labels-idx1-ubyte.gz"));
    assertThatThrownBy(() -> load(BY_CONTENT, false))
        .isInstanceOf(UserError.class)
        .hasMessage(
            folder.resolve("images.gz")
                + " is t10k-images-idx3-ubyte of mnist, not images of two; download it from"
                + " nowhere, or pass --unverified to use the file as it is");
  }

  @Property(tries = 200)
  void noFlippedBitPasses(@ForAll @IntRange(max = 8 * 1594 - 1) int bit) throws Exception {
    try (ScratchFolder scratch = new ScratchFolder()) {
      Path folder = scratch.path();
      int imageBits = 8 * IMAGES.length;
      SyntheticFiles.write(
          folder.resolve("images"), bit < imageBits ? SyntheticFiles.flipBit(IMAGES, bit) : IMAGES);
      SyntheticFiles.write(
          folder.resolve("labels"),
          bit < imageBits ? LABELS : SyntheticFiles.flipBit(LABELS, bit - imageBits));
      assertThatThrownBy(() -> load(folder, BY_CONTENT, false)).isInstanceOf(UserError.class);
    }
  }
}
