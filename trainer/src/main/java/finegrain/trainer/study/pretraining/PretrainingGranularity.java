package finegrain.trainer.study.pretraining;

import finegrain.trainer.engine.NetworkScorer.Scored;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Pretrains networks on labels of several granularities, fine-tunes each on the coarse labels, and
 * tests it on them: the question of "Why Fine-grained Labels in Pretraining Benefit
 * Generalization?" on real data. A unit of work is one pretrained network with its fine-tunings.
 */
public final class PretrainingGranularity implements Study {
  private static final String STATUS = "status";

  static final Table RESULTS =
      Table.of(
          Table.RESULTS,
          "arm",
          "per_class",
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
          STATUS,
          "weights_sha256");
  static final Table ANSWERS =
      Table.of("answers", "arm", "per_class", "target_share", "repeat", "right_test_images");

  /** The arm of the networks that say which test images are hard. */
  static final String JUDGE = "judge";

  private static final String TRAINED = "trained";

  /** Of a network that diverged while it learnt the target. */
  private static final String DIVERGED = "diverged";

  /** Of a network that diverged before. */
  private static final String DIVERGED_BEFORE = "pretraining_diverged";

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
    for (Transfer transfer : chosen.transfers()) {
      for (Arm arm : chosen.arms()) {
        for (int repeat = 0; repeat < chosen.repeats(); repeat++) {
          int of = repeat;
          long seed = settings.seed() + repeat;
          units.add(
              new Unit(
                  "%s %d %d".formatted(arm, transfer.perClass(), repeat),
                  transfer.flops(arm, chosen.shares()),
                  place ->
                      rows(new Place(arm.toString(), of, seed), transfer, chosen, arm, place)));
        }
      }
    }
    Transfer all = chosen.transfers().getLast();
    for (int judge = 0; judge < chosen.judges(); judge++) {
      long seed = settings.seed() + chosen.repeats() + judge;
      Place judged = new Place(JUDGE, judge, seed);
      units.add(
          new Unit(
              "%s %d".formatted(JUDGE, judge),
              all.flops(Arm.TARGET, List.of()),
              place -> scratch(judged, all, 1, place)));
    }
    return new Plan(
        List.of(RESULTS, ANSWERS),
        units,
        chosen.hashes(),
        chosen.dataset().readFrom(),
        chosen.facts());
  }

  /** Where networks stand in the tables. */
  private record Place(String arm, int repeat, long seed) {}

  private static Path pretrained(Workplace place) {
    return place.folder().resolve(FOLDER);
  }

  /** The rows of a network and of what it is fine-tuned to. */
  private static List<Row> rows(
      Place in, Transfer transfer, TransferChoice chosen, Arm arm, Workplace place) {
    List<Row> rows = new ArrayList<>();
    if (arm.equals(Arm.SCRATCH)) {
      chosen.shares().forEach(share -> rows.addAll(scratch(in, transfer, share, place)));
      return rows;
    }
    Transfer.Body body = transfer.body(arm, in.seed(), pretrained(place), place.kernels());
    for (double share : chosen.shares()) {
      Transfer.Tuned tuned = transfer.tuned(body, share, in.seed(), place.kernels());
      rows.addAll(rows(in, transfer, share, Optional.of(body), tuned));
    }
    return rows;
  }

  private static List<Row> scratch(Place in, Transfer transfer, double share, Workplace place) {
    Transfer.Tuned tuned = transfer.scratch(share, in.seed(), pretrained(place), place.kernels());
    return rows(in, transfer, share, Optional.empty(), tuned);
  }

  private static List<Row> rows(
      Place in,
      Transfer transfer,
      double share,
      Optional<Transfer.Body> body,
      Transfer.Tuned tuned) {
    int tests = transfer.data().test().size();
    Optional<Scored> first = body.map(Transfer.Body::scored);
    Optional<Labelling> labelling = body.map(Transfer.Body::labelling);
    return List.of(
        RESULTS.row(
            in.arm(),
            transfer.perClass(),
            share,
            in.repeat(),
            in.seed(),
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
            body.filter(Transfer.Body::diverged).isPresent()
                ? DIVERGED_BEFORE
                : tuned.diverged() ? DIVERGED : TRAINED,
            tuned.sha256()),
        ANSWERS.row(
            in.arm(),
            transfer.perClass(),
            share,
            in.repeat(),
            Base64.getEncoder().encodeToString(tuned.right().toByteArray())));
  }

  @Override
  public List<String> warnings(StudyResults results) {
    return Stream.concat(
            warning(results, DIVERGED_BEFORE, "in their pretraining", "").stream(),
            warning(
                results,
                DIVERGED,
                "while they learnt the target",
                " A lower --tuning-rate may help with a fine-tuning.")
                .stream())
        .toList();
  }

  private static Optional<String> warning(
      StudyResults results, String status, String when, String remedy) {
    List<String> arms =
        results.lines().stream()
            .filter(line -> line.text(STATUS).equals(status))
            .map(line -> line.text("arm"))
            .toList();
    return arms.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%d of %d networks diverged %s: a loss was not finite (%s). What they had learnt before counts.%s"
                .formatted(
                    arms.size(),
                    results.lines().size(),
                    when,
                    arms.stream().distinct().collect(Collectors.joining(", ")),
                    remedy));
  }

  @Override
  public Conclusion conclude(StudySettings settings, StudyResults results) {
    return new TransferReport(TransferResults.all(results), settings.seed()).conclusion();
  }

  @Override
  public List<String> references() {
    return List.of(
        "Guan Zhe Hong, Yin Cui, Ariel Fuxman, Stanley H. Chan and Enming Luo: \"Why Fine-grained"
            + " Labels in Pretraining Benefit Generalization?\", 2024, arXiv:2410.23129.");
  }
}
