package finegrain.trainer.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import finegrain.trainer.FolderContents;
import finegrain.trainer.Sha256;
import finegrain.trainer.UserError;
import finegrain.trainer.experiment.CapacityScaling;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Shard;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shards of made-up models: seven repeats of one setting, in three parts. */
final class MergeTest {
  private static final int COUNT = 3;
  private static final Configuration CONFIGURATION = HandMade.configuration(7, 1);
  private static final List<ModelSpec> MODELS = new CapacityScaling().models(CONFIGURATION);

  @TempDir Path temporary;
  private List<Path> shards;

  @BeforeEach
  void writeShards() throws Exception {
    shards = new ArrayList<>();
    for (int index = 1; index <= COUNT; index++) {
      shards.add(write("shard" + index, CONFIGURATION, new Shard(index, COUNT)));
    }
  }

  /** Medians of an even number of these have more digits than the files have. */
  private static TrainedModel trained(ModelSpec spec) {
    // By its text: the hash of a model differs from JVM to JVM.
    int number = Math.floorMod(spec.toString().hashCode(), 1000);
    return HandMade.model(spec.repeat(), spec.target(), 1.0 / (3 + number));
  }

  private Path write(String name, Configuration configuration, Shard shard) throws IOException {
    Path path = temporary.resolve(name);
    List<ModelSpec> models = shard.of(new CapacityScaling().models(configuration));
    try (RunFolder folder = RunFolder.open(path, configuration, shard)) {
      for (ModelSpec spec : models.reversed()) {
        folder.add(List.of(new FinishedModel(trained(spec), 1, Optional.empty())), 2);
      }
      folder.finish(folder.writeResults(models, List.of(), HandMade.FACTS), HandMade.manifest());
    }
    return path;
  }

  private Path merge(List<Path> paths) throws IOException {
    Path out = temporary.resolve("merged");
    Merge merge = Merge.of(paths);
    assertThat(merge.configuration()).isEqualTo(CONFIGURATION);
    try (RunFolder folder = RunFolder.open(out, merge.configuration(), Shard.WHOLE)) {
      merge.writeTo(folder, "0.2");
    }
    return out;
  }

  private void assertRefused(List<Path> paths, String message) {
    Map<String, String> before = FolderContents.of(temporary);
    assertThatThrownBy(() -> Merge.of(paths)).isInstanceOf(UserError.class).hasMessage(message);
    assertThat(FolderContents.of(temporary)).isEqualTo(before);
  }

  private static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  @Test
  void writesWhatOneRunWrites() throws Exception {
    Path whole = write("whole", CONFIGURATION, Shard.WHOLE);
    Map<String, String> before = FolderContents.of(temporary);
    Path merged = merge(List.of(shards.get(1), shards.get(2), shards.get(0)));
    assertThat(FolderContents.of(merged)).containsOnlyKeys(FolderContents.of(whole).keySet());
    for (String file :
        List.of("configuration.json", "results.csv", "epochs.csv.gz", "summary.csv")) {
      assertThat(merged.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
    }
    assertThat(FolderContents.of(temporary)).containsAllEntriesOf(before);
    try (RunFolder folder = RunFolder.open(merged, CONFIGURATION, Shard.WHOLE)) {
      assertThat(folder.isFinished()).isTrue();
    }
  }

  @Test
  void theManifestAddsUpAndNamesTheMachines() throws Exception {
    List<JsonObject> manifests = new ArrayList<>();
    for (Path shard : shards) {
      manifests.add(json(shard.resolve("manifest.json")));
    }
    Path merged = merge(shards);
    JsonObject json = json(merged.resolve("manifest.json"));
    double seconds = manifests.stream().mapToDouble(m -> m.get("seconds").getAsDouble()).sum();
    assertThat(json.get("seconds").getAsDouble()).isCloseTo(seconds, within(1e-9));
    assertThat(json.get("flops").getAsLong()).isEqualTo(14 * 1_000_000_007L);
    assertThat(json.get("models").getAsInt()).isEqualTo(14);
    assertThat(json.get("data")).isEqualTo(manifests.getFirst().get("data"));
    assertThat(json.get("finegrain").getAsString()).isEqualTo("0.2");
    // Each shard's peak was 200.
    assertThat(json.get("peak_gflops").getAsDouble()).isCloseTo(200, within(1e-6));
    assertThat(json.get("share_of_peak").getAsDouble())
        .isCloseTo(14 * 1_000_000_007L / (seconds * 200e9), within(1e-6));
    assertThat(json.get("dense_equivalent_gflops").getAsDouble())
        .isCloseTo(COUNT * HandMade.DENSE_FLOPS * 1e-9 / seconds, withinPercentage(1e-6));
    assertThat(json.get("peak_rss_bytes").getAsLong()).isEqualTo(HandMade.PEAK_RSS_BYTES);
    assertThat(json.get("results_sha256").getAsString())
        .isEqualTo(Sha256.of(Files.readAllBytes(merged.resolve("results.csv"))));
    assertThat(json.getAsJsonObject("configuration"))
        .isEqualTo(json(merged.resolve("configuration.json")));

    List<JsonElement> parts = json.getAsJsonArray("shards").asList();
    assertThat(parts).hasSize(COUNT);
    for (int i = 0; i < COUNT; i++) {
      Map<String, JsonElement> expected = manifests.get(i).asMap();
      JsonObject part = parts.get(i).getAsJsonObject();
      assertThat(part.remove("shard").getAsString()).isEqualTo((i + 1) + "/3");
      expected.remove("configuration");
      expected.remove("data");
      assertThat(part.asMap()).isEqualTo(expected);
    }
  }

  @Test
  void aShareOfThePeakNeedsThatOfEveryShard() throws Exception {
    Path file = shards.get(1).resolve("manifest.json");
    JsonObject manifest = json(file);
    manifest.remove("share_of_peak");
    Files.writeString(file, manifest.toString());
    JsonObject json = json(merge(shards).resolve("manifest.json"));
    assertThat(json.keySet())
        .contains("seconds", "flops")
        .doesNotContain("share_of_peak", "peak_gflops");
  }

  @Test
  void aDenseEquivalentNeedsThatOfEveryShard() throws Exception {
    Path file = shards.get(1).resolve("manifest.json");
    JsonObject manifest = json(file);
    manifest.remove("dense_equivalent_gflops");
    Files.writeString(file, manifest.toString());
    JsonObject json = json(merge(shards).resolve("manifest.json"));
    assertThat(json.keySet()).contains("flops").doesNotContain("dense_equivalent_gflops");
  }

  @Test
  void shardsThatOverlap() throws Exception {
    Path twin = write("twin", CONFIGURATION, new Shard(2, COUNT));
    assertRefused(
        Stream.concat(shards.stream(), Stream.of(twin)).toList(),
        "%s and %s both hold shard 2/3; name each shard once".formatted(shards.get(1), twin));
    assertRefused(
        List.of(shards.get(0), shards.get(0)),
        "%s and %s both hold shard 1/3; name each shard once"
            .formatted(shards.get(0), shards.get(0)));
  }

  @Test
  void shardsThatAreMissing() {
    assertRefused(
        List.of(shards.get(2), shards.get(0)), "2/3 is missing; name the folders of all 3 shards");
    assertRefused(List.of(shards.get(1)), "1/3, 3/3 are missing; name the folders of all 3 shards");
  }

  @Test
  void manyShardsThatAreMissing() throws Exception {
    Path path = temporary.resolve("one");
    RunFolder.open(path, CONFIGURATION, new Shard(1, 100_000_000)).close();
    assertRefused(
        List.of(path),
        "2/100000000, 3/100000000, 4/100000000, 5/100000000, 6/100000000, 7/100000000,"
            + " 8/100000000, 9/100000000, 10/100000000, 11/100000000 and others are missing;"
            + " name the folders of all 100000000 shards");
  }

  @Test
  void shardsOfDifferentConfigurations() throws Exception {
    Path other = write("other", HandMade.configuration(8, 2), new Shard(3, COUNT));
    assertRefused(
        List.of(shards.get(0), shards.get(1), other),
        "%s and %s are of different configurations (repeats 7 and 8, seed 1 and 2); name the shards of one run"
            .formatted(shards.get(0), other));
  }

  @Test
  void shardsOfDifferentDivisions() throws Exception {
    Path half = write("half", CONFIGURATION, new Shard(2, 2));
    assertRefused(
        List.of(shards.get(0), half),
        "%s holds shard 1/3 and %s holds shard 2/2; name the shards of one division"
            .formatted(shards.get(0), half));
  }

  @Test
  void aShardThatIsNotFinished() throws Exception {
    Path begun = temporary.resolve("begun");
    Shard shard = new Shard(3, COUNT);
    try (RunFolder folder = RunFolder.open(begun, CONFIGURATION, shard)) {
      folder.add(
          List.of(new FinishedModel(trained(shard.of(MODELS).getFirst()), 1, Optional.empty())), 2);
      assertRefused(
          List.of(shards.get(0), shards.get(1), begun),
          "shard 3/3 in %s is not finished (1 of 4 models); give the command of its run again"
              .formatted(begun));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"results.csv", "journal.bin"})
  void aFileThatIsDamaged(String name) throws Exception {
    Path file = shards.get(1).resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    String message =
        "%s is damaged: it is not what its run wrote; remove its folder and run the shard again"
            .formatted(file);
    assertRefused(shards, message);
    Files.delete(file);
    assertRefused(shards, message);
  }

  /** A run that goes on says the same, and leaves the file as it is. */
  @Test
  void aDamagedJournalIsFoundByTheRunToo() throws Exception {
    Path file = shards.get(1).resolve("journal.bin");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    try (RunFolder folder = RunFolder.open(shards.get(1), CONFIGURATION, new Shard(2, COUNT))) {
      assertThatThrownBy(folder::isFinished)
          .isInstanceOf(UserError.class)
          .hasMessage(
              "%s is not the file that its run wrote; remove the folder to run again, or choose another one with --out"
                  .formatted(file));
    }
    assertThat(file).hasBinaryContent(bytes);
  }

  /** Its hash is right, and so is each of its files: only the models tell. */
  @Test
  void aShardWithTheModelsOfAnother() throws Exception {
    Path configuration = shards.get(1).resolve("configuration.json");
    Files.writeString(configuration, Files.readString(configuration).replace("2/3", "3/3"));
    assertRefused(
        List.of(shards.get(0), shards.get(1), write("second", CONFIGURATION, new Shard(2, COUNT))),
        "%s is damaged: it is not what its run wrote; remove its folder and run the shard again"
            .formatted(shards.get(1).resolve("journal.bin")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "{ \"shard\": 2 }", "{ \"shard\": [] }", "{ \"shard\": \"4/3\" }"})
  void aDamagedConfiguration(String text) throws Exception {
    Path file = Files.writeString(shards.get(1).resolve("configuration.json"), text);
    assertRefused(
        shards,
        "%s is damaged: it is not what its run wrote; remove its folder and run the shard again"
            .formatted(file));
  }

  @Test
  void aDamagedManifest() throws Exception {
    Files.writeString(shards.get(1).resolve("manifest.json"), "{ \"finegr");
    assertRefused(
        shards,
        "%s is damaged: it is not what its run wrote; remove its folder and run the shard again"
            .formatted(shards.get(1).resolve("manifest.json")));
  }

  @Test
  void shardsOfAnotherVersion() throws Exception {
    for (Path shard : shards) {
      Path file = shard.resolve("configuration.json");
      JsonObject json = json(file);
      json.addProperty("numerics", 0);
      Files.writeString(file, json.toString());
    }
    assertRefused(
        shards,
        "%s was not written by this version of Finegrain; merge with the one that ran the shards"
            .formatted(shards.get(0).resolve("configuration.json")));
  }

  @Test
  void aWholeRun() throws Exception {
    Path whole = write("whole", CONFIGURATION, Shard.WHOLE);
    assertRefused(
        List.of(whole),
        "%s holds a whole run, not a shard; there is nothing to merge".formatted(whole));
  }

  @Test
  void whatIsNoRun() {
    assertRefused(
        List.of(temporary),
        "%s is not the folder of a shard: it has no configuration.json".formatted(temporary));
  }

  @Test
  void aFolderInWhichTheWholeRunWasBegunIsLeftAlone() throws Exception {
    Path out = temporary.resolve("merged");
    try (RunFolder folder = RunFolder.open(out, CONFIGURATION, Shard.WHOLE)) {
      folder.add(List.of(new FinishedModel(trained(MODELS.getFirst()), 1, Optional.empty())), 2);
    }
    Map<String, String> before = FolderContents.of(temporary);
    assertThatThrownBy(() -> merge(shards))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "the output folder %s holds a run that was begun; choose another one with --out"
                .formatted(out));
    assertThat(FolderContents.of(temporary)).isEqualTo(before);
  }
}
