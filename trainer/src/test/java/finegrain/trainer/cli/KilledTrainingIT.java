package finegrain.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.trainer.FolderContents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training of networks that is killed, and the same command after it. */
final class KilledTrainingIT {
  private static final String TRAIN =
      "train --model cnn(3) --epochs 12 --batch 8 --seeds 1,2 --augment crop=2 --checkpoint 0"
          + " --data-dir data --unverified";

  /** What may be another at each start. */
  private static final List<String> VARIANTS = List.of("", " --threads 1", " --threads 3");

  private static final int KILLS = 6;

  @TempDir Path folder;

  private LauncherProcess start(String out, String variant) throws IOException {
    return LauncherProcess.start(
        folder, Map.of(), List.of((TRAIN + variant + " --out " + out).split(" ", -1)));
  }

  private Map<String, String> results(String out) {
    Map<String, String> files = new TreeMap<>(FolderContents.of(folder.resolve(out)));
    assertThat(files.remove("manifest.json")).isNotNull();
    return files;
  }

  @Test
  void killedAtAnyMomentItGoesOnToTheSameBytes() throws Exception {
    SmallMnist.write(folder.resolve("data"));
    LauncherProcess whole = start("whole", "");
    assertThat(whole.exit()).as(whole.error()).isZero();

    Random random = new Random(20_260_102);
    Path checkpoint = folder.resolve("killed/checkpoint-1.bin");
    int resumed = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      FileTime before = modified(checkpoint);
      LauncherProcess run = start("killed", VARIANTS.get(kill % VARIANTS.size()));
      while (run.process().isAlive() && modified(checkpoint).equals(before)) {
        Thread.sleep(5);
      }
      Thread.sleep(random.nextInt(60));
      run.kill();
      resumed += run.output().contains("goes on after ") ? 1 : 0;
    }
    assertThat(resumed).isPositive();
    LauncherProcess last = start("killed", "");
    assertThat(last.exit()).as(last.error()).isZero();
    assertThat(results("killed")).isEqualTo(results("whole"));
  }

  private static FileTime modified(Path file) throws IOException {
    return Files.exists(file) ? Files.getLastModifiedTime(file) : FileTime.fromMillis(0);
  }
}
