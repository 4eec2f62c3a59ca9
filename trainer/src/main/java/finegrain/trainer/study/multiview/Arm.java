package finegrain.trainer.study.multiview;

import finegrain.trainer.UserError;
import finegrain.trainer.study.multiview.Labelling.Granularity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One kind of network of a run: what it learns, and what it is tested on.
 *
 * @param value of what is varied, as text
 * @param labels the name of its labels
 * @param kind of the variation where there are two kinds of it; else empty
 * @param samples of its training
 * @param model of its data
 * @param labeller gives its labels
 * @param classes give the coarse class of each subclass
 */
record Arm(
    String value,
    String labels,
    String kind,
    int samples,
    PatchModel model,
    Labeller labeller,
    Classes classes) {
  static final String INSIDE = "inside the superclass";
  static final String ACROSS = "across all subclasses";
  static final String SWAPPED = "subclasses of the other superclass";
  static final String OTHER_FEATURE = "labels by another feature";

  /** Labels for a repeat. */
  interface Labeller {
    /** Those of a repeat. */
    Labelling of(long seed, int repeat);
  }

  /** Coarse classes for a repeat. */
  interface Classes {
    /** The coarse class of each subclass. */
    int[] of(long seed, int repeat);
  }

  /** The largest total of samples at which each sample can have a label without much work. */
  private static final int MOST_SINGLE = 100;

  private static final int MOST_SAMPLES = 100_000;

  private static Arm of(
      String value, Granularity granularity, String labels, int samples, PatchModel model) {
    return new Arm(
        value,
        labels,
        "",
        samples,
        model,
        (seed, repeat) -> Labelling.of(granularity, model, samples, seed, repeat),
        plain(model));
  }

  private static Classes plain(PatchModel model) {
    return (_, _) -> IntStream.range(0, model.allSubclasses()).map(model::superclass).toArray();
  }

  /** The arms of a granularity such as {@code pairs}, or {@code single@100} with its samples. */
  static List<Arm> ofGranularity(String value, PatchModel model, int samples) {
    String[] parts = value.split("@", 2);
    Granularity granularity =
        Stream.of(Granularity.values())
            .filter(one -> one.toString().equals(parts[0]))
            .findFirst()
            .orElseThrow(() -> new UserError(notOne(value)));
    int count = parts.length == 1 ? samples : whole("values", parts[1], 1, MOST_SAMPLES);
    return List.of(of(value, granularity, value, count, model));
  }

  private static String notOne(String value) {
    return "--values must have labels of %s, with @N for N training samples, not \"%s\""
        .formatted(
            String.join(", ", Stream.of(Granularity.values()).map(Object::toString).toList()),
            value);
  }

  private static List<Arm> coarseAndFine(String value, PatchModel model, int samples) {
    return List.of(
        of(value, Granularity.COARSE, "coarse", samples, model),
        of(value, Granularity.FINE, "fine", samples, model));
  }

  /** The arms of all strengths of the opposing feature, which changes the hard samples alone. */
  static List<Arm> ofAlpha(PatchModel model, int samples) {
    return coarseAndFine("", model, samples);
  }

  /** The arms of a number of subclasses. */
  static List<Arm> ofSubclasses(String value, PatchModel model, int samples) {
    int k = whole("values", value, 1, PatchModel.MOST_SUBCLASSES);
    return coarseAndFine(value, new PatchModel(k, model.deviation(), false), samples);
  }

  /** The arms of a number of samples of each subclass. */
  static List<Arm> ofSamples(String value, PatchModel model) {
    int count = whole("values", value, 1, MOST_SAMPLES / model.allSubclasses());
    int samples = count * model.allSubclasses();
    List<Arm> arms = new ArrayList<>();
    for (Granularity granularity : Granularity.values()) {
      if (granularity != Granularity.SINGLE || (count > 1 && samples <= MOST_SINGLE)) {
        arms.add(of(value, granularity, granularity.toString(), samples, model));
      }
    }
    return arms;
  }

  /** The arms of a share of fine labels that are drawn anew. */
  static List<Arm> ofNoise(String value, double share, PatchModel model, int samples) {
    List<Arm> arms = new ArrayList<>();
    arms.add(of(value, Granularity.COARSE, "coarse", samples, model));
    for (String kind : List.of(INSIDE, ACROSS)) {
      arms.add(
          new Arm(
              value,
              "fine",
              kind,
              samples,
              model,
              (seed, repeat) ->
                  Labelling.noisy(model, samples, share, kind.equals(ACROSS), seed, repeat),
              plain(model)));
    }
    return arms;
  }

  /** The arms of a share of misaligned subclasses, and of labels that follow another feature. */
  static List<Arm> ofMisalignment(String value, double share, PatchModel model, int samples) {
    List<Arm> arms = new ArrayList<>();
    Classes classes = (seed, repeat) -> Labelling.swapped(model, share, seed, repeat);
    for (boolean fine : new boolean[] {false, true}) {
      arms.add(
          new Arm(
              value,
              fine ? "fine" : "coarse",
              SWAPPED,
              samples,
              model,
              (seed, repeat) -> Labelling.ofTargets(fine, model, samples, classes.of(seed, repeat)),
              classes));
    }
    PatchModel other = new PatchModel(model.subclasses(), model.deviation(), true);
    arms.add(
        new Arm(
            value,
            "coarse",
            OTHER_FEATURE,
            samples,
            other,
            (seed, repeat) -> Labelling.of(Granularity.COARSE, other, samples, seed, repeat),
            plain(other)));
    arms.add(
        new Arm(
            value,
            "fine",
            OTHER_FEATURE,
            samples,
            other,
            (seed, repeat) -> Labelling.ofNuisance(other, samples, share, seed, repeat),
            plain(other)));
    return arms;
  }

  private static int whole(String option, String text, int least, int most) {
    if (text.matches("[0-9]{1,9}")) {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    }
    throw new UserError(
        "--%s must have whole numbers from %d to %d here, not \"%s\""
            .formatted(option, least, most, text));
  }
}
