package finegrain.trainer.study.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import finegrain.trainer.analysis.Statistics.Estimate;
import finegrain.trainer.report.Conclusion;
import finegrain.trainer.study.pretraining.TransferResults.Part;
import finegrain.trainer.study.pretraining.TransferResults.Trained;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Results that are made up by hand: 100 test images, of which the first ten are hard. */
class TransferResultsTest {
  private static final int IMAGES = 100;
  private static final int HARD = 10;

  private static BitSet bits(int from, int to) {
    BitSet bits = new BitSet();
    bits.set(from, to);
    return bits;
  }

  /** Right on so many hard images and so many easy ones. */
  private static Trained trained(String arm, int repeat, int labels, int hard, int easy) {
    BitSet right = bits(0, hard);
    right.or(bits(HARD, HARD + easy));
    return new Trained(Arm.parse(arm), 1, repeat, labels, 100, 10, 10, 100, right);
  }

  /** Each repeat has as many more right answers as its number. */
  private static TransferResults results(int repeats) {
    List<Trained> all = new ArrayList<>();
    for (int repeat = 0; repeat < repeats; repeat++) {
      all.add(trained("target", repeat, 2, 1, 60 + repeat));
      all.add(trained("leaves", repeat, 10, 5, 70 + repeat));
      all.add(trained("inside-5", repeat, 10, 3, 65 + repeat));
      all.add(trained("overall-5", repeat, 10, 2, 65 + (repeat % 2 == 0 ? 2 : 0) + repeat));
      all.add(trained("instances", repeat, 100, 0, 40 + repeat));
      all.add(trained("noise-0.2", repeat, 10, 4, 62 + repeat));
      all.add(trained("noise-0.4", repeat, 10, 1, 55 + repeat));
    }
    return new TransferResults(0, all, IMAGES, bits(0, HARD));
  }

  @Test
  void imagesThatMostJudgesGetWrongAreHard() {
    // Wrong answers of three judges: image 0 all, 1 two, 2 one, 3 none.
    BitSet hard = TransferResults.hard(List.of(bits(3, 4), bits(2, 4), bits(1, 4)), 4);
    assertThat(hard).isEqualTo(bits(0, 2));
    // Two of four are no majority.
    assertThat(TransferResults.hard(List.of(bits(0, 1), bits(0, 1), bits(1, 1), bits(1, 1)), 1))
        .isEqualTo(new BitSet());
  }

  @Test
  void accuraciesAreSharesOfTheirPart() {
    TransferResults results = results(1);
    assertThat(results.accuracies(Arm.LEAVES, 1, Part.ALL)).containsExactly(0.75);
    assertThat(results.accuracies(Arm.LEAVES, 1, Part.HARD)).containsExactly(0.5);
    assertThat(results.accuracies(Arm.LEAVES, 1, Part.EASY)).containsExactly(70 / 90.0);
    assertThat(results.size(Part.EASY)).isEqualTo(90);
  }

  @Test
  void differencesAreThoseOfARepeat() {
    TransferResults results = results(7);
    assertThat(results.differences(Arm.LEAVES, Arm.TARGET, 1, Part.ALL)).containsOnly(0.14);
    Estimate gain = results.gain(Arm.LEAVES, Arm.TARGET, 1, Part.ALL, 1);
    assertThat(gain).isEqualTo(new Estimate(0.14, 0.14, 0.14));
    assertThat(results(5).gain(Arm.LEAVES, Arm.TARGET, 1, Part.ALL, 1).low()).isNaN();
  }

  @Test
  void aGainEndsWhereItsLineMeetsZero() {
    // Gains of .14, .05 and -.05 at 0, .2 and .4: the line meets 0 at .3.
    assertThat(new TransferHarm(results(6), 1).ends())
        .containsExactly(
            "The mean gain of fine labels ends at a noise of the leaves of 0.300 (0.300 to"
                + " 0.300).");
    assertThat(new TransferHarm(results(5), 1).ends())
        .containsExactly("The mean gain of fine labels ends at a noise of the leaves of 0.300.");
    assertThat(new TransferHarm(without("noise-0.4"), 1).ends())
        .containsExactly(
            "The mean gain of fine labels lasts up to the largest noise of the leaves.");
  }

  private static TransferResults without(String arm) {
    TransferResults all = results(6);
    return new TransferResults(
        0,
        all.trained().stream().filter(one -> !one.arm().equals(Arm.parse(arm))).toList(),
        IMAGES,
        all.hard());
  }

  @Test
  void armsWithOtherRepeatsAreNoPairs() {
    List<Trained> one = new ArrayList<>(results(6).trained());
    one.removeIf(network -> network.arm().equals(Arm.LEAVES) && network.repeat() == 2);
    TransferResults missing = new TransferResults(0, one, IMAGES, bits(0, HARD));
    assertThatThrownBy(() -> missing.differences(Arm.LEAVES, Arm.TARGET, 1, Part.ALL))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theBestLabelsOfTheTreeAreNamedByTheImagesOfALeaf() {
    TransferResults few =
        new TransferResults(
            5,
            IntStream.range(0, 6)
                .boxed()
                .flatMap(
                    repeat ->
                        Stream.of(
                            trained("target", repeat, 2, 0, 50),
                            trained("instances", repeat, 100, 0, 30),
                            // The leaves are better in one of six repeats.
                            trained("leaves", repeat, 10, 0, repeat == 0 ? 51 : 49)))
                .toList(),
            IMAGES,
            bits(0, HARD));
    BestGranularity best = BestGranularity.of(List.of(few, results(6)), 1).orElseThrow();
    assertThat(best.sentence())
        .endsWith("with so many training images of each leaf: 5 target, all leaves.");
    // Leaves win where 0 is drawn four times of six or more, and tie where it is drawn three times:
    // the first has a probability of .0087, the second of .0536.
    assertThat(best.best().getFirst().shares()[1]).isCloseTo(0.0623, within(0.01));
    assertThat(best.best().getFirst().shares()[0]).isCloseTo(0.9913, within(0.01));
    assertThat(best.best().getLast().shares()).containsExactly(0, 1, 0);
    assertThat(BestGranularity.of(List.of(few), 1)).isEmpty();
  }

  @Test
  void theReportSaysWhatHolds() {
    Conclusion conclusion = new TransferReport(List.of(results(6)), 1).conclusion();
    assertThat(conclusion.finding())
        .isEqualTo(
            "Pretraining on 10 fine labels gives better target accuracy than on the target's own 2,"
                + " by 14.00 percentage points.");
    assertThat(conclusion.answer())
        .contains("Fine labels help (leaves above target): holds (+14.00 percentage points")
        .contains("leaves is above inside-5: holds (+7.00")
        .contains("inside-5 is above overall-5: undecided")
        .contains("overall-5 is above instances: holds")
        // 4 of 10 hard images, and 10 of 90 easy ones.
        .contains("hard images than on easy ones: holds (+28.89")
        .contains("shape of a U): holds")
        .contains("ends at a noise of the leaves of 0.300");
    assertThat(conclusion.sections().getFirst().heading())
        .isEqualTo("Target accuracy by the number of pretraining labels");
  }

  @Test
  void fewRepeatsMakeNoClaim() {
    Conclusion conclusion = new TransferReport(List.of(results(5)), 1).conclusion();
    assertThat(conclusion.finding()).startsWith("This run makes no claim: it has 5 repeats");
    assertThat(conclusion.answer()).contains("no verdict").doesNotContain("holds");
  }
}
