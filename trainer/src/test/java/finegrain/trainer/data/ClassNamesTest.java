package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClassNamesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Whole numbers and words keep their bytes.
        "10 9 -1 | -1 9 10",
        "01 1 +1 | +1 01 1",
        "10 9 b | 10 9 b",
        "1.0 b 10.0 | 1.0 10.0 b",
        "nan 1 | 1 nan",
        // Other numbers are names in their shortest form, by value.
        "0.0 10.0 9.0 2.0 | 0 2 9 10",
        "-1.0 1e1 3 3.0 | -1 3 10",
        "0.5 10.5 2.50 .5 | 0.5 2.5 10.5",
        "-0.0 0.0 1.0 | 0 1",
        "1e99 2 | 2 1"
            + "000000000000000000000000000000000"
            + "000000000000000000000000000000000"
            + "000000000000000000000000000000000",
        "1e999999999 2 | 1e999999999 2"
      })
  void namesAndTheirOrder(String labels, String names) {
    List<String> all = List.of(labels.split(" ", -1));
    assertThat(FileContents.sortedNames(ClassNames.of(all).values()))
        .containsExactly(names.split(" ", -1));
  }
}
