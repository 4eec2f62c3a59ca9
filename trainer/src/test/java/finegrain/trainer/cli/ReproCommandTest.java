package finegrain.trainer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import finegrain.kernels.Backend;
import finegrain.kernels.ScalarBackend;
import finegrain.trainer.Sha256;
import finegrain.trainer.repro.BitFlips;
import finegrain.trainer.repro.Retraining;
import finegrain.trainer.repro.RunRecord;
import finegrain.trainer.repro.RunVerification;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A small run that is recorded and verified, in this JVM. */
final class ReproCommandTest {
  @TempDir static Path folder;
  private static Path data;
  private static Path run;
  private static Path file;
  private static Invocation recorded;

  @BeforeAll
  static void runAndRecord() throws Exception {
    data = folder.resolve("data");
    SmallMnist.write(data);
    run = folder.resolve("run");
    Invocation trained =
        Invocation.of(
            ("run capacity-scaling --widths 5,7 --per-class 5 --repeats 2 --epochs 3 --unverified"
                    + " --data-dir %s --out %s")
                .formatted(data, run)
                .split(" ", -1));
    assertThat(trained.exit()).as(trained.err()).isZero();
    file = folder.resolve("record.gz");
    recorded = repro("record", run, "--out", file);
    assertThat(recorded.exit()).as("%s%s", recorded.out(), recorded.err()).isZero();
  }

  private static Invocation repro(Object... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "repro";
    for (int i = 0; i < arguments.length; i++) {
      all[i + 1] = arguments[i].toString();
    }
    return Invocation.of(all);
  }

  private static String text(Path record) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(record))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static Path write(String name, String text) throws IOException {
    Path other = folder.resolve(name);
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(other))) {
      out.write(text.getBytes(UTF_8));
    }
    return other;
  }

  @Test
  void recordsTheWeightsOfTheResults() throws Exception {
    assertThat(recorded.out())
        .contains("models:  8 of 8", "the weights are those of results.csv", "wrote " + file);
    String text = text(file);
    List<String> rows = Files.readAllLines(run.resolve("results.csv"));
    for (String row : rows.subList(1, rows.size())) {
      assertThat(text).contains(row.split(",", -1)[17]);
    }
    // Three epochs and the beginning of each model.
    assertThat(Pattern.compile("\"[0-9a-f]{64}\"").matcher(text).results().count())
        .isGreaterThanOrEqualTo(8 * 4);
  }

  @Test
  void verifiesByAnotherBackendAndAnotherNumberOfThreads() {
    Invocation verified =
        repro("verify", file, "--on", data, "--backend", "scalar", "--threads", "3");
    assertThat(verified.exit()).as(verified.err()).isZero();
    assertThat(verified.out())
        .contains("8 of 8 models have the recorded bits", "backend: scalar", "recorded on: ");
  }

  @Test
  void findsAHashThatWasChanged() throws Exception {
    String text = text(file);
    // The second epoch of the third model.
    Matcher epochs = Pattern.compile("\"epochs_sha256\": \\[([^]]*)]").matcher(text);
    for (int model = 0; model < 3; model++) {
      assertThat(epochs.find()).isTrue();
    }
    String before = epochs.group(1).strip().split(",\\s*", -1)[1];
    String hash = before.replace("\"", "");
    String changed = (hash.charAt(0) == 'f' ? "0" : "f") + hash.substring(1);
    Path other = write("changed.gz", text.replace(hash, changed));
    Invocation verified = repro("verify", other, "--on", data);
    assertThat(verified.exit()).isEqualTo(1);
    assertThat(verified.out())
        .contains(
            "1 of 8 models differ from the record",
            "the first is model 3 (",
            "weights after epoch 2 of 3: SHA-256 %s recorded, %s here".formatted(changed, hash),
            "have the same weights after every step of epoch 2",
            "both differ from the record, which was made by a machine or a program with other bits,"
                + " or was changed");
  }

  @Test
  void findsAMetricThatWasChanged() throws Exception {
    String text = text(file);
    Matcher accuracy = Pattern.compile("\"test loss\": \"([^\"]*)\"").matcher(text);
    assertThat(accuracy.find()).isTrue();
    double value = Double.parseDouble(accuracy.group(1));
    String changed =
        text.substring(0, accuracy.start(1)) + Math.nextUp(value) + text.substring(accuracy.end(1));
    Invocation verified = repro("verify", write("metric.gz", changed), "--on", data);
    assertThat(verified.exit()).isEqualTo(1);
    assertThat(verified.out())
        .contains("the first is model 1 (", "it differs first in its test loss: ", ", 1 ULP apart");
  }

  /** The ninth operation of a step is the momentum step of the hidden weights. */
  @Test
  void findsTheStepInWhichABackendParts() throws Exception {
    RunRecord all = RunRecord.read(file);
    RunRecord first = new RunRecord(all.configuration(), all.machine(), all.models().subList(0, 1));
    Backend spoilt =
        new BitFlips(
            new ScalarBackend(),
            () -> {
              AtomicInteger operations = new AtomicInteger();
              return () -> operations.incrementAndGet() == 2 * 10 + 9;
            });
    Retraining retraining = Retraining.of(all.configuration(), Optional.of(data));
    List<RunRecord.Model> here =
        retraining.begin(List.of(0), spoilt).train(1, (model, seconds, _) -> {});
    List<String> said = new ArrayList<>();
    assertThat(new RunVerification(first, retraining, spoilt, said::add).compare(here)).isFalse();
    String recordedHash = first.models().getFirst().epochs().getFirst();
    assertThat(said)
        .contains("1 of 1 models differ from the record")
        .anyMatch(line -> line.contains("weights after epoch 1 of 3: SHA-256 " + recordedHash))
        .anyMatch(
            line ->
                line.matches(
                    "in step 3 of epoch 1, hidden weights\\[\\d+, 0] is [0-9a-f]{8} \\(.*\\), and"
                        + " [0-9a-f]{8} \\(.*\\) on the scalar backend: 8388608 ULP apart"))
        .last()
        .asString()
        .startsWith("scalar has the recorded hash: its values are the recorded ones, and")
        .endsWith(", the same way each time");
  }

  /** A convolutional network is recorded, verified and searched like a perceptron. */
  @Test
  void findsAFlippedBitInAConvolution() throws Exception {
    Path convolved = folder.resolve("convolved");
    Invocation trained =
        Invocation.of(
            ("run capacity-scaling --model cnn --widths 2 --per-class 4 --repeats 1 --epochs 1"
                    + " --unverified --data-dir %s --out %s")
                .formatted(data, convolved)
                .split(" ", -1));
    assertThat(trained.exit()).as(trained.err()).isZero();
    Path record = folder.resolve("convolved.gz");
    assertThat(repro("record", convolved, "--out", record).exit()).isZero();
    assertThat(repro("verify", record, "--on", data, "--backend", "scalar").out())
        .contains("2 of 2 models have the recorded bits");

    RunRecord all = RunRecord.read(record);
    RunRecord first = new RunRecord(all.configuration(), all.machine(), all.models().subList(0, 1));
    Backend spoilt =
        new BitFlips(
            new ScalarBackend(),
            () -> {
              AtomicInteger operations = new AtomicInteger();
              return () -> operations.incrementAndGet() == 2; // the second convolution
            });
    Retraining retraining = Retraining.of(all.configuration(), Optional.of(data));
    List<RunRecord.Model> here =
        retraining.begin(List.of(0), spoilt).train(1, (model, seconds, _) -> {});
    List<String> said = new ArrayList<>();
    assertThat(new RunVerification(first, retraining, spoilt, said::add).compare(here)).isFalse();
    assertThat(said)
        .contains("1 of 1 models differ from the record")
        .anyMatch(line -> line.matches("in step 1 of epoch 1, conv\\d.*, and .*"));
  }

  @Test
  void recordsSomeOfTheModels() {
    Path some = folder.resolve("some.gz");
    assertThat(repro("record", run, "--models", "3", "--out", some).out())
        .contains("models:  3 of 8");
    assertThat(repro("verify", some, "--on", data).out())
        .contains("3 of 3 models have the recorded bits");
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "npz"})
  void recordsAndVerifiesARunOfAFileOfOnesOwn(String format) throws Exception {
    Path here = Files.createDirectories(folder.resolve(format + " here"));
    Path there = Files.createDirectories(folder.resolve(format + " there"));
    Path own = here.resolve("own-unit." + format);
    if (format.equals("csv")) {
      Files.write(own, Collections.nCopies(25, "1,2,cat\n3,5,ant\n4,4,bee"));
    } else {
      try (InputStream npz =
          ReproCommandTest.class.getResourceAsStream(
              "/finegrain/trainer/data/numpy-compressed.npz")) {
        Files.copy(npz, own);
      }
    }
    Path ownRun = folder.resolve(format + "-run");
    Invocation trained =
        Invocation.of(
            Stream.concat(
                    Stream.of(
                        ("run capacity-scaling --map 001 --scale standard --widths 3 --per-class 5"
                                + " --repeats 1 --epochs 2")
                            .split(" ", -1)),
                    Stream.of("--dataset", format + ":" + own, "--out", "" + ownRun))
                .toArray(String[]::new));
    assertThat(trained.exit()).as(trained.err()).isZero();
    Path record = folder.resolve(format + ".gz");
    Invocation ownRecorded = repro("record", ownRun, "--out", record);
    assertThat(ownRecorded.exit()).as("%s%s", ownRecorded.out(), ownRecorded.err()).isZero();
    assertThat(repro("verify", record).out()).contains("2 of 2 models have the recorded bits");

    Files.move(own, there.resolve(own.getFileName()));
    assertThat(repro("verify", record).mistake())
        .isEqualTo(
            "the run's file %s does not exist; name the folder that holds it with --on"
                .formatted(own));
    assertThat(repro("verify", record, "--on", there).out())
        .contains("2 of 2 models have the recorded bits");
  }

  @Test
  void doesNotRecordARunWhoseResultsAreOthers() throws Exception {
    // As a machine that computes wrongly would have written it, with a manifest that fits.
    Path other = Files.createDirectories(folder.resolve("other"));
    for (String name : List.of("epochs.csv.gz", "summary.csv")) {
      Files.copy(run.resolve(name), other.resolve(name));
    }
    String results = Files.readString(run.resolve("results.csv"));
    String hash = results.lines().skip(4).findFirst().orElseThrow().split(",", -1)[17];
    String wrong = results.replace(hash, "0".repeat(64));
    Files.writeString(other.resolve("results.csv"), wrong);
    String manifest = Files.readString(run.resolve("manifest.json"));
    Files.writeString(
        other.resolve("manifest.json"),
        manifest.replace(Sha256.of(results.getBytes(UTF_8)), Sha256.of(wrong.getBytes(UTF_8))));
    Path out = folder.resolve("not.gz");
    Invocation record = repro("record", other, "--out", out);
    assertThat(record.exit()).isEqualTo(1);
    assertThat(record.out())
        .contains("model 4 (", "has other weights at its end than in results.csv", hash);
    assertThat(out).doesNotExist();
  }

  @Test
  void hasASentenceForEveryMistake() throws Exception {
    assertThat(repro().mistake())
        .isEqualTo(
            "the command is missing; choose one of check, cores, record, verify, matrix; see"
                + " 'finegrain repro --help'");
    assertThat(repro("cores", "--minutes", "0").mistake())
        .isEqualTo("--minutes must be above 0 and at most 1000000, not 0.0");
    assertThat(repro("record", folder).mistake())
        .isEqualTo(folder + " is not the folder of a run: it has no manifest.json");
    assertThat(repro("record", run, "--models", "0").mistake())
        .isEqualTo("--models must be at least 1, not 0");
    assertThat(repro("record", run, "--out", folder).mistake())
        .isEqualTo("--out " + folder + " must be a file in a folder that is there");
    assertThat(repro("verify", folder.resolve("none")).mistake()).startsWith("there is no file ");
    // The built-in data are others, and the folder has none.
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThat(repro("verify", file, "--on", empty).mistake())
        .contains("the files of mnist (built-in) are not those of the run", "--on");
    Path journal = folder.resolve("unfinished");
    Files.createDirectories(journal);
    Files.copy(run.resolve("configuration.json"), journal.resolve("configuration.json"));
    assertThat(repro("record", journal).mistake())
        .isEqualTo("the run in " + journal + " is not finished; give its command again");
  }
}
