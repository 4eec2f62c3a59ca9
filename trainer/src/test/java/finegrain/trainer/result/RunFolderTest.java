package finegrain.trainer.result;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import finegrain.trainer.FolderContents;
import finegrain.trainer.Sha256;
import finegrain.trainer.UserError;
import finegrain.trainer.analysis.DecisionRegions;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Shard;
import finegrain.trainer.labels.Target;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of an output folder whose runs are right; see {@link RunFolderRefusalTest}. */
final class RunFolderTest {
  private static final Configuration CONFIGURATION = HandMade.configuration(1, 1);
  private static final TrainedModel COARSE = HandMade.model(0, Target.COARSE, 0.5);
  private static final TrainedModel FINE = HandMade.model(0, Target.FINE, 0.75);
  private static final List<ModelSpec> MODELS = List.of(COARSE.spec(), FINE.spec());

  @TempDir Path temporary;
  private Path path;

  @BeforeEach
  void name() {
    path = temporary.resolve("run");
  }

  private List<Path> runToTheEnd() throws IOException {
    try (RunFolder folder = RunFolder.open(path, CONFIGURATION, Shard.WHOLE)) {
      folder.add(List.of(new FinishedModel(FINE, 2, Optional.empty())), 2);
      folder.add(List.of(new FinishedModel(COARSE, 1, Optional.empty())), 2);
      RunOutcome outcome = folder.writeResults(MODELS, List.of(), HandMade.FACTS);
      folder.finish(outcome, HandMade.manifest());
      return folder.files();
    }
  }

  private JsonObject manifest() throws IOException {
    return JsonParser.parseString(Files.readString(path.resolve("manifest.json")))
        .getAsJsonObject();
  }

  @Test
  void aNewFolderIsMadeWithItsParents() throws Exception {
    path = temporary.resolve("a/b/run");
    try (RunFolder folder = RunFolder.open(path, CONFIGURATION, Shard.WHOLE)) {
      assertThat(folder.path()).isEqualTo(path);
      assertThat(folder.finished()).isEmpty();
      assertThat(folder.isFinished()).isFalse();
      assertThat(FolderContents.of(path))
          .containsOnlyKeys("configuration.json", "journal.bin", "lock");
    }
  }

  @Test
  void anEmptyFolderIsTaken() throws Exception {
    Files.createDirectory(path);
    try (RunFolder folder = RunFolder.open(path, CONFIGURATION, Shard.WHOLE)) {
      assertThat(folder.finished()).isEmpty();
    }
  }

  @Test
  void aFolderBehindALinkIsTaken() throws Exception {
    Files.createDirectory(path);
    Path link = Files.createSymbolicLink(temporary.resolve("link"), path);
    try (RunFolder folder = RunFolder.open(link, CONFIGURATION, Shard.WHOLE)) {
      folder.add(List.of(new FinishedModel(COARSE, 1, Optional.empty())), 2);
    }
    assertThat(path.resolve("journal.bin")).isNotEmptyFile();
  }

  @Test
  void theConfigurationSaysAllThatChangesTheBytes() throws Exception {
    RunFolder.open(path, CONFIGURATION, Shard.WHOLE).close();
    assertThat(
            JsonParser.parseString(Files.readString(path.resolve("configuration.json")))
                .getAsJsonObject()
                .asMap())
        .hasToString(
            "{experiment=\"capacity-scaling\", dataset=\"mnist\","
                + " data_source={\"kind\":\"published\",\"name\":\"mnist\",\"scaling\":\"none\",\"unverified\":false},"
                + " data_sha256={\"t10k-labels-idx1-ubyte\":\"ff7b\",\"train-labels-idx1-ubyte\":\"65a50c\"},"
                + " protocol=\"paper\", model=\"perceptron\", map=\"00001111\", widths=[5],"
                + " per_class=[50], repeats=1, epochs=700, seed=1, options={\"match\":\"width\"},"
                + " arithmetic=\"reference\", numerics=3}");
  }

  @Test
  void theManifestSaysWhereTheDataWere() throws Exception {
    try (RunFolder folder = RunFolder.open(path, CONFIGURATION, Shard.WHOLE)) {
      folder.add(List.of(new FinishedModel(COARSE, 1, Optional.empty())), 2);
      folder.add(List.of(new FinishedModel(FINE, 2, Optional.empty())), 2);
      folder.finish(folder.writeResults(MODELS, List.of(), HandMade.FACTS), HandMade.manifest());
    }
    assertThat(manifest().get("data_source"))
        .hasToString(
            "{\"kind\":\"published\",\"name\":\"mnist\",\"scaling\":\"none\",\"unverified\":false,"
                + "\"read_from\":\"built-in\"}");
  }

  @Test
  void aShardIsPartOfItsConfigurationAndKeepsItsJournal() throws Exception {
    Shard shard = new Shard(1, 2);
    try (RunFolder folder = RunFolder.open(path, CONFIGURATION, shard)) {
      folder.add(List.of(new FinishedModel(COARSE, 1, Optional.empty())), 2);
      folder.add(List.of(new FinishedModel(FINE, 2, Optional.empty())), 2);
      folder.finish(folder.writeResults(MODELS, List.of(), HandMade.FACTS), HandMade.manifest());
    }
    assertThat(FolderContents.of(path))
        .containsOnlyKeys(
            "configuration.json",
            "results.csv",
            "epochs.csv.gz",
            "summary.csv",
            "manifest.json",
            "journal.bin");
    JsonObject configuration =
        JsonParser.parseString(Files.readString(path.resolve("configuration.json")))
            .getAsJsonObject();
    JsonObject manifest = manifest();
    assertThat(manifest.getAsJsonObject("configuration")).isEqualTo(configuration);
    assertThat(manifest.get("journal_sha256").getAsString())
        .isEqualTo(Sha256.of(Files.readAllBytes(path.resolve("journal.bin"))));
    assertThat(configuration.remove("shard").getAsString()).isEqualTo("1/2");
    RunFolder.open(temporary.resolve("whole"), CONFIGURATION, Shard.WHOLE).close();
    assertThat(configuration)
        .isEqualTo(
            JsonParser.parseString(
                Files.readString(temporary.resolve("whole/configuration.json"))));

    try (RunFolder folder = RunFolder.open(path, CONFIGURATION, shard)) {
      assertThat(folder.isFinished()).isTrue();
    }
  }

  @Test
  void foldersAreNamedByTheConfigurationAndTheShard() {
    String whole = ConfigurationFile.folderName(CONFIGURATION, Shard.WHOLE);
    assertThat(whole).matches("capacity-scaling-mnist-paper-[0-9a-f]{8}");
    assertThat(ConfigurationFile.folderName(CONFIGURATION, new Shard(2, 8)))
        .isEqualTo(whole + "-shard-2-of-8");
    assertThat(ConfigurationFile.folderName(HandMade.configuration(1, 2), Shard.WHOLE))
        .isNotEqualTo(whole);
  }

  @Test
  void whatWasFinishedIsThereWhenTheRunGoesOn() throws Exception {
    try (RunFolder folder = RunFolder.open(path, CONFIGURATION, Shard.WHOLE)) {
      folder.add(List.of(new FinishedModel(FINE, 2, Optional.empty())), 2);
      assertThat(folder.finished()).containsExactly(FINE);
    }
    try (RunFolder folder = RunFolder.open(path, CONFIGURATION, Shard.WHOLE)) {
      assertThat(folder.finished()).containsExactly(FINE);
      assertThat(folder.isFinished()).isFalse();
      folder.add(List.of(new FinishedModel(COARSE, 1, Optional.empty())), 2);
      assertThat(folder.finished()).containsExactly(FINE, COARSE);
    }
  }

  /** A process that was killed leaves the file; only the operating system's lock counts. */
  @Test
  void aLockThatNobodyHoldsIsTaken() throws Exception {
    Files.createDirectory(path);
    Files.writeString(path.resolve("lock"), "4711");
    RunFolder.open(path, CONFIGURATION, Shard.WHOLE).close();
  }

  @Test
  void aStartThatWasKilledIsNoHindrance() throws Exception {
    Files.createDirectory(path);
    Files.createFile(path.resolve("lock"));
    Files.writeString(path.resolve("configuration.json.part"), "{ \"exper");
    RunFolder.open(path, CONFIGURATION, Shard.WHOLE).close();
    assertThat(path.resolve("configuration.json.part")).doesNotExist();
  }

  @Test
  void anEndThatWasKilledIsDoneAgain() throws Exception {
    runToTheEnd();
    Map<String, String> whole = FolderContents.of(path);
    byte[] journal;
    try (RunFolder folder =
        RunFolder.open(temporary.resolve("other"), CONFIGURATION, Shard.WHOLE)) {
      folder.add(List.of(new FinishedModel(FINE, 2, Optional.empty())), 2);
      folder.add(List.of(new FinishedModel(COARSE, 1, Optional.empty())), 2);
      journal = Files.readAllBytes(temporary.resolve("other/journal.bin"));
    }
    Files.write(path.resolve("journal.bin"), journal);
    Files.move(path.resolve("summary.csv"), path.resolve("summary.csv.part"));
    Files.writeString(path.resolve("results.csv"), "cut");
    Files.delete(path.resolve("manifest.json"));

    try (RunFolder folder = RunFolder.open(path, CONFIGURATION, Shard.WHOLE)) {
      assertThat(folder.isFinished()).isFalse();
      folder.finish(folder.writeResults(MODELS, List.of(), HandMade.FACTS), HandMade.manifest());
    }
    Map<String, String> again = FolderContents.of(path);
    assertThat(again).containsOnlyKeys(whole.keySet());
    for (String file : List.of("results.csv", "epochs.csv.gz", "summary.csv")) {
      assertThat(again).containsEntry(file, whole.get(file));
    }
  }

  @Test
  void finishLeavesTheResultsAndNothingElse() throws Exception {
    List<Path> files = runToTheEnd();
    assertThat(FolderContents.of(path))
        .containsOnlyKeys(
            "configuration.json",
            "results.csv",
            "epochs.csv.gz",
            "summary.csv",
            "manifest.json",
            "report.html",
            "accuracy-50.svg",
            "difference.svg",
            "learning-curves.svg");
    assertThat(files)
        .containsExactly(
            path.resolve("results.csv"),
            path.resolve("epochs.csv.gz"),
            path.resolve("summary.csv"),
            path.resolve("manifest.json"),
            path.resolve("report.html"));
  }

  @Test
  void rowsAreInTheOrderOfTheModelsNotInThatOfTheirEnd() throws Exception {
    runToTheEnd();
    assertThat(Files.readAllLines(path.resolve("results.csv")))
        .satisfiesExactly(
            header -> assertThat(header).startsWith("experiment,"),
            row -> assertThat(row).contains(",5,50,8,0,coarse,2,").contains(",0.500000,"),
            row -> assertThat(row).contains(",5,50,8,0,fine,2,").contains(",0.750000,"));
    try (GZIPInputStream in =
        new GZIPInputStream(Files.newInputStream(path.resolve("epochs.csv.gz")))) {
      assertThat(new String(in.readAllBytes(), UTF_8).lines())
          .satisfiesExactly(
              header -> assertThat(header).startsWith("experiment,"),
              row -> assertThat(row).contains(",5,50,0,coarse,1,0.750000000,"),
              row -> assertThat(row).contains(",5,50,0,coarse,2,0.625000000,"),
              row -> assertThat(row).contains(",5,50,0,fine,1,0.750000000,"),
              row -> assertThat(row).contains(",5,50,0,fine,2,0.625000000,"));
    }
    assertThat(Files.readAllLines(path.resolve("summary.csv"))).hasSize(2);
  }

  /** Regions are kept with their model, so that a run that goes on has them. */
  @Test
  void regionsAreWrittenAndReadBack() throws Exception {
    DecisionRegions coarse = HandMade.regions(0, Target.COARSE);
    DecisionRegions fine = HandMade.regions(0, Target.FINE);
    try (RunFolder folder = RunFolder.open(path, CONFIGURATION, Shard.WHOLE)) {
      folder.add(List.of(new FinishedModel(FINE, 2, Optional.of(fine))), 2);
    }
    try (RunFolder folder = RunFolder.open(path, CONFIGURATION, Shard.WHOLE)) {
      folder.add(List.of(new FinishedModel(COARSE, 1, Optional.of(coarse))), 2);
      folder.finish(folder.writeResults(MODELS, List.of(), HandMade.FACTS), HandMade.manifest());
      assertThat(folder.files())
          .contains(path.resolve("regions.csv.gz"), path.resolve("points.csv"));
    }
    assertThat(ResultsReader.read(path).regions()).containsExactly(coarse, fine);
    assertThat(Files.readAllLines(path.resolve("points.csv")))
        .containsExactly(
            "experiment,dataset,protocol,map,per_class,repeat,x,y,fine_class",
            "capacity-scaling,mnist,paper,00001111,50,0,-1.5,1.0E-9,0",
            "capacity-scaling,mnist,paper,00001111,50,0,0.1,0.3,7");
    try (GZIPInputStream in =
        new GZIPInputStream(Files.newInputStream(path.resolve("regions.csv.gz")))) {
      assertThat(new String(in.readAllBytes(), UTF_8).lines())
          .hasSize(1 + 2 * 120)
          .contains(
              "capacity-scaling,mnist,paper,00001111,perceptron(5),5,50,0,coarse,119,"
                  + "0".repeat(60)
                  + "1".repeat(60));
    }
  }

  @Test
  void theManifestSaysHowTheRunWasDone() throws Exception {
    runToTheEnd();
    JsonObject json = manifest();
    assertThat(json.get("results_sha256").getAsString())
        .isEqualTo(Sha256.of(Files.readAllBytes(path.resolve("results.csv"))));
    assertThat(json.getAsJsonObject("configuration"))
        .isEqualTo(JsonParser.parseString(Files.readString(path.resolve("configuration.json"))));
    assertThat(json.get("models").getAsInt()).isEqualTo(2);
    assertThat(json.get("data"))
        .hasToString("{\"samples\":\"5 training, 3 test\",\"hint\":\"one; another\"}");
    assertThat(json.has("warnings")).isFalse();
    assertThat(json.get("flops").getAsLong()).isEqualTo(2_000_000_014L);
    assertThat(json.get("threads").getAsInt()).isEqualTo(2);
    assertThat(json.get("backend").getAsString()).isEqualTo("scalar, plain loops (as asked)");
    assertThat(json.get("cpu").getAsString()).isEqualTo("a CPU");
    assertThat(json.get("peak_rss_bytes").getAsLong()).isEqualTo(HandMade.PEAK_RSS_BYTES);
    assertThat(json.has("journal_sha256")).isFalse();
    assertThat(json.get("peak_gflops").getAsDouble()).isEqualTo(200);
    double seconds = json.get("seconds").getAsDouble();
    assertThat(json.get("share_of_peak").getAsDouble())
        .isCloseTo(2_000_000_014L / (seconds * 200e9), within(1e-6));
    assertThat(json.get("dense_equivalent_gflops").getAsDouble())
        .isCloseTo(HandMade.DENSE_FLOPS * 1e-9 / seconds, withinPercentage(1e-6));
  }

  @Test
  void aFinishedRunIsKnownAsSuchAndLeftAlone() throws Exception {
    runToTheEnd();
    Map<String, String> before = FolderContents.of(path);
    try (RunFolder folder = RunFolder.open(path, CONFIGURATION, Shard.WHOLE)) {
      assertThat(folder.isFinished()).isTrue();
    }
    assertThat(FolderContents.of(path)).isEqualTo(before);
  }

  @Test
  void aFinishedRunWhoseResultsWereChangedIsRefused() throws Exception {
    runToTheEnd();
    Path results = path.resolve("results.csv");
    Files.writeString(results, Files.readString(results).replace("0.75", "0.85"));
    Map<String, String> before = FolderContents.of(path);
    try (RunFolder folder = RunFolder.open(path, CONFIGURATION, Shard.WHOLE)) {
      assertThatThrownBy(folder::isFinished)
          .isInstanceOf(UserError.class)
          .hasMessage(
              "%s is not the file that its run wrote; remove the folder to run again, or choose another one with --out"
                  .formatted(results));
    }
    assertThat(FolderContents.of(path)).isEqualTo(before);
    Files.delete(results);
    try (RunFolder folder = RunFolder.open(path, CONFIGURATION, Shard.WHOLE)) {
      assertThatThrownBy(folder::isFinished)
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith(results + " is not the file that its run wrote");
    }
  }

  /** The parts of a run that led to a finished model count, and not the time between them. */
  @Test
  void secondsOfAResumedRunAddUp() throws Exception {
    double first;
    try (RunFolder folder = RunFolder.open(path, CONFIGURATION, Shard.WHOLE)) {
      Thread.sleep(300);
      first = folder.elapsed();
      folder.add(List.of(new FinishedModel(COARSE, 0.1, Optional.empty())), 2);
    }
    assertThat(first).isGreaterThan(0.3);
    Thread.sleep(400);
    long begin = System.nanoTime();
    double second;
    try (RunFolder folder = RunFolder.open(path, CONFIGURATION, Shard.WHOLE)) {
      second = folder.elapsed();
      Thread.sleep(100);
      folder.add(List.of(new FinishedModel(FINE, 0.1, Optional.empty())), 2);
      folder.finish(folder.writeResults(MODELS, List.of(), HandMade.FACTS), HandMade.manifest());
    }
    double lastPart = (System.nanoTime() - begin) * 1e-9;
    assertThat(second).isBetween(first, first + lastPart + 0.1);
    assertThat(manifest().get("seconds").getAsDouble())
        .isGreaterThan(first + 0.1)
        .isLessThan(first + 0.1 + lastPart);
  }
}
