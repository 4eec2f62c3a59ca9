package finegrain.trainer.study.multiview;

import finegrain.kernels.Matrix;

/**
 * What is taken away from a network or from its samples. To project a feature out of all samples is
 * to set the weights of all neurons for it to 0: the features are coordinates.
 */
enum Ablation {
  NONE("nothing"),
  NO_SUBCLASS_FEATURES("subclass features projected out"),
  NO_COMMON_FEATURES("common features projected out"),
  NO_SUBCLASS_NEURONS("neurons of subclass features silenced"),
  NO_COMMON_NEURONS("neurons of common features silenced");

  private final String words;

  Ablation(String words) {
    this.words = words;
  }

  /** Takes it away from a network's neurons, for good. */
  void apply(PatchNetwork network, PatchModel model) {
    Matrix weights = network.weights();
    switch (this) {
      case NONE -> {
        // All of it stays.
      }
      case NO_SUBCLASS_FEATURES, NO_COMMON_FEATURES -> {
        int from = firstFeature();
        weights.rowRange(from, lastFeature(model) - from).fill(0);
      }
      case NO_SUBCLASS_NEURONS, NO_COMMON_NEURONS -> {
        boolean subclass = this == NO_SUBCLASS_NEURONS;
        for (int neuron = 0; neuron < weights.columns(); neuron++) {
          if (followsSubclass(weights, model, neuron) == subclass) {
            weights.columnRange(neuron, 1).fill(0);
            network.biases().set(0, neuron, 0);
          }
        }
      }
    }
  }

  /** Takes it away from samples, batch x (patches x coordinates), if it is a thing of samples. */
  void project(Matrix samples, PatchModel model) {
    if (this == NO_SUBCLASS_FEATURES || this == NO_COMMON_FEATURES) {
      int from = firstFeature();
      for (int patch = 0; patch < PatchModel.PATCHES; patch++) {
        samples.columnRange(patch * PatchModel.DIMENSION + from, lastFeature(model) - from).fill(0);
      }
    }
  }

  private int firstFeature() {
    return this == NO_COMMON_FEATURES ? 0 : PatchModel.subclassFeature(0);
  }

  private int lastFeature(PatchModel model) {
    return this == NO_COMMON_FEATURES
        ? PatchModel.SUPERCLASSES
        : PatchModel.subclassFeature(model.allSubclasses());
  }

  /** Whether a neuron's largest weight for a feature is for a subclass's. */
  private static boolean followsSubclass(Matrix weights, PatchModel model, int neuron) {
    int largest = 0;
    for (int feature = 1; feature < NO_SUBCLASS_FEATURES.lastFeature(model); feature++) {
      if (weights.get(feature, neuron) > weights.get(largest, neuron)) {
        largest = feature;
      }
    }
    return largest >= PatchModel.SUPERCLASSES;
  }

  @Override
  public String toString() {
    return words;
  }
}
