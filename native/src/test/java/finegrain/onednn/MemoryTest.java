package finegrain.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Nothing leaks. */
@EnabledOnOs(OS.LINUX)
class MemoryTest {
  private static final int MOST_GROWTH_KB = 24 * 1024;

  @Test
  void aMillionCallsOverChangingShapesKeepTheMemory() throws Exception {
    // A heap of a fixed size that is all there from the start, so that what grows is not Java's.
    ChildJvm.Outcome outcome =
        ChildJvm.run(
            MillionCallsMain.class,
            List.of("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC"));
    assertThat(outcome.exit()).as(outcome.output()).isZero();
    List<Integer> kilobytes =
        outcome
            .output()
            .lines()
            .filter(line -> line.startsWith("VmRSS"))
            .map(line -> Integer.valueOf(line.replaceAll("\\D", "")))
            .toList();
    System.out.println(outcome.output().strip());
    // After a tenth of the calls every cache is full.
    assertThat(kilobytes.getLast() - kilobytes.getFirst()).isLessThan(MOST_GROWTH_KB);
  }
}
