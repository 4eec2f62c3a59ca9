package finegrain.trainer.study.multiview;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.RandomPurpose;
import java.util.stream.IntStream;

/**
 * The training of one patch network, and its test by the coarse class of the largest output. For
 * one thread.
 */
final class PatchTraining {
  private static final int BATCH = 128;

  private final Kernels kernels;
  private final PatchModel model;
  private final Labelling labelling;
  private final long seed;
  private final int repeat;
  private final Matrix samples;

  /** Hears of a network between its steps. */
  interface Listener {
    /** So many steps are done. */
    void after(int steps, PatchNetwork network);
  }

  /** A training on as many samples as there are labels. */
  PatchTraining(Kernels kernels, PatchModel model, Labelling labelling, long seed, int repeat) {
    this.kernels = kernels;
    this.model = model;
    this.labelling = labelling;
    this.seed = seed;
    this.repeat = repeat;
    samples =
        model.samples(
            seed, repeat, PatchModel.Set.TRAINING, labelling.labels().length, new Alpha(0, 0, ""));
  }

  /** Trains a network that is drawn. */
  PatchNetwork run(int steps, Listener listener) {
    PatchNetwork network = PatchNetwork.drawn(labelling.outputs(), seed, repeat);
    run(network, labelling.labels(), 0, steps, Ablation.NONE, listener);
    return network;
  }

  /**
   * Goes on with a copy of a trained network on the coarse labels: the neurons of all labels of a
   * coarse class become its own.
   *
   * @param trained on these labels, those of a coarse class next to each other
   * @param from the number of steps before, so that the batches are others
   * @param ablation what is missing during these steps
   */
  PatchNetwork fineTuned(PatchNetwork trained, int from, int steps, Ablation ablation) {
    PatchNetwork network = trained.copy(PatchModel.SUPERCLASSES);
    if (ablation == Ablation.NO_COMMON_NEURONS || ablation == Ablation.NO_SUBCLASS_NEURONS) {
      ablation.apply(network, model);
    }
    int[] coarse =
        IntStream.of(labelling.labels()).map(label -> labelling.targets()[label]).toArray();
    run(network, coarse, from, steps, ablation, (_, _) -> {});
    return network;
  }

  private void run(
      PatchNetwork network,
      int[] labels,
      int from,
      int steps,
      Ablation ablation,
      Listener listener) {
    int size = Math.min(BATCH, samples.rows());
    int batches = samples.rows() / size;
    Matrix batch = Matrix.allocate(size, samples.columns());
    int[] order = new int[samples.rows()];
    int[] rows = new int[size];
    int[] ofBatch = new int[size];
    int epoch = -1;
    listener.after(0, network);
    for (int step = 0; step < steps; step++) {
      int at = from + step;
      if (at / batches != epoch) {
        epoch = at / batches;
        for (int i = 0; i < order.length; i++) {
          order[i] = i;
        }
        RandomPurpose.BATCH_ORDER.stream(seed, repeat, epoch).shuffle(order);
      }
      System.arraycopy(order, at % batches * size, rows, 0, size);
      for (int i = 0; i < size; i++) {
        ofBatch[i] = labels[rows[i]];
      }
      kernels.gather(samples, rows, batch);
      ablation.project(batch, model);
      network.step(kernels, batch, ofBatch);
      listener.after(step + 1, network);
    }
  }

  /** The mean loss over the first training samples, at most so many; added up in their order. */
  double loss(PatchNetwork network, int most) {
    int count = Math.min(most, samples.rows());
    double sum = 0;
    for (int from = 0; from < count; from += BATCH) {
      int size = Math.min(BATCH, count - from);
      int[] labels = new int[size];
      System.arraycopy(labelling.labels(), from, labels, 0, size);
      Matrix losses = network.losses(kernels, samples.rowRange(from, size), labels);
      for (int i = 0; i < size; i++) {
        sum += losses.get(0, i);
      }
    }
    return sum / count;
  }

  /**
   * The share of samples that are taken for another coarse class than their own. Of equal outputs
   * the first one counts.
   *
   * @param tested of a balanced set; the first of them, at most so many, are tested
   * @param classes the coarse class of each subclass
   * @param targets the coarse class of each output
   */
  double error(PatchNetwork network, Matrix tested, int most, int[] classes, int[] targets) {
    int count = Math.min(most, tested.rows());
    int wrong = 0;
    for (int from = 0; from < count; from += BATCH) {
      int size = Math.min(BATCH, count - from);
      Matrix logits = network.logits(kernels, tested.rowRange(from, size));
      for (int i = 0; i < size; i++) {
        int largest = 0;
        for (int output = 1; output < network.outputs(); output++) {
          if (logits.get(i, output) > logits.get(i, largest)) {
            largest = output;
          }
        }
        wrong += targets[largest] == classes[model.subclass(from + i)] ? 0 : 1;
      }
    }
    return (double) wrong / count;
  }

  /**
   * The strength of the subclass features in the weights over that of the common ones. The strength
   * of a feature in an output is the sum of the positive weights of its neurons for it. Both are
   * means over all subclasses: of the subclass's feature, and of its superclass's, in the output
   * that most training samples of the subclass are labelled with; among equals the first one.
   */
  double strengthRatio(PatchNetwork network) {
    int[][] counts = new int[model.allSubclasses()][network.outputs()];
    for (int sample = 0; sample < samples.rows(); sample++) {
      counts[model.subclass(sample)][labelling.labels()[sample]]++;
    }
    double special = 0;
    double common = 0;
    for (int subclass = 0; subclass < counts.length; subclass++) {
      int output = 0;
      for (int other = 1; other < network.outputs(); other++) {
        output = counts[subclass][other] > counts[subclass][output] ? other : output;
      }
      special += strength(network, output, PatchModel.subclassFeature(subclass));
      int superclass = model.superclass(subclass);
      common += strength(network, output, PatchModel.commonFeature(superclass));
    }
    return special / common;
  }

  private static double strength(PatchNetwork network, int output, int feature) {
    double sum = 0;
    for (int neuron = 0; neuron < network.neurons(); neuron++) {
      sum += Math.max(0, network.weights().get(feature, output * network.neurons() + neuron));
    }
    return sum;
  }
}
