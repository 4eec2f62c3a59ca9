package finegrain.trainer.repro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import finegrain.trainer.UserError;
import finegrain.trainer.repro.RunRecord.Model;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordTest {
  private static final Map<String, Double> METRICS =
      Map.of("loss", Double.NaN, "intra loss", Double.POSITIVE_INFINITY, "accuracy", 0.1 + 0.2);

  @TempDir Path folder;

  private static Model model(String initial, List<String> epochs, double accuracy) {
    return new Model(3, "a model", initial, epochs, Map.of("accuracy", accuracy));
  }

  @Test
  void keepsEveryBit() {
    JsonObject configuration = new JsonObject();
    configuration.addProperty("seed", 5);
    RunRecord written =
        new RunRecord(
            configuration,
            "a machine",
            List.of(new Model(3, "a model", "aa", List.of("bb", "cc"), METRICS)));
    Path file = folder.resolve("record.gz");
    written.write(file);
    assertThat(RunRecord.read(file)).isEqualTo(written);
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void refusesWhatItHasNotWritten() throws Exception {
    Path file = folder.resolve("record.gz");
    new RunRecord(new JsonObject(), "a machine", List.of()).write(file);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    refused(file, "or it is damaged");
    Files.writeString(file, "{}");
    refused(file, "or it is damaged");
    try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
      gzip.write("{\"format\": 2}".getBytes(StandardCharsets.UTF_8));
    }
    refused(file, "or it is damaged");
    refused(folder.resolve("none"), "there is no file");
  }

  private static void refused(Path file, String words) {
    assertThatThrownBy(() -> RunRecord.read(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(words);
  }

  @Test
  void theFirstDifferenceIsThatOfTheTraining() {
    Model recorded = model("aa", List.of("bb", "cc"), 0.5);
    assertThat(ModelDifference.first(recorded, model("aa", List.of("bb", "cc"), 0.5))).isEmpty();
    assertThat(ModelDifference.first(recorded, model("ab", List.of("bd", "ce"), 0.6)))
        .contains(new ModelDifference.Initial("aa", "ab"));
    assertThat(ModelDifference.first(recorded, model("aa", List.of("bb", "ce"), 0.6)))
        .contains(new ModelDifference.Epoch(1, 2, "cc", "ce"));
    assertThat(ModelDifference.first(recorded, model("aa", List.of("bb"), 0.6)))
        .contains(new ModelDifference.Length(2, 1));
    Optional<ModelDifference> metric =
        ModelDifference.first(recorded, model("aa", List.of("bb", "cc"), Math.nextUp(0.5)));
    assertThat(metric).contains(new ModelDifference.Metric("accuracy", 0.5, Math.nextUp(0.5)));
    assertThat(metric.orElseThrow().words())
        .isEqualTo(
            "its accuracy: 3fe0000000000000 (0.5) recorded, 3fe0000000000001"
                + " (0.5000000000000001) here, 1 ULP apart");
  }
}
