package finegrain.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.trainer.FolderContents;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that does not come to its end, and the same command after it. */
final class KilledRunIT {
  private static final int MODELS = 2 * 2 * 15 * 2;
  private static final String RUN =
      "run capacity-scaling --widths 5,7 --per-class 5,101 --repeats 15 --epochs 3";
  private static final List<String> FILES =
      List.of("configuration.json", "results.csv", "epochs.csv.gz", "summary.csv", "manifest.json");

  /** What may be another at each start. */
  private static final List<String> VARIANTS =
      List.of("", " --threads 1", " --backend scalar", " --threads 3", "", " --threads 7");

  @TempDir static Path folder;

  /** Makes the run that the others have to equal, and lets the launcher build before that. */
  @BeforeAll
  static void wholeRun() throws Exception {
    LauncherProcess run = start("whole", "");
    assertThat(run.exit()).as(run.error()).isZero();
  }

  private static LauncherProcess start(String out, String variant) throws IOException {
    return LauncherProcess.start(
        folder, Map.of(), List.of((RUN + variant + " --out " + out).split(" ", -1)));
  }

  private void assertSameAsWhole(String out) {
    assertThat(FolderContents.of(folder.resolve(out))).containsOnlyKeys(FILES);
    for (String file : FILES.subList(0, 4)) {
      assertThat(folder.resolve(out).resolve(file))
          .hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
    }
  }

  /**
   * The whole entries of a journal: the length, a checksum, and so many bytes that begin with
   * width, images, repeat and labels.
   *
   * @param models which model each entry is of
   * @param bytes of the entries
   */
  private record Entries(List<String> models, byte[] bytes) {
    static Entries in(Path journal) throws IOException {
      ByteBuffer bytes =
          ByteBuffer.wrap(Files.exists(journal) ? Files.readAllBytes(journal) : new byte[0]);
      List<String> models = new ArrayList<>();
      int end = 0;
      while (bytes.remaining() >= 8 && bytes.getInt(end) <= bytes.remaining() - 8) {
        DataInputStream in =
            new DataInputStream(
                new ByteArrayInputStream(bytes.array(), end + 8, bytes.getInt(end)));
        models.add(in.readInt() + " " + in.readInt() + " " + in.readInt() + " " + in.readUTF());
        end += 8 + bytes.getInt(end);
        bytes.position(end);
      }
      return new Entries(models, Arrays.copyOf(bytes.array(), end));
    }
  }

  /** Twice at some moment of the start, then four times after some more models are finished. */
  @Test
  void killedAtAnyMomentItGoesOnToTheSameBytes() throws Exception {
    Path journal = folder.resolve("killed/journal.bin");
    Random random = new Random(20_260_101);
    Entries before = Entries.in(journal);
    for (int kill = 0; kill < VARIANTS.size(); kill++) {
      LauncherProcess run = start("killed", VARIANTS.get(kill));
      if (kill < 2) {
        Thread.sleep(random.nextInt(100, 1000));
      } else {
        awaitMore(run, journal, before.models.size() + random.nextInt(1, 10));
        Thread.sleep(random.nextInt(30));
        assertThat(run.output()).contains(modelsLine(before));
      }
      run.kill();
      Entries after = Entries.in(journal);
      assertThat(Arrays.copyOf(after.bytes, before.bytes.length))
          .as("what was kept before")
          .isEqualTo(before.bytes);
      before = after;
    }
    Set<String> distinct = new HashSet<>(before.models);
    assertThat(before.models).hasSizeBetween(4, MODELS - 1).hasSameSizeAs(distinct);

    LauncherProcess last = start("killed", "");
    assertThat(last.exit()).as(last.error()).isZero();
    assertThat(last.output()).contains(modelsLine(before));
    assertSameAsWhole("killed");
  }

  private static String modelsLine(Entries entries) {
    return entries.models.isEmpty()
        ? "models:  %d\n".formatted(MODELS)
        : "models:  %d, of which %d are finished\n".formatted(MODELS, entries.models.size());
  }

  private static void awaitMore(LauncherProcess run, Path journal, int entries) throws Exception {
    while (Entries.in(journal).models.size() < entries) {
      assertThat(run.process().isAlive()).as(run.error()).isTrue();
      Thread.sleep(2);
    }
  }

  /** The limit on a file's size stands for a full disk: a few entries of the journal fit. */
  @Test
  void onAFullDiskItKeepsWhatItHasAndGoesOnWhenThereIsRoom() throws Exception {
    String command =
        "ulimit -f 2; exec '%s' %s --out full"
            .formatted(LauncherProcess.root().resolve("finegrain"), RUN);
    LauncherProcess full =
        LauncherProcess.start(
            folder, Map.of("FINEGRAIN_JAVA_OPTIONS", "-XX:-UsePerfData"), "bash", "-c", command);
    assertThat(full.exit()).as(full.error()).isEqualTo(2);
    assertThat(full.error())
        .contains("finegrain: the output folder full cannot be written (")
        .endsWith("); make room in it and give the same command again\n")
        .doesNotContain("\tat ");
    Entries kept = Entries.in(folder.resolve("full/journal.bin"));
    assertThat(kept.models).isNotEmpty();

    LauncherProcess again = start("full", "");
    assertThat(again.exit()).as(again.error()).isZero();
    assertThat(again.output()).contains(modelsLine(kept));
    assertSameAsWhole("full");
  }
}
