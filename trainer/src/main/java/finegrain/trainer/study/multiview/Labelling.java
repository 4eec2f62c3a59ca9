package finegrain.trainer.study.multiview;

import finegrain.kernels.RandomStream;
import finegrain.trainer.RandomPurpose;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * The labels of a training. Those of one superclass follow each other.
 *
 * @param labels of each training sample
 * @param targets the coarse class of each label
 */
record Labelling(int[] labels, int[] targets) {
  /** How finely the subclasses are labelled. */
  enum Granularity {
    COARSE("coarse"),
    FIVES("fives"),
    PAIRS("pairs"),
    FINE("fine"),
    HALVES("halves"),
    SINGLE("single");

    private final String word;

    Granularity(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /** How many labels there are. */
  int outputs() {
    return targets.length;
  }

  /** The labels of a granularity. */
  static Labelling of(
      Granularity granularity, PatchModel model, int samples, long seed, int repeat) {
    return switch (granularity) {
      case COARSE -> merged(model, samples, model.subclasses());
      case FIVES -> merged(model, samples, 5);
      case PAIRS -> merged(model, samples, 2);
      case FINE -> merged(model, samples, 1);
      case HALVES -> {
        RandomStream random = RandomPurpose.PATCH_LABELS.stream(seed, repeat, 0);
        yield of(
            samples,
            sample -> 2 * model.subclass(sample) + random.below(sample, 2),
            2 * model.allSubclasses(),
            label -> model.superclass(label / 2));
      }
      case SINGLE -> single(model, samples);
    };
  }

  private static Labelling of(
      int samples, IntUnaryOperator label, int outputs, IntUnaryOperator target) {
    return new Labelling(
        IntStream.range(0, samples).map(label).toArray(),
        IntStream.range(0, outputs).map(target).toArray());
  }

  /** Groups of neighbouring subclasses; the last one of a superclass may be smaller. */
  private static Labelling merged(PatchModel model, int samples, int size) {
    int groups = Math.ceilDiv(model.subclasses(), size);
    return of(
        samples,
        sample -> {
          int subclass = model.subclass(sample);
          return model.superclass(subclass) * groups + subclass % model.subclasses() / size;
        },
        PatchModel.SUPERCLASSES * groups,
        label -> label / groups);
  }

  /** Samples are numbered superclass by superclass. */
  private static Labelling single(PatchModel model, int samples) {
    int[] labels = new int[samples];
    int[] targets = new int[samples];
    int label = 0;
    for (int superclass = 0; superclass < PatchModel.SUPERCLASSES; superclass++) {
      for (int sample = 0; sample < samples; sample++) {
        if (model.superclass(model.subclass(sample)) == superclass) {
          targets[label] = superclass;
          labels[sample] = label++;
        }
      }
    }
    return new Labelling(labels, targets);
  }

  /**
   * The subclasses as labels, of which a share is drawn anew: inside the superclass, or among all.
   * A label that is drawn anew may be what it was.
   */
  static Labelling noisy(
      PatchModel model, int samples, double share, boolean across, long seed, int repeat) {
    RandomStream which = RandomPurpose.LABEL_NOISE.stream(seed, repeat, 0);
    RandomStream classes = RandomPurpose.LABEL_NOISE.stream(seed, repeat, 1);
    Labelling fine = merged(model, samples, 1);
    for (int sample = 0; sample < samples; sample++) {
      if (isAmong(share, which, sample)) {
        int first = model.superclass(model.subclass(sample)) * model.subclasses();
        fine.labels[sample] =
            across
                ? classes.below(sample, model.allSubclasses())
                : first + classes.below(sample, model.subclasses());
      }
    }
    return fine;
  }

  /**
   * The subclasses as labels, but for a share of the samples: their label is the superclass with
   * the nuisance feature that they carry.
   */
  static Labelling ofNuisance(PatchModel model, int samples, double share, long seed, int repeat) {
    RandomStream which = RandomPurpose.PATCH_LABELS.stream(seed, repeat, 2);
    Labelling fine = merged(model, samples, 1);
    for (int sample = 0; sample < samples; sample++) {
      if (isAmong(share, which, sample)) {
        fine.labels[sample] =
            model.superclass(model.subclass(sample)) * model.subclasses()
                + model.nuisanceOf(seed, repeat, PatchModel.Set.TRAINING, sample);
      }
    }
    return fine;
  }

  private static boolean isAmong(double share, RandomStream random, int sample) {
    return Integer.toUnsignedLong(random.bits(sample)) < share * 0x1p32;
  }

  /**
   * The coarse class of each subclass where a share of those of each superclass, rounded, belongs
   * to the other one.
   */
  static int[] swapped(PatchModel model, double share, long seed, int repeat) {
    int[] targets = IntStream.range(0, model.allSubclasses()).map(model::superclass).toArray();
    int count = (int) Math.rint(share * model.subclasses());
    for (int superclass = 0; superclass < PatchModel.SUPERCLASSES; superclass++) {
      int[] order = IntStream.range(0, model.subclasses()).toArray();
      // Each superclass has a repeat of its own of the same purpose.
      RandomPurpose.PATCH_LABELS.stream(seed, PatchModel.SUPERCLASSES * repeat + superclass, 1)
          .shuffle(order);
      for (int subclass : Arrays.copyOf(order, count)) {
        targets[superclass * model.subclasses() + subclass] = 1 - superclass;
      }
    }
    return targets;
  }

  /** The labels of a granularity that is coarse or fine, for other coarse classes of subclasses. */
  static Labelling ofTargets(boolean fine, PatchModel model, int samples, int[] targets) {
    return fine
        ? new Labelling(IntStream.range(0, samples).map(model::subclass).toArray(), targets)
        : new Labelling(
            IntStream.range(0, samples).map(sample -> targets[model.subclass(sample)]).toArray(),
            new int[] {0, 1});
  }
}
