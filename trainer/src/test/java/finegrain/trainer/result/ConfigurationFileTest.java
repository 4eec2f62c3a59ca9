package finegrain.trainer.result;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.ModelFamily;
import finegrain.trainer.experiment.Shard;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConfigurationFileTest {
  private static Configuration of(int epochs, ModelFamily... families) {
    return new Configuration(
        "capacity-scaling",
        DataSource.named("mnist"),
        new TreeMap<>(),
        List.of(families),
        "00001111",
        List.of(50),
        10,
        epochs,
        1,
        new TreeMap<>(Map.of("match", "width")),
        "reference");
  }

  static final Configuration SEVERAL =
      of(
          0,
          new ModelFamily("perceptron", List.of(5, 10), "paper"),
          new ModelFamily("vit(64,2,3)", List.of(8), "deep"),
          new ModelFamily("cnn", List.of(2, 4), "deep"));

  @Test
  void severalFamiliesAreReadBack() {
    String text = ConfigurationFile.text(SEVERAL, Shard.WHOLE);
    assertThat(ConfigurationFile.configuration(JsonParser.parseString(text).getAsJsonObject()))
        .contains(SEVERAL);
  }

  @Test
  void severalFamiliesAreRepeatedByTheirOptions() {
    assertThat(RepeatCommand.of(SEVERAL))
        .isEqualTo(
            "./finegrain run capacity-scaling --dataset mnist --protocol paper,deep,deep --model"
                + " 'perceptron,vit(64,2,3),cnn' --map 00001111 --widths 5,10/8/2,4 --per-class 50"
                + " --repeats 10 --seed 1 --match width");
  }

  /** The folder of the command without any options, which a published hash belongs to. */
  @Test
  void aFamilyHasItsFolder() {
    Configuration one = of(700, new ModelFamily("perceptron", List.of(5), "paper"));
    assertThat(ConfigurationFile.text(one, Shard.WHOLE).replaceAll("\\s", ""))
        .contains(
            "\"protocol\":\"paper\",\"model\":\"perceptron\",\"map\":\"00001111\","
                + "\"widths\":[5],\"per_class\":[50],\"repeats\":10,\"epochs\":700,");
  }
}
