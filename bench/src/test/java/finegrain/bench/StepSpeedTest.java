package finegrain.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StepSpeedTest {
  /** Asserts only what holds on any machine: the share of the peak is below 1. */
  @Test
  void printsTimeAndRateAndPeak() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      StepSpeed.main(new String[] {"5", "1", "50", "1"});
    } finally {
      System.setOut(before);
    }
    String[] words = bytes.toString(StandardCharsets.UTF_8).strip().split(" ");
    assertThat(words).hasSize(3);
    double micros = Double.parseDouble(words[0]);
    double gflops = Double.parseDouble(words[1]);
    // 568 inputs of the 784 are not zero in all of the 400 images; outputs are 2 and 8.
    double flopsOfPair = 8 * 2.0 * 5 * (2 * 568 + 3 * 2 + 2 * 568 + 3 * 8);
    assertThat(gflops * 1e3 * micros).isCloseTo(flopsOfPair / 2, withPercentage(0.01));
    assertThat(gflops).isPositive().isLessThan(Double.parseDouble(words[2]));
  }
}
