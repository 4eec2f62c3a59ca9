package finegrain.trainer.repro;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.kernels.Backend;
import finegrain.kernels.ScalarBackend;
import finegrain.trainer.repro.StandardTraining.Model;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The search for the step and the element, on a backend that is wrong in one of them. */
class SideBySideTest {
  /** Operations of a step of one model, the momentum step of its hidden weights the ninth. */
  private static final int OPERATIONS_OF_A_STEP = 10;

  private static final int HIDDEN_STEP = 9;

  private final Model model = StandardTraining.models().getLast();
  private final StandardTraining training = new StandardTraining();

  /** A scalar backend that spoils one operation, counted from the opening of its kernels. */
  private static Backend spoiltAt(int operation) {
    return new BitFlips(
        new ScalarBackend(),
        () -> {
          AtomicInteger count = new AtomicInteger();
          return () -> count.incrementAndGet() == operation;
        });
  }

  @Test
  void findsTheStepTheTensorAndTheElement() throws Exception {
    int step = 4;
    Backend spoilt = spoiltAt(OPERATIONS_OF_A_STEP * step + HIDDEN_STEP);
    SideBySide.Finding finding =
        SideBySide.run(training.alone(model), spoilt, new ScalarBackend(), 0);
    SideBySide.DifferentStep difference = finding.difference().orElseThrow();
    assertThat(difference.step()).isEqualTo(step);
    assertThat(difference.element().tensor()).isEqualTo("hidden weights");
    assertThat(difference.element().row()).isZero();
    assertThat(difference.element().column()).isZero();
    assertThat(FloatBits.ulps(difference.element().here(), difference.element().reference()))
        .isEqualTo(1 << 23);
    assertThat(finding.here()).isPresent().isNotEqualTo(finding.oracle());
  }

  @Test
  void findsNothingBeforeTheFault() throws Exception {
    // The fault is in the second epoch or its validation: far behind the 32 steps of the first.
    Backend spoilt = spoiltAt(OPERATIONS_OF_A_STEP * 40 + HIDDEN_STEP);
    SideBySide.Finding finding =
        SideBySide.run(training.alone(model), spoilt, new ScalarBackend(), 0);
    assertThat(finding.difference()).isEmpty();
    assertThat(finding.here()).isPresent().isEqualTo(finding.oracle());
  }

  @Test
  void endsWhereTheEpochIsNeverReached() throws Exception {
    SideBySide.Finding finding =
        SideBySide.run(training.alone(model), new ScalarBackend(), new ScalarBackend(), 700);
    assertThat(finding.difference()).isEmpty();
    assertThat(finding.here()).isEmpty();
  }

  @Test
  void theScalarBackendIsThatOfTheRecord() throws Exception {
    List<String> hashes = List.copyOf(training.run(new ScalarBackend(), 1, 1).hashes().values());
    SideBySide.Finding finding =
        SideBySide.run(training.alone(model), new ScalarBackend(), new ScalarBackend(), 2);
    assertThat(hashes).contains(finding.oracle().orElseThrow());
  }
}
