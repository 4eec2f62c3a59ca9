package finegrain.trainer.study.multiview;

import java.util.List;
import java.util.stream.Stream;

/** What the networks of a run differ in, besides their labels. */
enum Varied {
  GRANULARITY("granularity", "coarse,fives,pairs,fine,halves,fine@60,single@60"),
  ALPHA(
      "alpha", "0-0,0.025-0.075,0.05-0.15,0.1-0.2,0.15-0.25,0.2-0.3,0.2-0.4,0.4-0.6,0.6-0.8,0.8-1"),
  K("k", "2,5,10,20,35"),
  NOISE("noise", "0,0.1,0.2,0.4,0.6,0.8,0.9,0.95,1"),
  MISALIGNMENT("misalignment", "0,0.1,0.2,0.3,0.4,0.5,0.6,0.8,1"),
  SAMPLES("samples", "1,2,5,10,20,50,100,200");

  private final String word;
  private final String values;

  Varied(String word, String values) {
    this.word = word;
    this.values = values;
  }

  /** The values if the user gives none, separated by commas. */
  String defaultValues() {
    return values;
  }

  /** The deviation of the noise if the user gives none. */
  double deviation() {
    return this == SAMPLES ? 4 : PatchModel.DEVIATION;
  }

  /** All names. */
  static List<String> words() {
    return Stream.of(values()).map(Varied::toString).toList();
  }

  /** That of a name, which there is. */
  static Varied of(String word) {
    return Stream.of(values()).filter(one -> one.word.equals(word)).findFirst().orElseThrow();
  }

  @Override
  public String toString() {
    return word;
  }
}
