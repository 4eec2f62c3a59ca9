package finegrain.trainer.study.pretraining;

import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.analysis.Statistics;
import finegrain.trainer.analysis.Statistics.Estimate;
import finegrain.trainer.report.Conclusion;
import finegrain.trainer.report.Section;
import finegrain.trainer.report.TableSection;
import finegrain.trainer.report.TableSection.Column;
import finegrain.trainer.study.pretraining.TransferResults.Part;
import finegrain.trainer.study.pretraining.TransferResults.Trained;
import finegrain.trainer.study.pretraining.TransferVerdicts.Judged;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The report on pretraining by granularity.
 *
 * @param all the results of each number of training images, the most last; the report is about
 *     these
 * @param seed of the bootstrap
 */
record TransferReport(List<TransferResults> all, long seed) {
  private static final String CLAIM =
      "The paper \"Why Fine-grained Labels in Pretraining Benefit Generalization?\" reports that"
          + " finer labels from a tree help, above all on hard images, until they are too fine.";

  private TransferResults results() {
    return all.getLast();
  }

  Conclusion conclusion() {
    TransferVerdicts verdicts = new TransferVerdicts(results(), seed);
    TransferFigures figures = new TransferFigures(results(), seed);
    TransferHarm harm = new TransferHarm(results(), seed);
    Optional<BestGranularity> best = BestGranularity.of(all, seed);
    List<Section> sections = new ArrayList<>();
    sections.add(figures.granularity(Part.ALL));
    List<Judged> claims = verdicts.all();
    if (!claims.isEmpty()) {
      sections.add(table(claims));
    }
    sections.add(accuracies());
    if (results().size(Part.HARD) > 0) {
      sections.add(figures.granularity(Part.HARD));
      sections.add(figures.granularity(Part.EASY));
    }
    figures.shares().ifPresent(sections::add);
    harm.figure().ifPresent(sections::add);
    best.ifPresent(found -> sections.addAll(found.sections()));
    sections.add(arms());
    return new Conclusion(
        finding(verdicts),
        detail(),
        CLAIM,
        answer(claims, verdicts, harm, best),
        List.of(),
        sections);
  }

  private String finding(TransferVerdicts verdicts) {
    if (!results().hasIntervals()) {
      return "This run makes no claim: it has %s, and a 95 %% interval needs at least %d."
          .formatted(
              results().repeats() == 1 ? "1 repeat" : results().repeats() + " repeats",
              Comparison.LEAST_REPEATS);
    }
    Optional<Judged> fine = verdicts.fine();
    if (fine.isEmpty()) {
      return "This run compares %d ways to pretrain with the target's own labels."
          .formatted(results().arms().size() - 1);
    }
    Estimate gain = fine.get().difference();
    int labels = results().first(Arm.LEAVES).labels();
    int target = results().first(Arm.TARGET).labels();
    String what =
        "networks that were pretrained on %d fine labels and those that were pretrained on the target's own %d"
            .formatted(labels, target);
    if (!gain.excludesZero()) {
      return "This run shows no difference between " + what + ".";
    }
    return "Pretraining on %d fine labels gives %s target accuracy than on the target's own %d, by %s percentage points."
        .formatted(
            labels,
            gain.value() > 0 ? "better" : "worse",
            target,
            String.format(Locale.ROOT, "%.2f", 100 * Math.abs(gain.value())));
  }

  private String detail() {
    return "Networks of a repeat are compared in pairs; %d of %d test images are hard: most networks of other seeds that were trained on the target alone get them wrong."
        .formatted(results().size(Part.HARD), results().testImages());
  }

  private static String answer(
      List<Judged> claims,
      TransferVerdicts verdicts,
      TransferHarm harm,
      Optional<BestGranularity> best) {
    return Stream.of(
            claims.stream().map(Judged::sentence),
            verdicts.shape().stream(),
            harm.ends().stream(),
            best.stream().map(BestGranularity::sentence))
        .flatMap(sentences -> sentences)
        .reduce((a, b) -> a + "\n" + b)
        .orElse("No arm of this run is about it.");
  }

  private static TableSection table(List<Judged> claims) {
    return new TableSection(
        "Verdicts",
        "Medians of paired differences of accuracy, in percentage points, with 95 % bootstrap"
            + " intervals. A claim holds if the interval lies above 0.",
        List.of(
            new Column("claim", false),
            new Column("difference", true),
            new Column("95 % interval", true),
            new Column("verdict", false)),
        claims.stream()
            .map(
                one ->
                    List.of(
                        one.words(),
                        String.format(Locale.ROOT, "%+.2f", 100 * one.difference().value()),
                        TransferVerdicts.interval(one.difference()),
                        one.word()))
            .toList());
  }

  private TableSection accuracies() {
    List<List<String>> rows = new ArrayList<>();
    for (Arm arm : results().arms()) {
      Estimate gain = results().gain(arm, Arm.TARGET, results().share(), Part.ALL, seed);
      boolean baseline = arm.equals(Arm.TARGET);
      rows.add(
          List.of(
              arm.toString(),
              arm.equals(Arm.SCRATCH) ? "-" : Integer.toString(results().first(arm).labels()),
              median(arm, Part.ALL),
              baseline ? "-" : String.format(Locale.ROOT, "%+.2f", 100 * gain.value()),
              baseline ? "-" : TransferVerdicts.interval(gain),
              median(arm, Part.EASY),
              median(arm, Part.HARD)));
    }
    return new TableSection(
        "Accuracy of all arms",
        "Target accuracy in %% with %s of the target's labels, the median over the repeats; the paired difference from the arm target in percentage points, with its 95 %% bootstrap interval; and the accuracy on easy and on hard images."
            .formatted(TransferVerdicts.percent(results().share())),
        List.of(
            new Column("arm", false),
            new Column("labels", true),
            new Column("accuracy", true),
            new Column("difference", true),
            new Column("95 % interval", true),
            new Column("easy", true),
            new Column("hard", true)),
        rows);
  }

  private TableSection arms() {
    return new TableSection(
        "What the networks were pretrained on",
        "Labels, images, and images of each label, in the first repeat.",
        List.of(
            new Column("arm", false),
            new Column("pretrained on", false),
            new Column("labels", true),
            new Column("images", true),
            new Column("of a label", true)),
        results().arms().stream()
            .map(
                arm -> {
                  Trained one = results().first(arm);
                  boolean scratch = arm.equals(Arm.SCRATCH);
                  return List.of(
                      arm.toString(),
                      arm.meaning(),
                      scratch ? "-" : Integer.toString(one.labels()),
                      scratch ? "-" : Integer.toString(one.images()),
                      scratch
                          ? "-"
                          : one.fewest() == one.most()
                              ? Integer.toString(one.most())
                              : one.fewest() + " to " + one.most());
                })
            .toList());
  }

  private String median(Arm arm, Part part) {
    double median =
        Statistics.quartiles(results().accuracies(arm, results().share(), part)).median();
    return Double.isNaN(median) ? "-" : String.format(Locale.ROOT, "%.2f", 100 * median);
  }
}
