package finegrain.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TrainingStepsTest {
  private static double[] measure(String... arguments) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      TrainingSteps.main(arguments);
    } finally {
      System.setOut(before);
    }
    String[] words = bytes.toString(StandardCharsets.UTF_8).strip().split(" ");
    assertThat(words).hasSize(7);
    double[] numbers = new double[6];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Double.parseDouble(words[i]);
    }
    return numbers;
  }

  /** 40.6 million multiply-adds a sample, as the paper counts 41: six operations of each. */
  @Test
  void trainsAResNet() throws Exception {
    double[] words = measure("resnet20", "2", "1", "5", "0.01");
    // Two samples are soon learnt by heart.
    assertThat(words[1]).isBetween(0.1, 30.0);
    assertThat(words[2]).isLessThan(words[1]);
    // The first layer has no gradient of its input.
    assertThat(words[3] * words[0] * 1e6).isCloseTo(2 * 6 * 40.6e6, withPercentage(2));
    assertThat(words[3]).isPositive().isLessThan(words[4]);
  }

  @Test
  void countsTheThreePassesOfAConvolution() throws Exception {
    double[] words = measure("conv", "1", "2", "1", "0.01");
    assertThat(words[3] * words[0] * 1e6).isCloseTo(3 * 2.0 * 1024 * 576 * 64, withPercentage(0.1));
  }
}
