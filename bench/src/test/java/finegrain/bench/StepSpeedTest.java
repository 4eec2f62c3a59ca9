package finegrain.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import finegrain.bench.operation.InstructionSet;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StepSpeedTest {
  /** Of the 400 images, 50 of each class, 59,478 pixels are not 0, as a count in the files says. */
  private static final double PIXELS = 59_478 / 400.0;

  private static String[] measure(String... arguments) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      StepSpeed.main(arguments);
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8).strip().split(" ");
  }

  /** Asserts only what holds on any machine: the share of the peak is below 1. */
  @Test
  void printsTimeAndRateAndPeak() throws Exception {
    String[] words = measure("5", "coarse,fine", "1", "50", "1");
    assertThat(words).hasSize(4);
    double micros = Double.parseDouble(words[0]);
    double gflops = Double.parseDouble(words[1]);
    // Outputs are 2 and 8.
    double flopsOfPair = 8 * 2.0 * 5 * (2 * PIXELS + 3 * 2 + 2 * PIXELS + 3 * 8);
    assertThat(gflops * 1e3 * micros).isCloseTo(flopsOfPair / 2, withPercentage(0.01));
    assertThat(gflops).isPositive().isLessThan(Double.parseDouble(words[2]));
  }

  @Test
  void measuresASingleModel() throws Exception {
    String[] words = measure("5", "fine", "1", "50", "1");
    double flops = 8 * 2.0 * 5 * (2 * PIXELS + 3 * 8);
    assertThat(Double.parseDouble(words[1]) * 1e3 * Double.parseDouble(words[0]))
        .isCloseTo(flops, withPercentage(0.01));
    assertThat(words[3]).isEqualTo(InstructionSet.ofThisJvm().id());
  }
}
