package finegrain.trainer.study.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.kernels.Backends;
import finegrain.kernels.Kernels;
import finegrain.trainer.UserError;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.experiment.Shard;
import finegrain.trainer.report.Conclusion;
import finegrain.trainer.study.Plan;
import finegrain.trainer.study.Row;
import finegrain.trainer.study.Study;
import finegrain.trainer.study.StudyOption;
import finegrain.trainer.study.StudyResults;
import finegrain.trainer.study.StudySettings;
import finegrain.trainer.study.Table;
import finegrain.trainer.study.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole study on a table of four classes, which are spots on a line. */
class PretrainingGranularityTest {
  private static final Study STUDY = new PretrainingGranularity();

  @TempDir Path folder;
  private Path table;

  @BeforeEach
  void writeTable() throws IOException {
    StringBuilder lines = new StringBuilder("x,y,class\n");
    for (int i = 0; i < 120; i++) {
      int leaf = i % 4;
      lines.append(leaf + i * 37 % 100 * 0.008).append(',').append(i * 61 % 100 * 0.01);
      lines.append(",c").append(leaf).append('\n');
    }
    table = folder.resolve("spots.csv");
    Files.writeString(table, lines);
  }

  private DataSource spots() {
    return DataSource.named("csv:" + table);
  }

  private StudySettings settings(DataSource source, String... options) {
    TreeMap<String, String> values = new TreeMap<>();
    for (StudyOption option : STUDY.options()) {
      option.value().ifPresent(value -> values.put(option.name(), value));
    }
    values.putAll(
        Map.of(
            "map", "0101",
            "model", "perceptron(4)",
            "per-class", "0",
            "repeats", "2",
            "epochs", "3",
            "target-share", "1,0.2",
            "arms", "scratch,leaves,inside-2,instances"));
    for (int i = 0; i < options.length; i += 2) {
      values.put(options[i], options[i + 1]);
    }
    return new StudySettings(values, Optional.of(source), 1);
  }

  private static List<Row> rows(List<Unit> units, Path to) {
    List<Row> rows = new ArrayList<>();
    try (Kernels kernels = Backends.choose("vector").backend().open(1)) {
      units.forEach(unit -> rows.addAll(unit.work().compute(new Unit.Workplace(kernels, to))));
    }
    return rows;
  }

  @Test
  void allArmsOfAllRepeatsHaveTheirRows() {
    Plan plan = STUDY.plan(settings(spots()));
    assertThat(plan.units().stream().map(Unit::key))
        .containsExactly(
            "target 0 0",
            "target 0 1",
            "scratch 0 0",
            "scratch 0 1",
            "leaves 0 0",
            "leaves 0 1",
            "inside-2 0 0",
            "inside-2 0 1",
            "instances 0 0",
            "instances 0 1",
            "judge 0",
            "judge 1",
            "judge 2");
    List<Row> rows = rows(plan.units(), folder.resolve("a"));
    // Five arms with two repeats and two shares, and three judges.
    assertThat(rows.stream().filter(row -> row.table().equals(Table.RESULTS))).hasSize(23);
    // Repeats and judges have different seeds.
    assertThat(
            rows.stream()
                .filter(row -> row.table().equals(Table.RESULTS))
                .filter(row -> row.values().get(2).equals("1.0"))
                .filter(row -> List.of("scratch", "judge").contains(row.values().getFirst()))
                .map(row -> row.values().getLast())
                .distinct())
        .hasSize(5);
    Conclusion conclusion = STUDY.conclude(settings(spots()), StudyResults.of(plan.tables(), rows));
    assertThat(conclusion.finding()).startsWith("This run makes no claim: it has 2 repeats");
  }

  /** Features so large that products of them are infinite. */
  @Test
  void networksThatDivergeAreMarkedAndWarnedOf() throws IOException {
    Path huge = folder.resolve("huge.csv");
    StringBuilder lines = new StringBuilder("x,y,class\n");
    for (int i = 0; i < 40; i++) {
      lines.append("3e38,").append(i % 4).append("e38,c").append(i % 4).append('\n');
    }
    Files.writeString(huge, lines);
    StudySettings settings =
        settings(DataSource.named("csv:" + huge), "arms", "leaves", "repeats", "1");
    Plan plan = STUDY.plan(settings);
    List<Row> rows = rows(plan.units(), folder.resolve("a"));
    StudyResults results = StudyResults.of(plan.tables(), rows);
    // Where all hidden units are dead, the loss stays finite.
    List<String> diverged =
        results.lines().stream()
            .filter(line -> line.text("status").equals("pretraining_diverged"))
            .map(line -> line.text("arm"))
            .toList();
    assertThat(diverged).contains("leaves");
    assertThat(STUDY.warnings(results).getFirst())
        .startsWith(
            "%d of 7 networks diverged in their pretraining: a loss was not finite ("
                .formatted(diverged.size()));
  }

  @Test
  void aWarningNamesTheArmsOnce() {
    List<StudyResults.Line> lines =
        Stream.of("leaves diverged", "leaves diverged", "judge diverged", "target trained")
            .map(text -> text.split(" ", -1))
            .map(pair -> new StudyResults.Line(Map.of("arm", pair[0], "status", pair[1])))
            .toList();
    assertThat(STUDY.warnings(new StudyResults(Map.of(Table.RESULTS, lines))))
        .containsExactly(
            "3 of 4 networks diverged while they learnt the target: a loss was not finite (leaves,"
                + " judge). What they had learnt before counts. A lower --tuning-rate may help with"
                + " a fine-tuning.");
  }

  @Test
  void severalNumbersOfTrainingImagesHaveNetworksOfTheirOwn() {
    StudySettings settings =
        settings(spots(), "per-class", "0,10,5", "arms", "leaves", "repeats", "1");
    Plan plan = STUDY.plan(settings);
    assertThat(plan.units().stream().map(Unit::key))
        .containsExactly(
            "target 5 0",
            "leaves 5 0",
            "target 10 0",
            "leaves 10 0",
            "target 0 0",
            "leaves 0 0",
            "judge 0",
            "judge 1",
            "judge 2");
    // The stages of all three are the same.
    assertThat(plan.facts().stream().filter(fact -> fact.name().equals("pretraining")))
        .hasSize(1)
        .allMatch(fact -> fact.text().startsWith("epochs 3, batch 32, optimiser "));
    List<Row> rows = rows(plan.units(), folder.resolve("a"));
    StudyResults results = StudyResults.of(plan.tables(), rows);
    // With all labels of the target: 4 leaves of 5, 10 and all training images.
    assertThat(
            results.lines().stream()
                .filter(line -> line.text("arm").equals("leaves"))
                .filter(line -> line.number("target_share") == 1)
                .map(line -> line.text("per_class") + " " + line.text("pretraining_images")))
        .startsWith("5 20", "10 40")
        .hasSize(3);
    assertThat(STUDY.warnings(results)).isEmpty();
    assertThat(STUDY.conclude(settings, results).sections()).isNotEmpty();
  }

  @Test
  void theRowsOfAUnitDependOnNoOtherUnit() {
    Plan plan = STUDY.plan(settings(spots()));
    List<Row> together = rows(plan.units(), folder.resolve("a"));
    List<Row> apart = new ArrayList<>();
    for (int shard = 1; shard <= 3; shard++) {
      List<Unit> units = STUDY.plan(settings(spots())).of(Shard.parse(shard + "/3"));
      apart.addAll(rows(units.reversed(), folder.resolve("b" + shard)));
    }
    assertThat(apart).containsExactlyInAnyOrderElementsOf(together);
  }

  @ParameterizedTest
  @CsvSource({
    "arms, 'leaves,twigs', there is no arm \"twigs\"",
    "arms, inside-61, the arm inside-61 has 122 labels for 96 training images",
    "arms, subleaves-1000000, the arm subleaves-1000000 has 4000000 labels for 96",
    "arms, wordnet-2, the arm wordnet-2 needs --wordnet",
    "wordnet, data.noun, --wordnet is for arms such as wordnet-2",
    "arms, level-2, needs a tree with a level 2 above its leaves",
    "model, lenet, there is no model \"lenet\"",
    "model, cnn2(8), cnn2",
    "target-share, '1,2', --target-share must have numbers",
    "target-share, 0, --target-share must have numbers",
    "judges, 2, --judges must be a whole number from 3",
    "tuning-rate, '1,2', --tuning-rate must be one number",
    "per-class, 1000, --per-class 1000 is more than",
    "protocol, paper, '--protocol must be one of deep, imagenet'",
    "map, 0011001, digit",
  })
  void aWrongOptionIsNamed(String option, String value, String sentence) {
    assertThatThrownBy(() -> STUDY.plan(settings(spots(), option, value)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void generatedPointsAreRefused() {
    assertThatThrownBy(() -> STUDY.plan(settings(DataSource.named("circles"))))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("--dataset circles has no images");
  }
}
