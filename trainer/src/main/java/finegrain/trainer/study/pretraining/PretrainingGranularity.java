package finegrain.trainer.study.pretraining;

import finegrain.kernels.Kernels;
import finegrain.trainer.engine.StageScorer.Scored;
import finegrain.trainer.report.Conclusion;
import finegrain.trainer.study.Plan;
import finegrain.trainer.study.Row;
import finegrain.trainer.study.Study;
import finegrain.trainer.study.StudyOption;
import finegrain.trainer.study.StudyResults;
import finegrain.trainer.study.StudySettings;
import finegrain.trainer.study.Table;
import finegrain.trainer.study.Unit;
import finegrain.trainer.study.Unit.Workplace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Pretrains networks on labels of several granularities, fine-tunes each on the coarse labels, and
 * tests it on them: the question of "Why Fine-grained Labels in Pretraining Benefit
 * Generalization?" on real data. A unit of work is one pretrained network with its fine-tunings.
 */
public final class PretrainingGranularity implements Study {
  static final Table RESULTS =
      Table.of(
          Table.RESULTS,
          "arm",
          "target_share",
          "repeat",
          "seed",
          "labels",
          "pretraining_images",
          "fewest_images_of_a_label",
          "most_images_of_a_label",
          "pretraining_loss",
          "pretraining_accuracy",
          "target_images",
          "target_loss",
          "target_accuracy",
          "test_images",
          "test_accuracy",
          "weights_sha256");
  static final Table ANSWERS =
      Table.of("answers", "arm", "target_share", "repeat", "right_test_images");

  /** The arm of the networks that say which test images are hard. */
  static final String JUDGE = "judge";

  private static final String FOLDER = "pretrained";
  private static final String NOTHING = "";

  @Override
  public String name() {
    return "pretraining-granularity";
  }

  @Override
  public String description() {
    return "pretraining on labels of several granularities, and fine-tuning on coarse ones";
  }

  @Override
  public String units() {
    return "networks";
  }

  @Override
  public Optional<String> defaultDataset() {
    return Optional.of(TransferChoice.MNIST);
  }

  @Override
  public List<StudyOption> options() {
    return TransferChoice.OPTIONS;
  }

  @Override
  public int numerics() {
    return 3;
  }

  @Override
  public Plan plan(StudySettings settings) {
    TransferChoice chosen = TransferChoice.of(settings);
    List<Unit> units = new ArrayList<>();
    for (Arm arm : chosen.arms()) {
      for (int repeat = 0; repeat < chosen.repeats(); repeat++) {
        int of = repeat;
        units.add(
            new Unit(
                "%s %d".formatted(arm, repeat),
                chosen.transfer().flops(arm, chosen.shares()),
                place ->
                    arm.equals(Arm.SCRATCH)
                        ? scratch(chosen, of, settings.seed() + of, place)
                        : pretrained(chosen, arm, of, settings.seed() + of, place)));
      }
    }
    for (int judge = 0; judge < chosen.judges(); judge++) {
      int of = judge;
      long seed = settings.seed() + chosen.repeats() + judge;
      units.add(
          new Unit(
              "%s %d".formatted(JUDGE, judge),
              chosen.transfer().flops(Arm.TARGET, List.of()),
              place ->
                  rows(
                      JUDGE,
                      1,
                      of,
                      seed,
                      Optional.empty(),
                      chosen.transfer(),
                      chosen.transfer().scratch(1, seed, pretrained(place), place.kernels()))));
    }
    return new Plan(
        List.of(RESULTS, ANSWERS),
        units,
        chosen.dataset().sha256(),
        chosen.dataset().readFrom(),
        chosen.facts());
  }

  private static Path pretrained(Workplace place) {
    return place.folder().resolve(FOLDER);
  }

  private static List<Row> pretrained(
      TransferChoice chosen, Arm arm, int repeat, long seed, Workplace place) {
    Transfer transfer = chosen.transfer();
    Kernels kernels = place.kernels();
    Transfer.Body body = transfer.body(arm, seed, pretrained(place), kernels);
    List<Row> rows = new ArrayList<>();
    for (double share : chosen.shares()) {
      Transfer.Tuned tuned = transfer.tuned(body, share, seed, kernels);
      rows.addAll(rows(arm.toString(), share, repeat, seed, Optional.of(body), transfer, tuned));
    }
    return rows;
  }

  private static List<Row> scratch(TransferChoice chosen, int repeat, long seed, Workplace place) {
    List<Row> rows = new ArrayList<>();
    for (double share : chosen.shares()) {
      Transfer.Tuned tuned =
          chosen.transfer().scratch(share, seed, pretrained(place), place.kernels());
      rows.addAll(
          rows(
              Arm.SCRATCH.toString(),
              share,
              repeat,
              seed,
              Optional.empty(),
              chosen.transfer(),
              tuned));
    }
    return rows;
  }

  private static List<Row> rows(
      String arm,
      double share,
      int repeat,
      long seed,
      Optional<Transfer.Body> body,
      Transfer transfer,
      Transfer.Tuned tuned) {
    int tests = transfer.data().test().size();
    Optional<Scored> first = body.map(Transfer.Body::scored);
    Optional<Labelling> labelling = body.map(Transfer.Body::labelling);
    return List.of(
        RESULTS.row(
            arm,
            share,
            repeat,
            seed,
            labelling.map(Labelling::labels).orElse(transfer.data().targets()),
            labelling.map(one -> one.samples().size()).orElse(0),
            labelling.map(Labelling::fewest).orElse(0),
            labelling.map(Labelling::most).orElse(0),
            first.<Object>map(Scored::loss).orElse(NOTHING),
            first.<Object>map(Scored::accuracy).orElse(NOTHING),
            tuned.images(),
            tuned.trained().loss(),
            tuned.trained().accuracy(),
            tests,
            (double) tuned.right().cardinality() / tests,
            tuned.sha256()),
        ANSWERS.row(
            arm, share, repeat, Base64.getEncoder().encodeToString(tuned.right().toByteArray())));
  }

  @Override
  public Conclusion conclude(StudySettings settings, StudyResults results) {
    return new TransferReport(TransferResults.of(results), settings.seed()).conclusion();
  }

  @Override
  public List<String> references() {
    return List.of(
        "Guan Zhe Hong, Yin Cui, Ariel Fuxman, Stanley H. Chan and Enming Luo: \"Why Fine-grained"
            + " Labels in Pretraining Benefit Generalization?\", 2024, arXiv:2410.23129.");
  }
}
