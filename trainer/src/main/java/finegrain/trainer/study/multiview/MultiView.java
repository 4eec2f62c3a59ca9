package finegrain.trainer.study.multiview;

import finegrain.trainer.UserError;
import finegrain.trainer.data.Fact;
import finegrain.trainer.report.Conclusion;
import finegrain.trainer.study.Plan;
import finegrain.trainer.study.Study;
import finegrain.trainer.study.StudyOption;
import finegrain.trainer.study.StudyResults;
import finegrain.trainer.study.StudySettings;
import finegrain.trainer.study.Table;
import finegrain.trainer.study.Unit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The multi-view model, trained on coarse and on fine labels. */
public final class MultiView implements Study {
  private static final String VARY = "vary";
  private static final String VALUES = "values";
  private static final String REPEATS = "repeats";
  private static final String K = "k";
  private static final String SAMPLES = "samples";
  private static final String ALPHA = "alpha";
  private static final String DEVIATION = "deviation";
  private static final String STEPS = "steps";
  private static final String TESTS = "test-samples";

  private static final double BASE_COST = 10;

  /** For {@link java.util.ServiceLoader}. */
  public MultiView() {}

  @Override
  public String name() {
    return "multi-view";
  }

  @Override
  public String description() {
    return "coarse and fine labels in pretraining: the theory's data and network";
  }

  @Override
  public String units() {
    return "networks";
  }

  @Override
  public List<StudyOption> options() {
    return List.of(
        StudyOption.of(
            VARY,
            "WHAT",
            "What the networks differ in besides coarse and fine labels: %s (default: ${DEFAULT-VALUE})."
                .formatted(String.join(", ", Varied.words())),
            Varied.GRANULARITY),
        StudyOption.optional(
            VALUES,
            "LIST",
            "Its values, separated by commas: labels such as coarse,pairs,fine,single@100 (@N: of N"
                + " training samples); ranges of alpha such as 0.05-0.15; subclasses of a"
                + " superclass; shares of the labels or subclasses; samples of each subclass"
                + " (default: a list that shows the change)."),
        StudyOption.of(
            REPEATS,
            "N",
            "Repeats, each with its own samples, weights and batches (default: ${DEFAULT-VALUE}).",
            10),
        StudyOption.optional(K, "N", "Subclasses of each of the two superclasses (default: 10)."),
        StudyOption.optional(SAMPLES, "N", "Training samples (default: 4000)."),
        StudyOption.optional(
            ALPHA,
            "LOW-HIGH",
            "Strength of the other superclass's feature in hard samples (default: 0.2-0.4)."),
        StudyOption.optional(
            DEVIATION,
            "X",
            "Length of a patch's noise, where a feature has about 1 (default: 0.1; 4 for --vary"
                + " samples, since with less noise one sample of a subclass is enough)."),
        StudyOption.of(STEPS, "N", "Training steps (default: ${DEFAULT-VALUE}).", 400),
        StudyOption.of(
            TESTS,
            "N",
            "Easy test samples, and as many hard ones (default: ${DEFAULT-VALUE}).",
            2_000));
  }

  @Override
  public int numerics() {
    return 2;
  }

  @Override
  public Plan plan(StudySettings settings) {
    Varied varied = varied(settings);
    checkFixed(settings, varied);
    int repeats = settings.count(REPEATS, 1, 10_000);
    int steps = settings.count(STEPS, 1, 100_000);
    int tests = settings.count(TESTS, 1, 100_000);
    List<Alpha> alphas =
        varied == Varied.ALPHA
            ? values(settings).stream().map(text -> Alpha.of(VALUES, text)).toList()
            : List.of(Alpha.of(ALPHA, settings.text(ALPHA).orElse("0.2-0.4")));
    List<Unit> units = new ArrayList<>();
    for (Arm arm : arms(settings)) {
      for (int repeat = 0; repeat < repeats; repeat++) {
        PatchRun run = new PatchRun(varied, arm, alphas, steps, tests, settings.seed(), repeat);
        int outputs = arm.labeller().of(settings.seed(), repeat).outputs();
        units.add(
            new Unit(
                "%s %s, %s %s, repeat %d"
                    .formatted(varied, arm.value(), arm.labels(), arm.kind(), repeat),
                BASE_COST + outputs,
                place -> run.rows(place.kernels())));
      }
    }
    List<Table> tables =
        varied == Varied.GRANULARITY
            ? List.of(PatchRun.RESULTS, PatchRun.STEPS, PatchRun.ABLATIONS)
            : List.of(PatchRun.RESULTS);
    return Plan.of(
        tables,
        units,
        List.of(new Fact(VARY, "%s: %s".formatted(varied, String.join(", ", values(settings))))));
  }

  /** Refuses an option whose values are those of --values. */
  private static void checkFixed(StudySettings settings, Varied varied) {
    if (settings.text(varied.toString()).isPresent()) {
      throw new UserError(
          "--%s has no effect with --vary %s; give the values by --values"
              .formatted(varied, varied));
    }
  }

  /** What a run varies. */
  static Varied varied(StudySettings settings) {
    return Varied.of(settings.word(VARY, Varied.words()));
  }

  /** The values of what it varies, each once. */
  static List<String> values(StudySettings settings) {
    String text = settings.text(VALUES).orElse(varied(settings).defaultValues());
    Set<String> values = new LinkedHashSet<>();
    for (String value : text.split(",", -1)) {
      if (!values.add(value.strip())) {
        throw new UserError("--values has \"%s\" twice; name it once".formatted(value));
      }
    }
    return List.copyOf(values);
  }

  private static List<Arm> arms(StudySettings settings) {
    Varied varied = varied(settings);
    PatchModel model =
        new PatchModel(
            settings.text(K).isPresent() ? settings.count(K, 1, PatchModel.MOST_SUBCLASSES) : 10,
            settings.text(DEVIATION).isPresent()
                ? settings.number(DEVIATION, 0, 100)
                : varied.deviation(),
            false);
    int samples = settings.text(SAMPLES).isPresent() ? settings.count(SAMPLES, 1, 100_000) : 4_000;
    List<String> values = varied == Varied.ALPHA ? List.of("") : values(settings);
    return values.stream().flatMap(value -> arms(varied, value, model, samples)).toList();
  }

  private static Stream<Arm> arms(Varied varied, String value, PatchModel model, int samples) {
    List<Arm> arms =
        switch (varied) {
          case ALPHA -> Arm.ofAlpha(model, samples);
          case GRANULARITY -> Arm.ofGranularity(value, model, samples);
          case K -> Arm.ofSubclasses(value, model, samples);
          case SAMPLES -> Arm.ofSamples(value, model);
          case NOISE -> Arm.ofNoise(value, share(value), model, samples);
          case MISALIGNMENT -> Arm.ofMisalignment(value, share(value), model, samples);
        };
    return arms.stream();
  }

  private static double share(String text) {
    if (text.matches("0*1(\\.0*)?|0*(\\.\\d+)?") && !text.isEmpty()) {
      return Double.parseDouble(text);
    }
    throw new UserError("--values must have shares from 0 to 1 here, not \"%s\"".formatted(text));
  }

  @Override
  public Conclusion conclude(StudySettings settings, StudyResults results) {
    Varied varied = varied(settings);
    return varied == Varied.GRANULARITY
        ? TheoremReport.of(settings.seed(), results)
        : SweepReport.of(varied, settings.seed(), results);
  }

  @Override
  public List<String> references() {
    return List.of(
        "Hong, G. Z., Cui, Y., Fuxman, A., Chan, S. H., Luo, E.: Why Fine-grained Labels in"
            + " Pretraining Benefit Generalization? arXiv:2410.23129, 2024.");
  }
}
