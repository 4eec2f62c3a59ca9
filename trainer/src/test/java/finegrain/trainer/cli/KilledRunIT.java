package finegrain.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import finegrain.trainer.FolderContents;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that does not come to its end, and the same command after it. */
final class KilledRunIT {
  private static final int MODELS = 2 * 2 * 15 * 2;
  private static final String RUN =
      "run capacity-scaling --widths 5,7 --per-class 5,10 --repeats 15 --epochs 40"
          + " --data-dir data --unverified";
  private static final List<String> FILES =
      List.of(
          "configuration.json",
          "results.csv",
          "epochs.csv.gz",
          "summary.csv",
          "report.html",
          "manifest.json");

  /** What the report has beside it. */
  private static final List<String> FIGURES =
      Stream.of("accuracy-5", "accuracy-10", "difference", "learning-curves")
          .map(name -> name + ".svg")
          .toList();

  /** What may be another at each start. */
  private static final List<String> VARIANTS =
      List.of("", " --threads 1", " --backend scalar", " --threads 3", "", " --threads 7");

  private static final int KILLS = 20;
  private static final int KILLS_AT_START = 5;

  @TempDir static Path folder;

  /** Makes the run that the others have to equal, and lets the launcher build before that. */
  @BeforeAll
  static void wholeRun() throws Exception {
    SmallMnist.write(folder.resolve("data"));
    LauncherProcess run = start("whole", "");
    assertThat(run.exit()).as(run.error()).isZero();
  }

  private static LauncherProcess start(String out, String variant) throws IOException {
    return LauncherProcess.start(
        folder, Map.of(), List.of((RUN + variant + " --out " + out).split(" ", -1)));
  }

  private void assertSameAsWhole(String out, String... mayBeThere) {
    Set<String> there = new TreeSet<>(FolderContents.of(folder.resolve(out)).keySet());
    there.removeAll(Set.of(mayBeThere));
    List<String> same = new ArrayList<>(FILES.subList(0, FILES.size() - 1));
    same.addAll(FIGURES);
    List<String> all = new ArrayList<>(same);
    all.add("manifest.json");
    assertThat(there).containsExactlyInAnyOrderElementsOf(all);
    for (String file : same) {
      assertThat(folder.resolve(out).resolve(file))
          .hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
    }
  }

  /**
   * The whole entries of a journal: the length, a checksum, and so many bytes that begin with
   * model, images, repeat, map and labels.
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
        models.add(
            "%s %d %d %s %s"
                .formatted(in.readUTF(), in.readInt(), in.readInt(), in.readUTF(), in.readUTF()));
        end += 8 + bytes.getInt(end);
        bytes.position(end);
      }
      return new Entries(models, Arrays.copyOf(bytes.array(), end));
    }
  }

  /** At some moment of the start, then each time after a few more models are finished. */
  @Test
  void killedAtAnyMomentItGoesOnToTheSameBytes() throws Exception {
    Path journal = folder.resolve("killed/journal.bin");
    Random random = new Random(20_260_101);
    Entries before = Entries.in(journal);
    for (int kill = 0; kill < KILLS; kill++) {
      LauncherProcess run = start("killed", VARIANTS.get(kill % VARIANTS.size()));
      if (kill < KILLS_AT_START) {
        Thread.sleep(random.nextInt(100, 1000));
      } else {
        awaitMore(run, journal, before.models.size() + random.nextInt(1, 4));
        Thread.sleep(random.nextInt(10));
        assertThat(run.output()).contains(modelsLine(before));
      }
      run.kill();
      Entries after = Entries.in(journal);
      assertThat(Arrays.copyOf(after.bytes, before.bytes.length))
          .as("what was kept before")
          .isEqualTo(before.bytes);
      before = after;
    }
    // The lock of a process that is gone is no hindrance.
    assertThat(folder.resolve("killed/lock")).exists();
    assertThat(before.models).hasSizeBetween(KILLS - KILLS_AT_START, MODELS - 1);
    assertEachModelIsTrainedOnce(before);

    LauncherProcess last = start("killed", "");
    assertThat(last.exit()).as(last.error()).isZero();
    assertThat(last.output()).contains(modelsLine(before));
    assertSameAsWhole("killed");
  }

  /**
   * Each time one of its files is new, the process is killed, and the next one goes on from there.
   */
  @Test
  void killedWhileItWritesItsResultsItGoesOnToTheSameBytes() throws Exception {
    Path out = folder.resolve("written");
    LauncherProcess run = start("written", "");
    awaitNew(run, out.resolve("summary.csv"), Optional.empty());
    run.kill();
    Entries all = Entries.in(out.resolve("journal.bin"));
    assertThat(all.models).hasSize(MODELS);
    assertEachModelIsTrainedOnce(all);

    List<String> moments = new ArrayList<>();
    FILES.subList(1, FILES.size()).forEach(file -> moments.addAll(List.of(file + ".part", file)));
    for (String moment : moments) {
      Path file = out.resolve(moment);
      Optional<Object> before = inode(file);
      run = start("written", "");
      awaitNew(run, file, before);
      run.kill();
      assertThat(run.output()).as(moment).contains(modelsLine(all));
      if (Files.exists(out.resolve("manifest.json"))) {
        // It was faster, and is finished.
        assertSameAsWhole("written", "lock", "journal.bin");
        Files.delete(out.resolve("manifest.json"));
        Files.write(out.resolve("journal.bin"), all.bytes);
      }
      assertThat(Entries.in(out.resolve("journal.bin")).bytes).isEqualTo(all.bytes);
    }
    LauncherProcess last = start("written", " --threads 1");
    assertThat(last.exit()).as(last.error()).isZero();
    assertThat(last.output()).contains(modelsLine(all));
    assertSameAsWhole("written");
  }

  /** Told to end, it says how to go on, ends with the code of the signal, and has lost nothing. */
  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  @EnabledOnOs(OS.LINUX)
  void stoppedItSaysHowToGoOn(String signal, int code) throws Exception {
    Path journal = folder.resolve(signal + "/journal.bin");
    // A build in the background leaves its children deaf to SIGINT.
    LauncherProcess run =
        LauncherProcess.start(
            folder,
            Map.of(),
            "bash",
            "-c",
            "exec env --default-signal=%s '%s' %s --backend scalar --out %s"
                .formatted(signal, LauncherProcess.root().resolve("finegrain"), RUN, signal));
    awaitMore(run, journal, 3);
    new ProcessBuilder("kill", "-" + signal, "" + run.process().pid()).start().waitFor();
    assertThat(run.exit()).isEqualTo(code);
    Entries kept = Entries.in(journal);
    assertThat(kept.models).hasSizeBetween(3, MODELS - 1);
    assertThat(run.error().lines().toList())
        .last()
        .asString()
        .matches(
            "finegrain: stopped with \\d+ of 120 models finished and kept;"
                + " the same command goes on from there");

    LauncherProcess last = start(signal, "");
    assertThat(last.exit()).as(last.error()).isZero();
    assertThat(last.output()).contains(modelsLine(kept));
    assertSameAsWhole(signal);
  }

  private static void assertEachModelIsTrainedOnce(Entries entries) {
    assertThat(new HashSet<>(entries.models)).hasSameSizeAs(entries.models);
  }

  private static void awaitNew(LauncherProcess run, Path file, Optional<Object> before)
      throws Exception {
    while (inode(file).isEmpty() || inode(file).equals(before)) {
      if (!run.process().isAlive()) {
        // It was there too short a time to be seen.
        assertThat(run.exit()).as(run.error()).isZero();
        return;
      }
      LockSupport.parkNanos(200_000);
    }
  }

  /** What tells a file from another of its name. */
  private static Optional<Object> inode(Path file) throws IOException {
    try {
      return Optional.of(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    } catch (NoSuchFileException notThere) {
      return Optional.empty();
    }
  }

  private static String modelsLine(Entries entries) {
    return entries.models.isEmpty()
        ? "models:  %d\n".formatted(MODELS)
        : "models:  %d, of which %d are finished\n".formatted(MODELS, entries.models.size());
  }

  private static void awaitMore(LauncherProcess run, Path journal, int entries) throws Exception {
    while (Entries.in(journal).models.size() < entries) {
      assertThat(run.process().isAlive()).as(run.error()).isTrue();
      Thread.sleep(5);
    }
  }

  /** The limit on a file's size stands for a full disk: a few entries of the journal fit. */
  @Test
  void onAFullDiskItKeepsWhatItHasAndGoesOnWhenThereIsRoom() throws Exception {
    String command =
        "ulimit -f 4; exec '%s' %s --out full"
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

  /** A file system of 64 kB, which only root may make, and then a larger one. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void onAFullFileSystemItSaysSoAndGoesOnWhenThereIsRoom() throws Exception {
    Path small = Files.createDirectory(folder.resolve("small"));
    assumeTrue(
        succeeds("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", "" + small),
        "only root may mount a small file system");
    try {
      LauncherProcess full = start("small/out", "");
      assertThat(full.exit()).as(full.error()).isEqualTo(2);
      assertThat(full.error().lines().toList())
          .last()
          .isEqualTo(
              "finegrain: the output folder small/out cannot be written (No space left on device);"
                  + " make room in it and give the same command again");
      Entries kept = Entries.in(small.resolve("out/journal.bin"));
      assertThat(kept.models).isNotEmpty();

      assertThat(succeeds("mount", "-o", "remount,size=16m", "" + small)).isTrue();
      LauncherProcess again = start("small/out", "");
      assertThat(again.exit()).as(again.error()).isZero();
      assertThat(again.output()).contains(modelsLine(kept));
      assertSameAsWhole("small/out");
    } finally {
      succeeds("umount", "" + small);
    }
  }

  private static boolean succeeds(String... command) throws Exception {
    return LauncherProcess.start(folder, Map.of(), command).exit() == 0;
  }
}
