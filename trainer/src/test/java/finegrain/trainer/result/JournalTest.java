package finegrain.trainer.result;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.trainer.labels.LabelNoise;
import finegrain.trainer.labels.Target;
import finegrain.trainer.training.Scores;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JournalTest {
  private static final List<Journal.Entry> THREE =
      List.of(
          new Journal.Entry(HandMade.model(0, Target.COARSE, 0.5), 1.25, 2, 2.5, Optional.empty()),
          new Journal.Entry(
              HandMade.model(
                  0,
                  Target.FINE,
                  new Scores(Double.NaN, -0.0, OptionalDouble.of(Double.NaN), 0.1, 1.0 / 3, 0.7),
                  0.1,
                  Double.NEGATIVE_INFINITY),
              0.1,
              2,
              3,
              Optional.empty()),
          new Journal.Entry(
              HandMade.with(
                  LabelNoise.parse("across:0.1"),
                  HandMade.model(7, Target.COARSE, Double.MIN_VALUE)),
              1e-9,
              1024,
              1e9,
              Optional.empty()));
  private static final Journal.Entry FOURTH =
      new Journal.Entry(HandMade.model(8, Target.FINE, 0.25), 4, 1, 5, Optional.empty());

  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void name() {
    path = folder.resolve("journal.bin");
  }

  private static void append(Path path, List<Journal.Entry> entries) throws IOException {
    try (JournalFile<Journal.Entry> journal = Journal.open(path)) {
      for (Journal.Entry entry : entries) {
        journal.append(List.of(entry));
      }
    }
  }

  private static List<Journal.Entry> read(Path path) throws IOException {
    try (JournalFile<Journal.Entry> journal = Journal.open(path)) {
      return journal.entries();
    }
  }

  /** The journal of three entries, and where each of them ends. */
  private record Written(byte[] bytes, List<Integer> ends) {}

  private Written three() throws IOException {
    int[] ends = new int[THREE.size()];
    try (JournalFile<Journal.Entry> journal = Journal.open(path)) {
      for (int i = 0; i < ends.length; i++) {
        journal.append(List.of(THREE.get(i)));
        ends[i] = (int) Files.size(path);
      }
    }
    return new Written(Files.readAllBytes(path), Arrays.stream(ends).boxed().toList());
  }

  @Test
  void regionsAreKeptWithTheirModel() throws Exception {
    Journal.Entry entry =
        new Journal.Entry(
            HandMade.model(0, Target.FINE, 0.25),
            4,
            1,
            5,
            Optional.of(HandMade.regions(0, Target.FINE)));
    append(path, List.of(entry, FOURTH));
    assertThat(read(path)).containsExactly(entry, FOURTH);
  }

  /**
   * It lacks the balanced accuracy, before that the text of the noise, a length and a digit, and
   * before that whether the model answers one class.
   */
  @ParameterizedTest
  @ValueSource(ints = {8, 11, 12})
  void anEntryOfAnOlderVersionIsRead(int lacking) throws Exception {
    append(path, List.of(FOURTH));
    byte[] bytes = Files.readAllBytes(path);
    byte[] payload = Arrays.copyOfRange(bytes, 2 * Integer.BYTES, bytes.length - lacking);
    CRC32C crc = new CRC32C();
    crc.update(payload);
    Files.write(
        path,
        ByteBuffer.allocate(bytes.length - lacking)
            .putInt(payload.length)
            .putInt((int) crc.getValue())
            .put(payload)
            .array());
    assertThat(read(path)).containsExactly(FOURTH);
  }

  @Test
  void aNewJournalIsEmpty() throws Exception {
    assertThat(read(path)).isEmpty();
    assertThat(path).isEmptyFile();
  }

  @Test
  void whatWasAppendedIsReadBack() throws Exception {
    try (JournalFile<Journal.Entry> journal = Journal.open(path)) {
      for (Journal.Entry entry : THREE) {
        journal.append(List.of(entry));
      }
      assertThat(journal.entries()).isEqualTo(THREE);
    }
    assertThat(read(path)).isEqualTo(THREE);
    append(path, List.of(FOURTH));
    assertThat(read(path))
        .startsWith(THREE.toArray(Journal.Entry[]::new))
        .endsWith(FOURTH)
        .hasSize(4);
  }

  @Test
  void aGroupIsTheSameBytesAsItsEntries() throws Exception {
    byte[] oneByOne = three().bytes();
    Path group = folder.resolve("group.bin");
    try (JournalFile<Journal.Entry> journal = Journal.open(group)) {
      journal.append(THREE);
      assertThat(journal.entries()).isEqualTo(THREE);
    }
    assertThat(group).hasBinaryContent(oneByOne);
  }

  @Test
  void anEntryIsInTheFileBeforeTheJournalIsClosed() throws Exception {
    Path copy = folder.resolve("copy");
    try (JournalFile<Journal.Entry> journal = Journal.open(path)) {
      journal.append(List.of(FOURTH));
      Files.copy(path, copy);
    }
    assertThat(read(copy)).containsExactly(FOURTH);
  }

  @Test
  void cutAnywhereItKeepsTheWholeEntriesAndGoesOn() throws Exception {
    Written written = three();
    for (int length = 0; length <= written.bytes.length; length++) {
      Files.write(path, Arrays.copyOf(written.bytes, length));
      int cut = length;
      int whole = (int) written.ends.stream().filter(end -> end <= cut).count();
      assertThat(read(path)).as("cut to %d bytes", length).isEqualTo(THREE.subList(0, whole));

      append(path, List.of(FOURTH));
      List<Journal.Entry> entries = read(path);
      assertThat(entries).as("cut to %d bytes", length).hasSize(whole + 1).endsWith(FOURTH);
    }
  }

  /** Every bit of the entry's length and checksum, and one of each byte that follows. */
  @Test
  void aFlippedBitInTheLastEntryDropsIt() throws Exception {
    Written written = three();
    int begin = 8 * written.ends.get(1);
    int end = 8 * written.bytes.length;
    for (int bit = begin; bit < end; bit += bit < begin + 64 ? 1 : 7) {
      byte[] flipped = written.bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      Files.write(path, flipped);
      assertThat(read(path)).as("bit %d", bit).isEqualTo(THREE.subList(0, 2));
    }
  }

  @Test
  void aDamagedEntryEndsTheJournalBeforeIt() throws Exception {
    Written written = three();
    byte[] damaged = written.bytes.clone();
    damaged[written.ends.get(0) + 20] ^= 1;
    Files.write(path, damaged);
    assertThat(read(path)).isEqualTo(THREE.subList(0, 1));
    assertThat(path).hasBinaryContent(damaged);

    append(path, List.of(FOURTH));
    assertThat(read(path)).containsExactly(THREE.get(0), FOURTH);
  }

  /** A file system may leave zeros where a machine lost its power. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 16, 4096})
  void zerosAtTheEndAreCutOff(int zeros) throws Exception {
    Written written = three();
    Files.write(path, Arrays.copyOf(written.bytes, written.bytes.length + zeros));
    assertThat(read(path)).isEqualTo(THREE);
    append(path, List.of(FOURTH));
    assertThat(read(path)).hasSize(4).startsWith(THREE.toArray(Journal.Entry[]::new));
  }

  @Property(tries = 200)
  void garbageIsAnEmptyJournal(@ForAll byte[] garbage) throws IOException {
    Path file = Files.createTempFile("finegrain", ".bin");
    try {
      Files.write(file, garbage);
      assertThat(read(file)).isEmpty();
      append(file, List.of(FOURTH));
      assertThat(read(file)).containsExactly(FOURTH);
    } finally {
      Files.delete(file);
    }
  }
}
