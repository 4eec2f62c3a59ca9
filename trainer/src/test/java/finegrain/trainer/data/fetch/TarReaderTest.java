package finegrain.trainer.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.Sha256;
import finegrain.trainer.data.SyntheticFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that GNU tar 1.34 wrote, in each of its formats. */
final class TarReaderTest {
  private static byte[] unpacked(String resource) {
    try (GZIPInputStream in =
        new GZIPInputStream(
            new ByteArrayInputStream(SyntheticFiles.resource("fetch/" + resource)))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, String> files(byte[] archive) throws IOException {
    Map<String, String> files = new TreeMap<>();
    TarReader tar = new TarReader(new ByteArrayInputStream(archive));
    for (Optional<TarReader.Entry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      byte[] buffer = new byte[100];
      for (int count = tar.read(buffer); count >= 0; count = tar.read(buffer)) {
        content.write(buffer, 0, count);
      }
      assertThat(content.size()).isEqualTo((int) entry.get().bytes());
      files.put(entry.get().name(), Sha256.of(content.toByteArray()));
    }
    return files;
  }

  @ParameterizedTest
  @ValueSource(strings = {"gnu.tar.gz", "pax.tar.gz", "ustar.tar.gz", "v7.tar.gz"})
  void readsTheFilesOfAnArchive(String resource) throws Exception {
    byte[] one = new byte[768];
    for (int i = 0; i < one.length; i++) {
      one[i] = (byte) i;
    }
    byte[] two = new byte[512];
    Arrays.fill(two, (byte) 'x');
    assertThat(files(unpacked(resource)))
        .containsExactly(
            Map.entry("set/empty.bin", Sha256.of(new byte[0])),
            Map.entry("set/one.bin", Sha256.of(one)),
            Map.entry(
                "set/readme.html",
                Sha256.of("<p>hello</p>\n".getBytes(java.nio.charset.StandardCharsets.UTF_8))),
            Map.entry("set/two.bin", Sha256.of(two)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gnu.tar.gz", "pax.tar.gz", "ustar.tar.gz", "v7.tar.gz"})
  void entriesThatAreNotReadAreSkipped(String resource) throws Exception {
    TarReader tar = new TarReader(new ByteArrayInputStream(unpacked(resource)));
    int count = 0;
    while (tar.next().isPresent()) {
      count++;
    }
    assertThat(count).isEqualTo(4);
  }

  /** In a header of the first 512 bytes each bit counts, but for those of the checksum's end. */
  @Property(tries = 200)
  void aDamagedHeaderIsFound(@ForAll @IntRange(max = 8 * 148 - 1) int bit) {
    assertThatThrownBy(() -> files(SyntheticFiles.flipBit(unpacked("gnu.tar.gz"), bit)))
        .isInstanceOf(IOException.class);
  }

  @Property(tries = 100)
  void anArchiveThatEndsTooEarlyIsFound(@ForAll @IntRange(max = 4000) int bytes) {
    byte[] archive = unpacked("gnu.tar.gz");
    assertThatThrownBy(() -> files(Arrays.copyOf(archive, Math.min(bytes, 4000))))
        .isInstanceOf(IOException.class);
  }
}
