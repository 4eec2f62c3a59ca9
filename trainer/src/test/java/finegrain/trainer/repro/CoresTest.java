package finegrain.trainer.repro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.kernels.ProcessorAffinity;
import finegrain.kernels.ScalarBackend;
import finegrain.trainer.UserError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** On cores that are made up, one of which computes wrongly. ReproIT has real ones. */
class CoresTest {
  private final List<String> said = new ArrayList<>();

  /** Three cores; binding changes nothing. */
  private static final class ThreeCores implements ProcessorAffinity {
    @Override
    public Answer processors() {
      return new Answer.Processors(List.of(0, 3, 5));
    }

    @Override
    public Answer bind(Collection<Integer> processors) {
      return new Answer.Processors(List.copyOf(processors));
    }
  }

  private boolean run(Optional<ProcessorAffinity> affinity, Optional<FlipSwitch> flips)
      throws Exception {
    return new Cores(new ScalarBackend(), affinity, flips).run(0.2, said::add);
  }

  @Test
  void findsTheCoreThatComputesWronglyNowAndThen() throws Exception {
    FlipSwitch flips = new FlipSwitch(OptionalInt.of(3), 7);
    assertThat(run(Optional.of(new ThreeCores()), Optional.of(flips))).isFalse();
    assertThat(said)
        .anyMatch(line -> line.matches("core 0: \\d+ rounds?, 0 mismatches"))
        .anyMatch(line -> line.matches("core 3: \\d+ rounds?, [1-9]\\d* mismatch(es)?"))
        .anyMatch(line -> line.matches("core 5: \\d+ rounds?, 0 mismatches"))
        .anyMatch(
            line ->
                line.matches(
                    "  the first in round 1, matmul, chosen rows: 5 x 7 x 19: c\\[0, 0] is .* ULP"
                        + " apart"))
        .endsWith("Wrong results on: core 3; core 3, all at once");
  }

  @Test
  void saysThatNoCoreDeparts() throws Exception {
    assertThat(run(Optional.of(new ThreeCores()), Optional.empty())).isTrue();
    assertThat(said)
        .filteredOn(line -> line.matches("core \\d(, all at once)?: \\d+ rounds?, 0 mismatches"))
        .hasSize(6);
    assertThat(said).endsWith("No core departs from the reference bits.");
  }

  @Test
  void runsOnAllWhereItCannotBind() throws Exception {
    assertThat(run(Optional.empty(), Optional.empty())).isTrue();
    assertThat(said.getFirst()).startsWith("threads cannot be bound to cores here: the module");
    assertThat(said)
        .filteredOn(line -> line.matches("thread \\d+: \\d+ rounds?, 0 mismatches"))
        .hasSize(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void refusesASwitchThatMakesNoSense() {
    assertThat(FlipSwitch.parse("any:5")).isEqualTo(new FlipSwitch(OptionalInt.empty(), 5));
    assertThatThrownBy(() -> FlipSwitch.parse("1:0"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("such as 1:1000, not \"1:0\"");
  }
}
