package finegrain.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import finegrain.bench.operation.InstructionSet;
import org.junit.jupiter.api.Test;

class SweepJvmsTest {
  private static final InstructionSet AVX2 = InstructionSet.named("avx2").orElseThrow();

  /** The last of two equal options counts for a JVM. */
  @Test
  void theOptionsOfTheSettingFollowThoseOfTheUser() {
    assertThat(new SweepJvms(AVX2, true, " -Xmx2g  -XX:UseAVX=3 ").options())
        .containsExactly(
            "-Xmx2g",
            "-XX:UseAVX=3",
            "-XX:UseAVX=2",
            "-Dfinegrain.onednn.isa=avx2",
            "-Dfinegrain.sparse.share=0");
    assertThat(new SweepJvms(InstructionSet.ofThisJvm(), false, "").options()).isEmpty();
  }

  @Test
  void theHeadAndTheRowsNameTheSetting() {
    SweepJvms jvms = new SweepJvms(AVX2, true, "");
    assertThat(jvms).hasToString("avx2, zeros multiplied");
    JsonObject row = new JsonObject();
    jvms.describe(row);
    assertThat(row.get("isa").getAsString()).isEqualTo("avx2");
    assertThat(row.get("dense").getAsBoolean()).isTrue();
  }
}
