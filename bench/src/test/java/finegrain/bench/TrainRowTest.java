package finegrain.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrainRowTest {
  private static final TrainingModel MODEL = TrainingModel.parse("resnet20:32");
  private static final List<TrainingJvms.Own> OWN =
      List.of(
          new TrainingJvms.Own(120, 0.5, 50, 100, 0),
          new TrainingJvms.Own(100, 0.5, 60, 100, 64),
          new TrainingJvms.Own(90, 0.5, 66, 120, 0));

  @Test
  void showsMediansAndWorstsAndHowManyTimesAsFast() {
    TrainRow row =
        new TrainRow(
            MODEL,
            1,
            "avx2",
            OWN,
            List.of(
                new TrainingJvms.Rival(150, 0.5, "PyTorch 1"),
                new TrainingJvms.Rival(180, 0.5, "PyTorch 1"),
                new TrainingJvms.Rival(151, 0.5, "PyTorch 1")));
    assertThat(row.line(true).split("[ |]+"))
        .containsExactly(
            "resnet20:32",
            "1",
            "avx2",
            "100.00",
            "1.20",
            "60.0",
            "55.0",
            "64",
            "151.00",
            "1.19",
            "1.51");
    assertThat(row.line(true)).hasSameSizeAs(TrainRow.heading(true));
    assertThat(row.line(false)).hasSameSizeAs(TrainRow.heading(false));
    assertThat(row.versions()).contains("PyTorch 1");
    assertThat(row.json().get("times_as_fast").getAsDouble()).isEqualTo(1.51);
    assertThat(row.json().getAsJsonArray("pytorch_fork_milliseconds")).hasSize(3);
  }

  @Test
  void hasDashesWhereTheRivalFailed() {
    TrainRow row = new TrainRow(MODEL, 2, "avx2", OWN, List.of());
    assertThat(row.line(true)).hasSameSizeAs(TrainRow.heading(true)).endsWith("-");
    assertThat(row.json().has("times_as_fast")).isFalse();
  }
}
