package finegrain.trainer.study.multiview;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.network.Parameters;
import finegrain.trainer.study.Row;
import finegrain.trainer.study.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * The training of one network of an arm, with all that is measured of it.
 *
 * @param varied what the arms differ in
 * @param alphas ranges of the opposing feature to test with
 * @param tests samples of each test set
 */
record PatchRun(
    Varied varied, Arm arm, List<Alpha> alphas, int steps, int tests, long seed, int repeat) {
  static final Table RESULTS =
      Table.of(
          Table.RESULTS,
          "varied",
          "value",
          "labels",
          "kind",
          "repeat",
          "outputs",
          "samples",
          "train_loss",
          "easy_error",
          "hard_error",
          "strength_ratio",
          "weights_sha256");

  /** The errors between the steps, of a run that varies the granularity. */
  static final Table STEPS =
      Table.of("steps", "labels", "repeat", "step", "train_loss", "easy_error", "hard_error");

  /** The errors without some features or neurons, of a run that varies the granularity. */
  static final Table ABLATIONS =
      Table.of("ablations", "labels", "repeat", "when", "without", "easy_error", "hard_error");

  static final String AT_TEST = "test";
  static final String IN_FINE_TUNING = "fine-tuning";

  private static final int MOST_OF_LOSS = 1_000;
  private static final int MOST_BETWEEN_STEPS = 400;

  /** Trains, measures, and gives the rows. */
  List<Row> rows(Kernels kernels) {
    return new Work(kernels).rows();
  }

  /** One training, with its samples in memory. */
  private final class Work {
    private final int[] classes = arm.classes().of(seed, repeat);
    private final Labelling labelling = arm.labeller().of(seed, repeat);
    private final PatchTraining training;
    private final Matrix easy = tested(PatchModel.Set.EASY, alphas.getFirst());
    private final List<Row> rows = new ArrayList<>();

    Work(Kernels kernels) {
      training = new PatchTraining(kernels, arm.model(), labelling, seed, repeat);
    }

    private Matrix tested(PatchModel.Set set, Alpha alpha) {
      return arm.model().samples(seed, repeat, set, tests, alpha);
    }

    List<Row> rows() {
      boolean inDetail = varied == Varied.GRANULARITY;
      Matrix hard = tested(PatchModel.Set.HARD, alphas.getFirst());
      PatchNetwork network =
          training.run(
              steps,
              (done, each) -> {
                if (inDetail && isPoint(done)) {
                  addPoint(each, done, hard);
                }
              });
      double loss = training.loss(network, MOST_OF_LOSS);
      double easyError = error(network, easy, tests);
      double ratio = training.strengthRatio(network);
      String hash = hash(network);
      for (Alpha alpha : alphas) {
        Matrix of = alpha.equals(alphas.getFirst()) ? hard : tested(PatchModel.Set.HARD, alpha);
        rows.add(
            RESULTS.row(
                varied,
                varied == Varied.ALPHA ? alpha.text() : arm.value(),
                arm.labels(),
                arm.kind(),
                repeat,
                labelling.outputs(),
                arm.samples(),
                loss,
                easyError,
                error(network, of, tests),
                ratio,
                hash));
      }
      if (inDetail) {
        addAblations(network, hard);
      }
      return rows;
    }

    /** About two points for each doubling, and the last step. */
    private boolean isPoint(int step) {
      return step == steps || (step > 0 && doublings(step) != doublings(step - 1));
    }

    /** The doublings of the square: floor(2 log2 of the step). */
    private static int doublings(int step) {
      return Long.SIZE - Long.numberOfLeadingZeros((long) step * step);
    }

    private void addPoint(PatchNetwork network, int step, Matrix hard) {
      rows.add(
          STEPS.row(
              arm.labels(),
              repeat,
              step,
              training.loss(network, MOST_BETWEEN_STEPS),
              error(network, easy, MOST_BETWEEN_STEPS),
              error(network, hard, MOST_BETWEEN_STEPS)));
    }

    private void addAblations(PatchNetwork network, Matrix hard) {
      for (Ablation ablation : Ablation.values()) {
        PatchNetwork without = network.copy(network.outputs());
        ablation.apply(without, arm.model());
        add(AT_TEST, ablation, without, hard, labelling.targets());
      }
      if (arm.labels().equals("fine")) {
        for (Ablation ablation : Ablation.values()) {
          PatchNetwork tuned = training.fineTuned(network, steps, Math.max(1, steps / 8), ablation);
          add(IN_FINE_TUNING, ablation, tuned, hard, new int[] {0, 1});
        }
      }
    }

    private void add(
        String when, Ablation ablation, PatchNetwork network, Matrix hard, int[] targets) {
      rows.add(
          ABLATIONS.row(
              arm.labels(),
              repeat,
              when,
              ablation,
              training.error(network, easy, tests, classes, targets),
              training.error(network, hard, tests, classes, targets)));
    }

    private double error(PatchNetwork network, Matrix samples, int most) {
      return training.error(network, samples, most, classes, labelling.targets());
    }
  }

  private static String hash(PatchNetwork network) {
    return new Parameters(
            List.of(
                new Parameters.Tensor("weights", network.weights(), false),
                new Parameters.Tensor("biases", network.biases(), false)))
        .sha256();
  }
}
