package finegrain.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import finegrain.bench.operation.InstructionSet;
import java.util.List;
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
  void quotesHoldAnOptionWithBlanksTogether() {
    String given = "-Da=\"x  y\" '-Db=\"z\"' -Xmx2g";
    SweepJvms jvms = new SweepJvms(InstructionSet.ofThisJvm(), false, given);
    assertThat(jvms.options()).containsExactly("-Da=x  y", "-Db=\"z\"", "-Xmx2g");
    assertThat(jvms.variable()).isEqualTo("\"-Da=x  y\" '-Db=\"z\"' \"-Xmx2g\"");
  }

  @Test
  void aCollectorOfTheUserWins() {
    assertThat(SweepJvms.collector(List.of("-Xmx2g"))).containsExactly("-XX:+UseSerialGC");
    assertThat(SweepJvms.collector(List.of("-XX:+UseG1GC"))).isEmpty();
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
