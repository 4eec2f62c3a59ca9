package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.FolderContents;
import finegrain.trainer.UserError;
import finegrain.trainer.data.Publication.Download;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fetching a data set that is published as one archive. */
final class FetchArchiveTest {
  private static final byte[] TRAIN = SyntheticFiles.batch100(4);
  private static final byte[] TEST = SyntheticFiles.batch100(2);

  @TempDir Path dir;

  private static KnownDataset known(URI host, byte[] archive) {
    return new KnownDataset(
        "tiny-100",
        KnownDataset.Format.CIFAR_100,
        false,
        "tiny",
        List.of(new OfficialFile("train.bin", 4, SyntheticFiles.sha256(TRAIN))),
        List.of(new OfficialFile("test.bin", 2, SyntheticFiles.sha256(TEST))),
        "nowhere",
        new Publication(
            List.of(host),
            Publication.Packing.TAR_GZIP,
            List.of(new Download("tiny.tar.gz", archive.length, SyntheticFiles.sha256(archive)))),
        Cifar100.DATASET.classNames(),
        Cifar100.DATASET.fineClasses(),
        Cifar100.DATASET.defaultMap(),
        List.of());
  }

  /** A ustar archive as POSIX describes it, compressed. */
  private static byte[] archive(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      out.write(SyntheticFiles.tarHeader(file.getKey(), file.getValue().length));
      out.write(file.getValue());
      out.write(new byte[-file.getValue().length & 511]);
    }
    out.write(new byte[1024]);
    return SyntheticFiles.gzip(out.toByteArray());
  }

  private Fetch fetch(KnownDataset known) {
    FetchProgress silent =
        new FetchProgress() {
          @Override
          public void begin(String name, long done, long total) {}

          @Override
          public void at(long bytes) {}

          @Override
          public void end() {}

          @Override
          public void say(String sentence) {}
        };
    return new Fetch(
        known,
        dir,
        silent,
        new Patience(
            3, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofSeconds(20), time -> {}),
        new Proxies(Optional.empty(), Map.of()));
  }

  @Test
  void itsDataFilesAreTakenOutAndNothingElse() throws Exception {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("tiny/readme.html", new byte[700]);
    files.put("../escaped.bin", new byte[10]);
    files.put("tiny/test.bin", TEST);
    files.put("other/train.bin", new byte[12]);
    files.put("tiny/train.bin", TRAIN);
    byte[] archive = archive(files);
    try (FakeHost host =
        new FakeHost(
            FakeHost.file(archive, "\"t\""),
            FakeHost.breaksOff(archive, archive.length / 3, "\"t\""))) {
      KnownDataset known = known(host.uri(), archive);
      assertThat(fetch(known).run())
          .containsExactly(dir.resolve("tiny/test.bin"), dir.resolve("tiny/train.bin"));
      assertThat(dir.resolve("tiny/train.bin")).hasBinaryContent(TRAIN);
      assertThat(dir.resolve("tiny/test.bin")).hasBinaryContent(TEST);
      assertThat(FolderContents.of(dir).keySet())
          .containsExactly("tiny", "tiny/test.bin", "tiny/train.bin");
      assertThat(dir.resolveSibling("escaped.bin")).doesNotExist();
      assertThat(host.requests()).hasSize(2);
      assertThat(fetch(known).run()).isEmpty();
      assertThat(host.requests()).hasSize(2);

      Files.delete(dir.resolve("tiny/test.bin"));
      assertThat(fetch(known).run()).containsExactly(dir.resolve("tiny/test.bin"));
      Dataset set =
          DatasetLoader.load(
              known, new Dataset.Place.Folder(dir.resolve("tiny")), false, Scaling.NONE);
      assertThat(set.train().size()).isEqualTo(4);
    }
  }

  private void assertRefused(byte[] archive, String message) throws Exception {
    try (FakeHost host = new FakeHost(FakeHost.file(archive, ""))) {
      assertThatThrownBy(() -> fetch(known(host.uri(), archive)).run())
          .isInstanceOf(UserError.class)
          .hasMessageContaining(message);
      assertThat(dir.resolve("tiny/train.bin")).doesNotExist();
      assertThat(dir.resolve("tiny/train.bin.part")).doesNotExist();
    }
  }

  @Test
  void anArchiveThatIsNotWhatTheCatalogSays() throws Exception {
    assertRefused(archive(Map.of("tiny/test.bin", TEST)), "tiny.tar.gz lacks tiny/train.bin");
    assertRefused(
        archive(Map.of("tiny/train.bin", new byte[5])),
        "tiny/train.bin has 5 bytes in the archive where the official file has 12296");
    assertRefused(
        archive(Map.of("tiny/train.bin", SyntheticFiles.flipBit(TRAIN, 9))),
        "tiny/train.bin in the archive is not the official file (SHA-256 ");
    assertRefused(TRAIN, "tiny.tar.gz is damaged");
    assertRefused(SyntheticFiles.gzip(new byte[100]), "tiny.tar.gz is damaged");
  }
}
