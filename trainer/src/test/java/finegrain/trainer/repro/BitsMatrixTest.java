package finegrain.trainer.repro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BitsMatrixTest {
  @Test
  void hasTheSameBitsInEveryCellOfTheReferenceBackends() throws Exception {
    List<String> said = new ArrayList<>();
    BitsMatrix matrix = new BitsMatrix(List.of(128), 3, true);
    assertThat(matrix.run(said::add)).as("%s", said).isTrue();
    for (int threads : List.of(1, 2, 3)) {
      assertThat(said)
          .anyMatch(line -> line.matches("scalar +none +" + threads + " +(= *){4}"))
          .anyMatch(
              line ->
                  line.matches("vector +128 bits +" + threads + " +(= *){4}")
                      || line.startsWith("vector   128 bits      cannot run"));
    }
    // Module finegrain.onednn is not there in the tests of this module.
    assertThat(said)
        .contains("onednn   no limit      cannot run: its module is not on the module path");
  }
}
