package finegrain.trainer.repro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The check in its JVMs, on what is right and on what is made wrong. */
class CheckTest {
  private final List<String> said = new ArrayList<>();

  @Test
  void saysThatThisMachineComputesTheReferenceBits() throws Exception {
    assertThat(new Check().run(true, said::add)).as("%s", said).isTrue();
    assertThat(said.getFirst()).contains("standard workload: ", ReferenceHashes.released().total());
    assertThat(said)
        .anyMatch(line -> line.matches(" +scalar +the reference bits, in \\d+ rounds"))
        .contains("total " + ReferenceHashes.released().total())
        .endsWith("This machine computes the reference bits.");
    for (int bits : ChildJvm.widths()) {
      assertThat(said)
          .anyMatch(line -> line.matches(" +vector, " + bits + " bits +the reference bits, .*"));
    }
    assertThat(String.join("\n", said)).contains(ReferenceHashes.released().text());
  }

  @Test
  void saysWhereItDeparts() throws Exception {
    Check check = new Check(List.of("-Dfinegrain.repro.flip=any:13"));
    assertThat(check.run(false, said::add)).as("%s", said).isFalse();
    // Six cases for each operation: the 13th case is the first of the third one.
    assertThat(said)
        .anyMatch(
            line ->
                line.matches(
                    " +scalar +departs in round 1, first at matmulAdd; 5 x 7 x 19: c\\[0, 0] is"
                        + " .*"))
        .endsWith("This machine departs from the reference bits.");
  }

  @Test
  void saysThatAJvmDied() throws Exception {
    Check check = new Check(List.of("-XX:NoSuchOption"));
    assertThat(check.run(false, said::add)).isFalse();
    assertThat(said)
        .anyMatch(
            line ->
                line.matches(
                    " +scalar +its JVM ended with code 1 before it was done; it said: Unrecognized"
                        + " VM option .*"));
  }
}
