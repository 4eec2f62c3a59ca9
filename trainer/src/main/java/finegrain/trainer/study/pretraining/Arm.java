package finegrain.trainer.study.pretraining;

import finegrain.trainer.PlainText;
import finegrain.trainer.UserError;
import finegrain.trainer.labels.LabelNoise;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.labels.SynsetLevels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One way to pretrain a network: which labels its training samples have. Its text, such as {@code
 * inside-5}, is its name in options and results.
 *
 * @param kind of the labels
 * @param number that belongs to the kind; 0 where none does
 */
public record Arm(Kind kind, double number) {
  /** The labels of a network that is not pretrained, and trained on the target from the start. */
  public static final Arm SCRATCH = new Arm(Kind.SCRATCH, 0);

  /** The target's own labels: what all other arms are compared with. */
  public static final Arm TARGET = new Arm(Kind.TARGET, 0);

  /** The leaves of the tree. */
  public static final Arm LEAVES = new Arm(Kind.LEAVES, 0);

  /** "Why Fine-grained Labels in Pretraining Benefit Generalization?" (2024), section 4. */
  private static final List<Integer> LEVELS_OF_PAPER = List.of(1, 2, 4, 6, 9);

  private static final int PERCENT = 100;
  private static final int MOST = 1_000_000;
  private static final Pattern FORM = Pattern.compile("([a-z]+)(?:-(\\d{0,7}(?:\\.\\d{1,9})?))?");

  /** What stands after the name of a kind. */
  private enum Suffix {
    NONE,
    COUNT,
    SHARE
  }

  /** The kinds of labels. */
  public enum Kind {
    /** No pretraining. */
    SCRATCH(Suffix.NONE, "nothing; trained on the target from the start"),
    /** The target's own labels. */
    TARGET(Suffix.NONE, "the target's own labels"),
    /** The target's own labels, and as few samples of each as a leaf has. */
    FEW(Suffix.NONE, "the target's labels, with as few images of each as a leaf has"),
    /** A level of the tree between target and leaves. */
    LEVEL(Suffix.COUNT, "level N of the tree; the target is level 1"),
    /** Leaves of a target class in groups. */
    MERGED(Suffix.COUNT, "groups of N leaves of a target class"),
    /** The leaves. */
    LEAVES(Suffix.NONE, "the leaves of the tree"),
    /** Clusters inside each leaf. */
    SUBLEAVES(Suffix.COUNT, "N clusters inside each leaf"),
    /** One label a sample. */
    INSTANCES(Suffix.NONE, "a label of its own for each image"),
    /** A label of each level in one loss. */
    MIXED(Suffix.NONE, "a label of each level of the tree in one loss"),
    /** Hypernyms of the leaves in WordNet. */
    WORDNET(
        Suffix.COUNT, "all synsets of WordNet that N steps to hypernyms lead to, several a leaf"),
    /** Clusters inside each target class. */
    INSIDE(Suffix.COUNT, "N clusters inside each target class"),
    /** As many clusters over all samples. */
    OVERALL(Suffix.COUNT, "clusters over all images, N for each target class"),
    /** As many random labels. */
    RANDOM(Suffix.COUNT, "as many random labels, N for each target class"),
    /** Leaves with wrong labels. */
    NOISE(Suffix.SHARE, "the leaves, a share of the labels wrong"),
    /** Pairs of leaves across target classes. */
    MISALIGNED(Suffix.SHARE, "pairs of leaves, a share of them across target classes");

    private final Suffix suffix;
    private final String meaning;

    Kind(Suffix suffix, String meaning) {
      this.suffix = suffix;
      this.meaning = meaning;
    }

    private String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What the labels are, for people. */
  public String meaning() {
    return switch (kind.suffix) {
      case NONE -> kind.meaning;
      case COUNT -> kind.meaning.replaceFirst("\\bN\\b", Integer.toString(count()));
      case SHARE ->
          kind.meaning.replaceFirst("a share", LabelNoise.decimal(PERCENT * number) + " %");
    };
  }

  /** Whether its number says how many labels there are. */
  boolean hasCount() {
    return switch (kind) {
      case SUBLEAVES, INSIDE, OVERALL, RANDOM -> true;
      default -> false;
    };
  }

  /** The number as a count. */
  int count() {
    return (int) number;
  }

  /**
   * The arms of a list such as {@code leaves,inside-5}, each once, after the baseline {@code
   * target}.
   *
   * @throws UserError if one is unknown
   */
  public static List<Arm> list(List<String> texts) {
    Set<Arm> arms = new LinkedHashSet<>(List.of(TARGET));
    texts.forEach(text -> arms.add(parse(text)));
    return List.copyOf(arms);
  }

  /**
   * An arm from its text.
   *
   * @throws UserError if it is none
   */
  public static Arm parse(String text) {
    Matcher form = FORM.matcher(text);
    if (form.matches()) {
      for (Kind kind : Kind.values()) {
        String number = form.group(2);
        if (kind.text().equals(form.group(1)) && (number == null) == (kind.suffix == Suffix.NONE)) {
          return of(kind, number, text);
        }
      }
    }
    throw unknown(text);
  }

  private static Arm of(Kind kind, String number, String text) {
    if (number == null) {
      return new Arm(kind, 0);
    }
    boolean isCount = kind.suffix == Suffix.COUNT;
    boolean isNumber = number.matches(isCount ? "\\d{1,7}" : "\\d{1,7}(\\.\\d{1,9})?|\\.\\d{1,9}");
    double value = isNumber ? Double.parseDouble(number) : 0;
    double least = kind == Kind.WORDNET ? 1 : isCount ? 2 : Double.MIN_VALUE;
    if (value < least || value > (isCount ? MOST : 1)) {
      throw new UserError(
          isCount
              ? "the arm %s needs a whole number from %.0f on after its name".formatted(text, least)
              : "the arm %s needs a share above 0 and up to 1 after its name".formatted(text));
    }
    return new Arm(kind, value);
  }

  private static UserError unknown(String text) {
    return new UserError(
        "there is no arm \"%s\"; choose among %s"
            .formatted(PlainText.shortened(text), String.join(", ", forms())));
  }

  /** How arms are written. */
  public static List<String> forms() {
    List<String> forms = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      forms.add(
          switch (kind.suffix) {
            case NONE -> kind.text();
            case COUNT -> kind.text() + "-N";
            case SHARE -> kind.text() + "-SHARE";
          });
    }
    return Collections.unmodifiableList(forms);
  }

  /** The arms of WordNet's levels that a run with the file has if it names none. */
  static List<Arm> usual(SynsetLevels synsets) {
    List<Arm> arms = new ArrayList<>();
    int levels = synsets.all().size();
    for (int level : LEVELS_OF_PAPER) {
      if (level < levels && synsets.level(level).names().size() > 1) {
        arms.add(new Arm(Kind.WORDNET, level));
      }
    }
    return arms;
  }

  /** The arms of a run that names none. */
  public static List<Arm> usual(LabelTree tree) {
    List<Arm> arms = new ArrayList<>(List.of(SCRATCH, TARGET, new Arm(Kind.FEW, 0)));
    for (int level = 2; level < tree.levels(); level++) {
      arms.add(new Arm(Kind.LEVEL, level));
    }
    for (String text :
        ("merged-2 leaves subleaves-2 subleaves-5 instances mixed inside-2 inside-5 inside-10"
                + " overall-2 overall-5 overall-10 random-5 noise-0.1 noise-0.2 noise-0.4"
                + " misaligned-0.5 misaligned-1")
            .split(" ", -1)) {
      arms.add(parse(text));
    }
    return arms;
  }

  @Override
  public String toString() {
    return switch (kind.suffix) {
      case NONE -> kind.text();
      case COUNT -> kind.text() + "-" + count();
      case SHARE -> kind.text() + "-" + LabelNoise.decimal(number);
    };
  }
}
