package finegrain.trainer;

import finegrain.kernels.Philox;
import finegrain.kernels.RandomStream;

/** What random numbers are drawn for. Each purpose has streams of its own. */
public enum RandomPurpose {
  /**
   * The split of the test set into validation and test; the epoch counts the fine classes, and one
   * more.
   */
  SPLIT(1),
  /** The order of the training samples in an epoch. */
  BATCH_ORDER(2),
  /** The initial weights of the hidden layer. */
  HIDDEN_WEIGHTS(3),
  /** The initial weights of the output layer. */
  OUTPUT_WEIGHTS(4),
  /** Bootstrap samples; the epoch counts the resamples. */
  BOOTSTRAP(5),
  /** Points of a generated data set; the epoch is 0 for training points and 1 for the others. */
  POINTS(6),
  /** The first centres of clusters; the epoch counts the classes inside which they are. */
  CLUSTERS(7),
  /** Where a training sample is cropped; the epoch is that of the training. */
  CROP(8),
  /** Which training samples are mirrored; the epoch is that of the training. */
  FLIP(9),
  /** Where a square of a training sample is cut out; the epoch is that of the training. */
  CUTOUT(10),
  /** Masks of dropout; the epoch is the step, and each layer has draws of its own. */
  DROPOUT(11),
  /** Wrong training labels; the epoch is 0 for which samples and 1 for their classes. */
  LABEL_NOISE(12),
  /** Groupings of many classes; the epoch counts them. */
  REGROUPINGS(13),
  /**
   * Features of the patches of the multi-view model; the epoch is the set of samples, and further
   * ones are for features of no superclass.
   */
  PATCH_FEATURES(14),
  /** Noise of the patches of the multi-view model; the epoch is the set of samples. */
  PATCH_NOISE(15),
  /** The initial weights of the patch network. */
  PATCH_WEIGHTS(16),
  /**
   * Labels of the multi-view model; the epoch is 0 for halves of subclasses, 1 for misaligned
   * subclasses and 2 for samples whose label follows another feature.
   */
  PATCH_LABELS(17),
  /** Labels of a pretraining; the epoch is 0 for random ones and 1 for groups of leaves. */
  PRETRAINING_LABELS(20),
  /** Samples of a share of the target's labels; the epoch is 0 for samples and 1 for leaves. */
  TARGET_SHARE(21);

  // Part of the numerical contract: a number is never changed or used again.
  private final int number;

  RandomPurpose(int number) {
    this.number = number;
  }

  /** The stream of this purpose for a seed, a repeat and an epoch. */
  public RandomStream stream(long seed, int repeat, int epoch) {
    return new RandomStream(seed, repeat, number, epoch);
  }

  /**
   * A block of draws of one layer, without an allocation.
   *
   * @param epoch or step
   * @param layer below 2^24
   * @param block the number of the block, from 0 on
   * @param words {@link Philox#WORDS} random words, overwritten
   */
  public void block(long seed, int repeat, int epoch, int layer, int block, int[] words) {
    Philox.block(block, epoch, repeat, number | layer << Byte.SIZE, seed, words);
  }
}
