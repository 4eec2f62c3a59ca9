package finegrain.trainer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import finegrain.kernels.Backends;
import finegrain.trainer.Sha256;
import finegrain.trainer.UserError;
import finegrain.trainer.report.Conclusion;
import finegrain.trainer.report.TextSection;
import finegrain.trainer.study.Plan;
import finegrain.trainer.study.Row;
import finegrain.trainer.study.Study;
import finegrain.trainer.study.StudyOption;
import finegrain.trainer.study.StudyResults;
import finegrain.trainer.study.StudySettings;
import finegrain.trainer.study.Table;
import finegrain.trainer.study.Unit;
import finegrain.trainer.study.UnitTeam;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The base of studies, shown by a tiny one: the squares of the first numbers, one a unit. */
final class StudyCommandTest {
  private static final Table RESULTS = Table.of(Table.RESULTS, "number", "square", "half");
  private static final Table DIGITS = Table.of("digits", "number", "digit");

  /** Ends the process in the place of a unit, as far as a test can. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  private static final class Squares implements Study {
    private final Set<String> computed = new ConcurrentSkipListSet<>();
    private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);

    @Override
    public String name() {
      return "squares";
    }

    @Override
    public String description() {
      return "squares of numbers";
    }

    @Override
    public List<StudyOption> options() {
      return List.of(
          StudyOption.of("count", "N", "How many (default: ${DEFAULT-VALUE}).", 5),
          StudyOption.optional("word", "WORD", "A word."));
    }

    @Override
    public String units() {
      return "numbers";
    }

    @Override
    public Plan plan(StudySettings settings) {
      List<Unit> units = new ArrayList<>();
      for (int i = 1; i <= settings.count("count", 1, 100); i++) {
        int number = i;
        units.add(new Unit("number " + i, i, _ -> rows(number)));
      }
      return Plan.of(List.of(RESULTS, DIGITS), units, List.of());
    }

    private List<Row> rows(int number) {
      if (left.getAndDecrement() == 0) {
        throw new Killed();
      }
      computed.add("number " + number);
      List<Row> rows = new ArrayList<>();
      rows.add(RESULTS.row(number, number * number, number / 2.0));
      for (char digit : Integer.toString(number).toCharArray()) {
        rows.add(DIGITS.row(number, digit));
      }
      return rows;
    }

    @Override
    public List<String> warnings(StudyResults results) {
      return results.lines().size() > 20
          ? List.of("There are %d squares.".formatted(results.lines().size()))
          : List.of();
    }

    @Override
    public Conclusion conclude(StudySettings settings, StudyResults results) {
      double sum = results.lines().stream().mapToDouble(line -> line.number("square")).sum();
      return new Conclusion(
          "The sum of %s squares is %.0f.".formatted(settings.text("count").orElseThrow(), sum),
          "There are %d digits.".formatted(results.lines("digits").size()),
          "Sums of squares are known.",
          "This one is right.",
          List.of(),
          List.of(new TextSection("Squares", List.of("None is drawn."))));
    }
  }

  @TempDir Path folder;

  private static Invocation run(Squares study, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    CommandLine command = StudyCommand.of(study, console);
    command.setOut(new java.io.PrintWriter(out, true, UTF_8));
    command.setExecutionExceptionHandler(
        (error, _, _) -> {
          console.error(error.getMessage());
          return error instanceof UserError ? 2 : 1;
        });
    return new Invocation(command.execute(arguments), out.toString(UTF_8), err.toString(UTF_8));
  }

  private Invocation in(String name, Squares study, String... arguments) {
    return run(
        study,
        Stream.concat(
                Stream.of("--backend", "scalar", "--out", folder.resolve(name).toString()),
                Stream.of(arguments))
            .toArray(String[]::new));
  }

  @Test
  void warningsStandInTheConsoleTheManifestAndTheReport() throws Exception {
    assertThat(in("few", new Squares(), "--count", "20").out()).doesNotContain("There are 20");
    assertThat(in("many", new Squares(), "--count", "21").out()).contains("There are 21 squares.");
    assertThat(folder.resolve("many/report.html")).content().contains("There are 21 squares.");
    JsonObject manifest =
        JsonParser.parseString(Files.readString(folder.resolve("many/manifest.json")))
            .getAsJsonObject();
    assertThat(manifest.getAsJsonArray("warnings").get(0).getAsString())
        .isEqualTo("There are 21 squares.");
  }

  @Test
  void aRunWritesItsTablesInOrderTheReportAndTheManifestLast() throws Exception {
    Invocation run = in("run", new Squares(), "--threads", "2", "--count", "11");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            "numbers: 11",
            "The sum of 11 squares is 506.",
            "There are 13 digits.",
            "11 numbers in");
    Path results = folder.resolve("run/results.csv");
    assertThat(results).content().startsWith("number,square,half\n1,1,0.5\n2,4,1.0\n");
    assertThat(folder.resolve("run/digits.csv"))
        .content()
        .endsWith("\n9,9\n10,1\n10,0\n11,1\n11,1\n");
    assertThat(folder.resolve("run/report.html"))
        .content()
        .contains("The sum of 11 squares", "./finegrain run squares --count 11 --seed 1<");
    JsonObject manifest =
        JsonParser.parseString(Files.readString(folder.resolve("run/manifest.json")))
            .getAsJsonObject();
    assertThat(manifest.get("results_sha256").getAsString())
        .isEqualTo(Sha256.of(Files.readAllBytes(results)));
    assertThat(manifest.getAsJsonObject("files_sha256").keySet()).containsExactly("digits.csv");
    assertThat(manifest.getAsJsonObject("configuration").get("count").getAsString())
        .isEqualTo("11");
    assertThat(folder.resolve("run/journal.bin")).doesNotExist();
  }

  @Test
  void aRunThatDiesKeepsWhatIsFinishedAndGoesOnToTheSameBytes() throws Exception {
    in("whole", new Squares(), "--threads", "3");
    Squares dying = new Squares();
    dying.left.set(2);
    assertThatExceptionOfType(Killed.class).isThrownBy(() -> in("run", dying, "--threads", "1"));
    assertThat(dying.computed).hasSize(2);
    assertThat(folder.resolve("run/results.csv")).doesNotExist();
    Squares rest = new Squares();
    Invocation second = in("run", rest, "--threads", "2");
    assertThat(second.out()).contains("numbers: 5, of which 2 are finished");
    assertThat(rest.computed).hasSize(3).doesNotContainAnyElementsOf(dying.computed);
    for (String file : List.of("results.csv", "digits.csv", "report.html")) {
      assertThat(folder.resolve("run").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
    }
    Squares none = new Squares();
    assertThat(in("run", none).out()).contains("This run is finished");
    assertThat(none.computed).isEmpty();
  }

  /** The first unit fails while the second is computed, which is kept. */
  @Test
  void unitsThatAreBegunAreFinishedWhenAnotherFails() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch failed = new CountDownLatch(1);
    Unit slow =
        new Unit(
            "slow",
            2,
            _ -> {
              begun.countDown();
              await(failed);
              return List.of();
            });
    Unit failing =
        new Unit(
            "failing",
            1,
            _ -> {
              await(begun);
              failed.countDown();
              throw new Killed();
            });
    List<String> kept = new ArrayList<>();
    UnitTeam team = new UnitTeam(Backends.choose("scalar").backend(), 2, folder);
    assertThatExceptionOfType(Killed.class)
        .isThrownBy(
            () ->
                team.run(
                    List.of(slow, failing),
                    computed -> {
                      // Files are written here, which an interrupted thread cannot do.
                      if (!Thread.currentThread().isInterrupted()) {
                        computed.forEach(its -> kept.add(its.unit().key()));
                      }
                    }));
    assertThat(kept).containsExactly("slow");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void filesOfTheUserAreNoTables() throws Exception {
    Squares dying = new Squares();
    dying.left.set(2);
    assertThatExceptionOfType(Killed.class).isThrownBy(() -> in("run", dying));
    Files.writeString(folder.resolve("run/notes.csv"), "a,b\n1\n");
    Invocation run = in("run", new Squares());
    assertThat(run.exit()).as(run.err()).isZero();
  }

  @Test
  void anotherConfigurationIsRefused() throws Exception {
    in("run", new Squares());
    Invocation other = in("run", new Squares(), "--count", "6");
    assertThat(other.exit()).isEqualTo(2);
    assertThat(other.err())
        .contains("a run of another configuration (count \"5\" there and \"6\" here)");
    assertThat(in("bad", new Squares(), "--count", "0").err())
        .contains("--count must be a whole number from 1 to 100, not \"0\"");
    assertThat(folder.resolve("bad")).doesNotExist();
  }

  @Test
  void aChangedFileIsNotTakenForFinished() throws Exception {
    in("run", new Squares());
    Files.writeString(folder.resolve("run/digits.csv"), "number,digit\n");
    Invocation again = in("run", new Squares());
    assertThat(again.exit()).isEqualTo(2);
    assertThat(again.err()).contains("digits.csv is not the file that its run wrote");
  }

  @Test
  void shardsShareOutTheUnitsByTheirCosts() {
    Squares study = new Squares();
    for (int shard = 1; shard <= 2; shard++) {
      Squares part = new Squares();
      Invocation run = in("shard" + shard, part, "--shard", shard + "/2");
      assertThat(run.exit()).as(run.err()).isZero();
      // By hand: 5 | 4, 3 | 2 and, both at 7, 1.
      assertThat(part.computed)
          .containsExactlyElementsOf(
              shard == 1
                  ? List.of("number 1", "number 2", "number 5")
                  : List.of("number 3", "number 4"));
      study.computed.addAll(part.computed);
      assertThat(folder.resolve("shard%d/journal.bin".formatted(shard))).exists();
    }
    assertThat(study.computed).hasSize(5);
    assertThat(in("none", new Squares(), "--shard", "1/6").err()).contains("divide by at most 5");
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void theHelpHasTheOptionsOfTheStudyBeforeThoseOfAll() {
    String help = run(new Squares(), "--help").out();
    assertThat(help).contains("Squares of numbers.", "How many (default: 5).");
    assertThat(help.indexOf("--word=WORD")).isBetween(1, help.indexOf("--seed"));
  }
}
