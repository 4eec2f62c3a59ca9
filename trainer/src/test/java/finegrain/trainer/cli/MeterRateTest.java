package finegrain.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.trainer.engine.Meter;
import org.junit.jupiter.api.Test;

/** Moments are given: no test waits. */
final class MeterRateTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long BEGIN = -5 * SECOND;

  private final Meter meter = new Meter();
  private final MeterRate rate = new MeterRate(meter, BEGIN);

  @Test
  void isZeroAtTheBeginning() {
    assertThat(rate.at(BEGIN)).isEqualTo(new MeterRate.Rates(0, 0));
    assertThat(rate.at(BEGIN + SECOND)).isEqualTo(new MeterRate.Rates(0, 0));
  }

  @Test
  void isThatSinceTheBeginningForTenSeconds() {
    meter.add(100, 4_000_000_000L);
    assertThat(rate.at(BEGIN + 2 * SECOND)).isEqualTo(new MeterRate.Rates(50, 2));
    meter.add(100, 4_000_000_000L);
    assertThat(rate.at(BEGIN + 8 * SECOND)).isEqualTo(new MeterRate.Rates(25, 1));
  }

  @Test
  void isThatOfTheLastTenSecondsLater() {
    meter.add(1_000_000, 1_000_000_000_000L);
    for (int second = 1; second <= 30; second++) {
      rate.at(BEGIN + second * SECOND);
    }
    meter.add(30, 20_000_000_000L);
    assertThat(rate.at(BEGIN + 31 * SECOND)).isEqualTo(new MeterRate.Rates(3, 2));
  }

  /** As on a pipe, where a line comes every ten seconds or a little later. */
  @Test
  void isThatSinceTheLastLineWhereLinesAreRare() {
    meter.add(600, 12_000_000_000L);
    assertThat(rate.at(BEGIN + 12 * SECOND)).isEqualTo(new MeterRate.Rates(50, 1));
    meter.add(1200, 24_000_000_000L);
    assertThat(rate.at(BEGIN + 24 * SECOND)).isEqualTo(new MeterRate.Rates(100, 2));
    assertThat(rate.at(BEGIN + 60 * SECOND)).isEqualTo(new MeterRate.Rates(0, 0));
  }
}
