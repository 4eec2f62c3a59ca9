package finegrain.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingModelTest {
  @Test
  void isReadAsItIsWritten() {
    for (TrainingModel model : TrainingModel.DEFAULT) {
      assertThat(TrainingModel.parse(model.toString())).isEqualTo(model);
    }
    assertThat(TrainingModel.parse("vit")).isEqualTo(new TrainingModel(TrainingModel.Kind.VIT, 32));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "resnet", "resnet20:0", "vit:", "vit:4097", "conv:-1", "vit:32:1"})
  void refusesWhatIsNoModel(String text) {
    assertThatThrownBy(() -> TrainingModel.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "--models: \""
                + text
                + "\" is no model; it is one of resnet20, vit, conv, a colon, and a batch from 1 to"
                + " 4096, such as resnet20:32");
  }
}
