package finegrain.trainer.labels;

import finegrain.kernels.RandomStream;
import finegrain.trainer.RandomPurpose;
import finegrain.trainer.UserError;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Wrong fine labels in a training set: a share of them is redrawn, each as another class with equal
 * probability. Which samples are redrawn depends on seed, repeat and share alone: those of a
 * smaller share are among those of a larger one, with the same wrong labels, and both kinds take
 * the same samples. The text is {@code 0} for no noise, else the kind and the share, such as {@code
 * inside:0.1}.
 *
 * @param kind the classes from which a label is redrawn; {@link Kind#INSIDE} if there is no noise
 * @param share of the training labels, 0 to 1
 */
public record LabelNoise(Kind kind, double share) implements Comparable<LabelNoise> {
  /** No noise. */
  public static final LabelNoise NONE = new LabelNoise(Kind.INSIDE, 0);

  private static final Comparator<LabelNoise> ORDER =
      Comparator.comparing((LabelNoise noise) -> noise.share > 0)
          .thenComparing(LabelNoise::kind)
          .thenComparingDouble(LabelNoise::share);

  /** Streams of draws: which samples are redrawn, and as which class. */
  private static final int WHICH = 0;

  private static final int CLASS = 1;

  /** The classes from which a label is redrawn. */
  public enum Kind {
    /** The other fine classes of the same coarse class; a class alone there keeps its labels. */
    INSIDE("inside"),
    /** All other fine classes. */
    ACROSS("across");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** There is one text for no noise. */
  public LabelNoise {
    kind = share == 0 ? Kind.INSIDE : kind;
  }

  /**
   * The noises of a list such as {@code 0,0.01,across:0.1}: each once, no noise first, then those
   * inside coarse classes and those across, by growing share. A share without a kind stands for
   * both kinds.
   *
   * @param list as the user gives it
   * @throws UserError if it is none
   */
  public static List<LabelNoise> list(String list) {
    TreeSet<LabelNoise> noises = new TreeSet<>();
    for (String text : list.split(",", -1)) {
      int colon = text.indexOf(':');
      double share = share(text.substring(colon + 1), text);
      List<Kind> kinds =
          colon < 0
              ? List.of(Kind.values())
              : List.of(Kind.values()).stream()
                  .filter(kind -> kind.text.equals(text.substring(0, colon)))
                  .toList();
      if (kinds.isEmpty()) {
        throw wrong(text);
      }
      kinds.forEach(kind -> noises.add(new LabelNoise(kind, share)));
    }
    return List.copyOf(noises);
  }

  private static double share(String number, String text) {
    // Not what parseDouble takes beyond decimals, such as 1e-2, NaN or 0x1p-3.
    double share =
        number.matches("\\d{1,9}(\\.\\d{0,15})?|\\.\\d{1,15}") ? Double.parseDouble(number) : -1;
    if (share < 0 || share > 1) {
      throw wrong(text);
    }
    return share;
  }

  private static UserError wrong(String text) {
    return new UserError(
        "--label-noise must be shares from 0 to 1, separated by commas, such as 0,0.03,0.1, perhaps with inside: or across: before them; \"%s\" is none"
            .formatted(text));
  }

  /** A noise from its text. */
  public static LabelNoise parse(String text) {
    List<LabelNoise> noises = list(text);
    if (noises.size() != 1) {
      throw new IllegalArgumentException("there is no label noise " + text);
    }
    return noises.getFirst();
  }

  /** Whether no label is redrawn. */
  public boolean isNone() {
    return share == 0;
  }

  /**
   * The labels of a training set with this noise.
   *
   * @param fine class of each sample
   * @param coarse the map above the fine classes
   * @return a copy, or the array itself if there is no noise
   */
  public int[] applied(int[] fine, LabelMap coarse, long seed, int repeat) {
    if (isNone()) {
      return fine;
    }
    RandomStream classes = RandomPurpose.LABEL_NOISE.stream(seed, repeat, CLASS);
    List<int[]> candidates = candidates(coarse);
    int[] noisy = fine.clone();
    for (int sample : redrawn(fine.length, seed, repeat)) {
      int[] others = candidates.get(fine[sample]);
      if (others.length > 0) {
        noisy[sample] = others[classes.below(sample, others.length)];
      }
    }
    return noisy;
  }

  /** The samples with the least draws. */
  private int[] redrawn(int samples, long seed, int repeat) {
    RandomStream which = RandomPurpose.LABEL_NOISE.stream(seed, repeat, WHICH);
    long[] draws =
        IntStream.range(0, samples)
            .mapToLong(sample -> Integer.toUnsignedLong(which.bits(sample)))
            .toArray();
    return IntStream.range(0, samples)
        .boxed()
        .sorted(Comparator.comparingLong(sample -> draws[sample]))
        .limit(Math.round(share * samples))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** For each fine class the classes as which it may be redrawn. */
  private List<int[]> candidates(LabelMap coarse) {
    List<int[]> candidates = new ArrayList<>();
    for (int fine = 0; fine < coarse.fineClasses(); fine++) {
      int own = fine;
      candidates.add(
          IntStream.range(0, coarse.fineClasses())
              .filter(other -> other != own)
              .filter(other -> kind == Kind.ACROSS || coarse.coarse(other) == coarse.coarse(own))
              .toArray());
    }
    return candidates;
  }

  @Override
  public int compareTo(LabelNoise other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return isNone() ? "0" : kind + ":" + decimal(share);
  }

  /** A share as a decimal number without an exponent. */
  public static String decimal(double share) {
    return new BigDecimal(Double.toString(share)).stripTrailingZeros().toPlainString();
  }
}
