package finegrain.bench.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class InstructionSetTest {
  private static final OptionalInt NONE = OptionalInt.empty();

  @Test
  void namesTheVectorsThatAreUsed() {
    assertThat(InstructionSet.id("amd64", OptionalInt.of(3), NONE, 512)).isEqualTo("avx512");
    assertThat(InstructionSet.id("amd64", OptionalInt.of(3), NONE, 256)).isEqualTo("256bit");
    assertThat(InstructionSet.id("amd64", OptionalInt.of(2), NONE, 256)).isEqualTo("avx2");
    assertThat(InstructionSet.id("amd64", OptionalInt.of(2), NONE, 128)).isEqualTo("128bit");
    assertThat(InstructionSet.id("amd64", OptionalInt.of(1), NONE, 256)).isEqualTo("256bit");
    assertThat(InstructionSet.id("aarch64", NONE, OptionalInt.of(0), 128)).isEqualTo("neon");
    assertThat(InstructionSet.id("aarch64", NONE, OptionalInt.of(2), 256)).isEqualTo("256bit");
    assertThat(InstructionSet.id("riscv64", NONE, NONE, 128)).isEqualTo("128bit");
  }

  @Test
  @EnabledIfSystemProperty(named = "os.arch", matches = "amd64")
  void asksAJvmWhatItCanUse() {
    assertThat(InstructionSet.named("AVX2").orElseThrow().isOffered()).isTrue();
    assertThat(new InstructionSet("avx512", List.of("-XX:UseAVX=2")).isOffered()).isFalse();
    assertThat(new InstructionSet("avx2", List.of("-XX:NoSuchOption=2")).isOffered()).isFalse();
  }
}
