package finegrain.trainer.study.multiview;

import finegrain.kernels.Matrix;
import finegrain.kernels.Philox;
import finegrain.kernels.RandomStream;
import finegrain.trainer.RandomPurpose;

/**
 * The hierarchical multi-view data of Hong, Cui, Fuxman, Chan and Luo, "Why Fine-grained Labels in
 * Pretraining Benefit Generalization?" (2024), as a finite recipe. There are two superclasses of k
 * subclasses each. One feature is common to each superclass, and one is special to each subclass.
 *
 * <p>A sample is {@value #PATCHES} patches of {@value #DIMENSION} numbers. In an easy one, {@value
 * #CARRIERS} patches carry the common feature of its superclass, and as many the feature of its
 * subclass; the rest is noise, which is added to every patch. In a hard one, the common feature is
 * a weak one of the other superclass. A feature has one strength in all patches of a sample that
 * carry it.
 *
 * <p>The features are orthonormal: they are the first unit vectors. The noise has the same
 * deviation in all directions, so any other orthonormal vectors give the same distribution, turned.
 * The network adds up its patches, so it does not matter which ones carry a feature.
 *
 * @param subclasses k, of each superclass
 * @param deviation of the noise of a patch: its length is about this, each coordinate has the
 *     deviation divided by sqrt({@value #DIMENSION})
 * @param nuisance whether each sample carries, too, one of k features that no superclass has a
 *     share in
 */
record PatchModel(int subclasses, double deviation, boolean nuisance) {
  /** Coordinates of a patch. */
  static final int DIMENSION = 120;

  /** Patches of a sample. */
  static final int PATCHES = 16;

  /** Patches that carry one feature. */
  static final int CARRIERS = 4;

  static final int SUPERCLASSES = 2;

  /** The most subclasses of a superclass that have features of their own, nuisance included. */
  static final int MOST_SUBCLASSES = (DIMENSION - SUPERCLASSES) / (SUPERCLASSES + 1);

  /** The recipe's deviation of the noise. */
  static final double DEVIATION = 0.1;

  private static final float LEAST_STRENGTH = 0.9f;
  private static final float STRENGTHS = 0.2f;

  /** A set of samples. Each has draws of its own. */
  enum Set {
    TRAINING(0),
    EASY(1),
    HARD(2);

    /** The epoch of its draws; the nuisance features have those after the last one. */
    private final int epoch;

    Set(int epoch) {
      this.epoch = epoch;
    }
  }

  /** The subclasses of both superclasses; those of a superclass follow each other. */
  int allSubclasses() {
    return SUPERCLASSES * subclasses;
  }

  /** The superclass of a subclass. */
  int superclass(int subclass) {
    return subclass / subclasses;
  }

  /** The coordinate that is the common feature of a superclass. */
  static int commonFeature(int superclass) {
    return superclass;
  }

  /** The coordinate that is the feature of a subclass. */
  static int subclassFeature(int subclass) {
    return SUPERCLASSES + subclass;
  }

  /** The subclass of a sample: the sets are balanced. */
  int subclass(int sample) {
    return sample % allSubclasses();
  }

  /** Which of the k nuisance features a sample carries. */
  int nuisanceOf(long seed, int repeat, Set set, int sample) {
    int epoch = Set.values().length + set.epoch;
    return RandomPurpose.PATCH_FEATURES.stream(seed, repeat, epoch).below(sample, subclasses);
  }

  /**
   * Draws samples.
   *
   * @param alpha of the opposing common feature of hard samples
   * @return count x ({@value #PATCHES} x {@value #DIMENSION}), without gaps between the rows
   */
  Matrix samples(long seed, int repeat, Set set, int count, Alpha alpha) {
    RandomStream noise = RandomPurpose.PATCH_NOISE.stream(seed, repeat, set.epoch);
    RandomStream features = RandomPurpose.PATCH_FEATURES.stream(seed, repeat, set.epoch);
    Matrix samples = Matrix.allocate(count, PATCHES * DIMENSION);
    float[] strengths = new float[Philox.WORDS];
    for (int sample = 0; sample < count; sample++) {
      int row = samples.rowOffset(sample);
      addNoise(noise, sample, samples.array(), row);
      features.uniform(sample * Philox.WORDS, strengths);
      int subclass = subclass(sample);
      int superclass = superclass(subclass);
      float common = set == Set.HARD ? alpha.at(strengths[0]) : present(strengths[0]);
      int commonFeature = commonFeature(set == Set.HARD ? 1 - superclass : superclass);
      carry(samples, sample, 0, commonFeature, common);
      carry(samples, sample, 1, subclassFeature(subclass), present(strengths[1]));
      if (nuisance) {
        int other = subclassFeature(allSubclasses() + nuisanceOf(seed, repeat, set, sample));
        carry(samples, sample, 2, other, present(strengths[2]));
      }
    }
    return samples;
  }

  private static float present(float uniform) {
    return LEAST_STRENGTH + STRENGTHS * uniform;
  }

  /** Adds a feature to the patches that carry the first, second or third one of a sample. */
  private static void carry(Matrix samples, int sample, int group, int feature, float strength) {
    int first = samples.rowOffset(sample) + group * CARRIERS * DIMENSION + feature;
    for (int carrier = 0; carrier < CARRIERS; carrier++) {
      samples.array()[first + carrier * DIMENSION] += strength;
    }
  }

  private void addNoise(RandomStream noise, int sample, float[] to, int at) {
    int[] block = new int[Philox.WORDS];
    int numbers = PATCHES * DIMENSION;
    float scale = (float) (deviation / Math.sqrt(DIMENSION));
    for (int i = 0; i < numbers; i += Philox.WORDS) {
      noise.block((sample * numbers + i) / Philox.WORDS, block);
      for (int word = 0; word < Philox.WORDS; word++) {
        to[at + i + word] = (float) NormalQuantile.ofBits(block[word]) * scale;
      }
    }
  }
}
