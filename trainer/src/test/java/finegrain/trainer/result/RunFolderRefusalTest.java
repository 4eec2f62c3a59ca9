package finegrain.trainer.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.FolderContents;
import finegrain.trainer.UserError;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.ModelFamily;
import finegrain.trainer.experiment.Shard;
import finegrain.trainer.labels.Target;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders that a run does not take, and leaves as they were. */
final class RunFolderRefusalTest {
  private static final Configuration CONFIGURATION = HandMade.configuration(1, 1);

  @TempDir Path temporary;

  private void assertRefused(Path folder, Configuration configuration, String message) {
    Map<String, String> before = FolderContents.of(temporary);
    assertThatThrownBy(() -> RunFolder.open(folder, configuration, Shard.WHOLE))
        .isInstanceOf(UserError.class)
        .hasMessage(message);
    assertThat(FolderContents.of(temporary)).isEqualTo(before);
  }

  private Path begunRun() throws IOException {
    Path folder = temporary.resolve("run");
    try (RunFolder run = RunFolder.open(folder, CONFIGURATION, Shard.WHOLE)) {
      run.add(
          List.of(new FinishedModel(HandMade.model(0, Target.FINE, 0.5), 1, Optional.empty())), 2);
    }
    return folder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"thesis.tex", "results.csv", ".hidden", "journal.bin"})
  void foreignFiles(String name) throws Exception {
    Files.writeString(temporary.resolve(name), "mine");
    assertRefused(
        temporary,
        CONFIGURATION,
        "the output folder %s holds files that are not of a run; choose a new or an empty one"
            .formatted(temporary));
  }

  @Test
  void foreignFolders() throws Exception {
    Files.createDirectory(temporary.resolve("photos"));
    assertRefused(
        temporary,
        CONFIGURATION,
        "the output folder %s holds files that are not of a run; choose a new or an empty one"
            .formatted(temporary));
  }

  @Test
  void anotherConfiguration() throws Exception {
    Path folder = begunRun();
    assertRefused(
        folder,
        HandMade.configuration(1, 2),
        "the output folder %s holds a run of another configuration (seed 1 there and 2 here); choose another one with --out"
            .formatted(folder));
  }

  @Test
  void anotherShard() throws Exception {
    Path folder = begunRun();
    assertThatThrownBy(() -> RunFolder.open(folder, CONFIGURATION, new Shard(2, 8)))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "the output folder %s holds a run of another configuration (shard none there and \"2/8\" here); choose another one with --out"
                .formatted(folder));
  }

  /** Everything of a configuration is told apart, and everything that differs is named. */
  @Test
  void everyDifferenceIsNamed() throws Exception {
    Path folder = begunRun();
    Configuration other =
        new Configuration(
            "dataset-scaling",
            DataSource.named("kmnist"),
            new TreeMap<>(Map.of("train-labels-idx1-ubyte", "2a16")),
            List.of(new ModelFamily("perceptron", List.of(5, 10), "released")),
            "01010101",
            List.of(50, 100),
            2,
            10,
            2,
            new TreeMap<>(Map.of("match", "parameters")),
            "onednn");
    assertRefused(
        folder,
        other,
        ("the output folder %s holds a run of another configuration"
                + " (arithmetic \"reference\" there and \"onednn\" here,"
                + " other data files,"
                + " dataset \"mnist\" there and \"kmnist\" here,"
                + " epochs 700 there and 10 here,"
                + " experiment \"capacity-scaling\" there and \"dataset-scaling\" here,"
                + " map \"00001111\" there and \"01010101\" here,"
                + " options {\"match\":\"width\"} there and {\"match\":\"parameters\"} here,"
                + " per_class [50] there and [50,100] here,"
                + " protocol \"paper\" there and \"released\" here,"
                + " repeats 1 there and 2 here,"
                + " seed 1 there and 2 here,"
                + " widths [5] there and [5,10] here); choose another one with --out")
            .formatted(folder));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{ \"experiment\": \"capac", "[]", "\u0000\u0000"})
  void aDamagedConfiguration(String text) throws Exception {
    Path file = Files.writeString(temporary.resolve("configuration.json"), text);
    assertRefused(temporary, CONFIGURATION, file + " is damaged; choose another folder");
  }

  @Test
  void aConfigurationThatIsNoText() throws Exception {
    Path file = temporary.resolve("configuration.json");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    assertRefused(temporary, CONFIGURATION, file + " is damaged; choose another folder");
  }

  @Test
  void aFileInThePlaceOfTheFolder() throws Exception {
    Path file = Files.writeString(temporary.resolve("run"), "mine");
    assertRefused(
        file, CONFIGURATION, "the output folder %s is a file; choose a folder".formatted(file));
  }

  @Test
  void aFolderBelowAFile() throws Exception {
    Path folder = Files.writeString(temporary.resolve("file"), "mine").resolve("a/b");
    assertRefused(
        folder,
        CONFIGURATION,
        "the output folder %s cannot be written (%s: Not a directory); choose another one with --out"
            .formatted(folder, temporary.resolve("file/a")));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFolderOfTheKernels() {
    assertRefused(
        Path.of("/proc/finegrain"),
        CONFIGURATION,
        "the output folder /proc/finegrain cannot be written (/proc/finegrain: no such file or"
            + " folder); choose another one with --out");
  }

  @Test
  void aLinkToNowhere() throws Exception {
    Path link = Files.createSymbolicLink(temporary.resolve("run"), temporary.resolve("nowhere"));
    assertRefused(
        link,
        CONFIGURATION,
        "the output folder %s cannot be written (%s: a file or a link of that name is there); choose another one with --out"
            .formatted(link, link));
  }

  @Test
  void aFolderThatThisProcessUses() throws Exception {
    Path folder = temporary.resolve("run");
    try (RunFolder run = RunFolder.open(folder, CONFIGURATION, Shard.WHOLE)) {
      assertRefused(folder, CONFIGURATION, inUse(folder));
      run.add(
          List.of(new FinishedModel(HandMade.model(0, Target.FINE, 0.5), 1, Optional.empty())), 2);
    }
    try (RunFolder run = RunFolder.open(folder, CONFIGURATION, Shard.WHOLE)) {
      assertThat(run.finished()).hasSize(1);
    }
  }

  /** The child JVM knows nothing of the code under test but the name of the lock. */
  @Test
  void aFolderThatAnotherProcessUsesUntilThatIsKilled() throws Exception {
    Path folder = begunRun();
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Path.of("target", "test-classes").toAbsolutePath().toString(),
                Holder.class.getName(),
                folder.resolve("lock").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(holder.getInputStream().read()).as("the child's word").isEqualTo('!');
      assertRefused(folder, CONFIGURATION, inUse(folder));
    } finally {
      holder.destroyForcibly().waitFor();
    }
    try (RunFolder run = RunFolder.open(folder, CONFIGURATION, Shard.WHOLE)) {
      assertThat(run.finished()).hasSize(1);
    }
  }

  private static String inUse(Path folder) {
    return "the output folder %s is in use by another run; wait for it or choose another one with --out"
        .formatted(folder);
  }

  /** Holds the lock on a file until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws Exception {
      try (FileChannel channel =
          FileChannel.open(Path.of(args[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.lock();
        System.out.print('!');
        System.out.flush();
        Thread.sleep(Long.MAX_VALUE);
      }
    }
  }
}
