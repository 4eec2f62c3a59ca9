package finegrain.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Loading and calling oneDNN has no side effects on the JVM. */
class SideEffectsTest {
  @Test
  void javaComputesTheSameBitsBeforeAndAfter() throws Exception {
    // A JVM of its own: in this one the library may be loaded already.
    ChildJvm.Outcome outcome =
        ChildJvm.run(SideEffectsMain.class, List.of("--add-modules", "jdk.incubator.vector"));
    assertThat(outcome.output()).contains("the same on 4 threads").doesNotContain("differ");
    assertThat(outcome.exit()).isZero();
  }
}
