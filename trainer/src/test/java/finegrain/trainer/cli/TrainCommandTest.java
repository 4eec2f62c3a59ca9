package finegrain.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import finegrain.trainer.FolderContents;
import finegrain.trainer.weights.NamedTensor;
import finegrain.trainer.weights.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands that train one network and use it, in this JVM. */
final class TrainCommandTest {
  private static final String TRAIN = "train --model cnn(2) --epochs 2 --batch 16";

  @TempDir static Path folder;

  /** A finished training of one seed. */
  private static Path trained;

  @BeforeAll
  static void train() throws IOException {
    SmallMnist.write(folder.resolve("data"));
    trained = folder.resolve("trained");
    assertThat(run(TRAIN, "trained").exit()).isZero();
  }

  private static Invocation run(String options, String out) {
    return invoke(options + " --out " + folder.resolve(out));
  }

  private static Invocation invoke(String options) {
    List<String> words = new ArrayList<>(Arrays.asList(options.split(" ", -1)));
    words.addAll(List.of("--data-dir", folder.resolve("data").toString(), "--unverified"));
    return Invocation.of(words.toArray(String[]::new));
  }

  private static Map<String, String> results(String out) {
    Map<String, String> files = new TreeMap<>(FolderContents.of(folder.resolve(out)));
    files.remove("manifest.json");
    return files;
  }

  @Test
  void itWritesWeightsCurvesAndAReportAndSaysWhatItDid() throws IOException {
    Invocation again = run(TRAIN + " --threads 2", "another");
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(again.out())
        .contains("cnn(2) on mnist", "epoch 1/2: loss ", "epoch 2/2: loss ", "images/s")
        .containsPattern("Test accuracy \\d+\\.\\d\\d %");
    assertThat(results("another"))
        .isEqualTo(results("trained"))
        .containsOnlyKeys(
            "accuracy.svg",
            "configuration.json",
            "epochs.csv",
            "learning-rate.svg",
            "loss.svg",
            "report.html",
            "results.csv",
            "weights.safetensors");
    assertThat(Files.readAllLines(trained.resolve("epochs.csv"))).hasSize(3);
    assertThat(Files.readString(trained.resolve("report.html")))
        .contains("Test accuracy", "./finegrain train --dataset mnist")
        .doesNotContain("http://localhost", "<script");
    assertThat(run(TRAIN, "trained").out())
        .startsWith("This training is finished: its results are in ");
  }

  @Test
  void theWeightsHaveTheNamesAndShapesOfPyTorch() {
    SafetensorsFile file = SafetensorsFile.read(trained.resolve("weights.safetensors"));
    Map<String, int[]> shapes = new TreeMap<>();
    for (NamedTensor tensor : file.tensors()) {
      shapes.put(tensor.name(), tensor.shape());
    }
    assertThat(shapes)
        .containsOnlyKeys(
            "conv1.weight",
            "conv1.bias",
            "conv2.weight",
            "conv2.bias",
            "conv3.weight",
            "conv3.bias",
            "output.weight",
            "output.bias");
    assertThat(shapes.get("conv2.weight")).containsExactly(4, 2, 3, 3);
    assertThat(shapes.get("output.weight")).containsExactly(10, 8);
    assertThat(shapes.get("output.bias")).containsExactly(10);
    assertThat(file.metadata())
        .containsEntry("finegrain.architecture", "cnn(2)")
        .containsEntry("finegrain.input", "[1,28,28]");
  }

  /** Each seed has the bits that it has alone. */
  @Test
  void severalSeedsAreTrained() throws IOException {
    Invocation run = run(TRAIN + " --seeds 2,1 --validation 0.2 --checkpoint 0", "seeds");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).contains("seed 1: epoch 2/2", "the mean of 2 seeds");
    assertThat(run(TRAIN + " --seed 1 --validation 0.2", "seed-1").exit()).isZero();
    assertThat(results("seeds").get("weights-1.safetensors"))
        .isEqualTo(results("seed-1").get("weights.safetensors"));
    assertThat(Files.readAllLines(folder.resolve("seeds/results.csv")).get(1)).startsWith("2,2,");
    assertThat(Files.readAllLines(folder.resolve("seeds/epochs.csv")).getFirst())
        .endsWith(",validation_loss,validation_accuracy");
  }

  @Test
  void loadedWeightsAreTestedTrainedOnAndPredictedWith() throws IOException {
    Path weights = trained.resolve("weights.safetensors");
    Invocation test = invoke("train --epochs 0 --load " + weights);
    assertThat(test.exit()).as(test.err()).isZero();
    String accuracy = Files.readAllLines(trained.resolve("results.csv")).get(1).split(",", -1)[4];
    double percent = 100 * Double.parseDouble(accuracy);
    assertThat(test.out())
        .startsWith(
            String.format(Locale.ROOT, "cnn(2) on mnist: test accuracy %.2f %%, loss ", percent));

    Path saved = folder.resolve("saved.safetensors");
    assertThat(run("train --epochs 1 --load %s --save %s".formatted(weights, saved), "more").exit())
        .isZero();
    assertThat(saved).hasSameBinaryContentAs(folder.resolve("more/weights.safetensors"));

    Invocation predicted = invoke("predict mnist --top 2 --load " + weights);
    assertThat(predicted.exit()).as(predicted.err()).isZero();
    List<String> lines = predicted.out().lines().toList();
    assertThat(lines).hasSize(201);
    assertThat(lines.getFirst())
        .isEqualTo("set,index,label,prediction_1,probability_1,prediction_2,probability_2");
    long right =
        lines.stream()
            .skip(1)
            .map(line -> line.split(",", -1))
            .filter(fields -> fields[2].equals(fields[3]))
            .count();
    assertThat(right).isEqualTo(Math.round(2 * percent));
    assertThat(predicted.err())
        .isEqualToIgnoringNewLines(
            String.format(
                Locale.ROOT, "%d of 200 samples are labelled right: %.2f %%", right, percent));

    Path csv = folder.resolve("labels.csv");
    assertThat(
            invoke("predict --dataset mnist --part all --out %s --load %s".formatted(csv, weights))
                .exit())
        .isZero();
    assertThat(Files.readAllLines(csv)).hasSize(301);
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments("train --batch 0", "--batch must be from 1 to 1048576, not 0"),
        arguments("train --epochs -1", "--epochs must be from 0 to 1000000, not -1"),
        arguments(
            "train --epochs 0", "--epochs 0 only tests weights; name them with --load, or train"),
        arguments("train --learning-rate 0", "--learning-rate must be above 0, not 0.0"),
        arguments("train --smoothing 1", "--smoothing must be from 0 to below 1, not 1.0"),
        arguments(
            "train --model cnn(999999)",
            "cnn(999999) has more parameters than an array can hold; choose a smaller width"),
        arguments(
            "train --save no-such-folder/w.safetensors",
            "--save no-such-folder/w.safetensors lies in no folder that exists; make the folder, or"
                + " name another file"),
        arguments("predict mnist --load w --out src", "--out src is a folder; name a file"),
        arguments("train --dropout 1", "--dropout must be from 0 to below 1, not 1.0"),
        arguments("train --clip -1", "--clip must be 0 or more, not -1.0"),
        arguments("train --weight-decay NaN", "--weight-decay must be 0 or more, not NaN"),
        arguments(
            "train --checkpoint -1", "--checkpoint must be from 0 to 1000000 seconds, not -1"),
        arguments(
            "train --optimiser adam",
            "there is no optimiser \"adam\"; give sgd, nesterov or adamw, perhaps with numbers such"
                + " as sgd:0.9, nesterov:0.9 or adamw:0.9,0.999,1e-8"),
        arguments(
            "train --optimiser sgd:1",
            "the optimiser \"sgd:1\" is wrong: a share that stays is from 0 to below 1, not 1.0"),
        arguments("train --seed 1 --seeds 2,3", "give --seed or --seeds, not both"),
        arguments("train --seeds 2,2", "--seeds must be up to 1000 different numbers"),
        arguments(
            "train --validation 1",
            "--validation must be test, or a share above 0 and below 1 such as 0.1, not \"1\""),
        arguments(
            "train --per-class 11",
            "--per-class 11 is more than the class 0 has: it has 10 training samples"),
        arguments(
            "train --augment crop=28",
            "the augmentation crop=28 is too large for images of 1 x 28 x 28; choose fewer pixels"),
        arguments(
            "train --load no-such-file",
            "no-such-file cannot be read (no such file or folder); give the path of a safetensors"
                + " file"),
        arguments("predict mnist", "--load needs a value (FILE); see 'finegrain predict --help'"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsToldInOneSentenceAndNothingIsWritten(String command, String sentence) {
    assertThat(invoke(command).mistake()).isEqualTo(sentence);
    assertThat(Path.of("runs")).doesNotExist();
  }

  @Test
  void generatedPointsAreRefused() {
    assertThat(Invocation.of("train", "--dataset", "circles").mistake())
        .startsWith("--dataset circles is drawn anew for each run of an experiment");
  }

  @Test
  void aNetworkTooDeepForItsImageIsRefused() throws IOException {
    Path csv = folder.resolve("points.csv");
    StringBuilder text = new StringBuilder("x,y,label\n");
    for (int i = 0; i < 60; i++) {
      text.append(i % 2).append(',').append(i % 7).append(',').append("ab", i % 2, i % 2 + 1);
      text.append('\n');
    }
    Files.writeString(csv, text);
    assertThat(Invocation.of("train", "--dataset", "csv:" + csv, "--model", "cnn(2)").mistake())
        .contains("cnn(2) needs images of at least 4 x 4 pixels");
    Invocation perceptron =
        Invocation.of(
            "train",
            "--dataset",
            "csv:" + csv,
            "--model",
            "perceptron",
            "--out",
            folder.resolve("points").toString());
    assertThat(perceptron.exit()).as(perceptron.err()).isZero();
    Path weights = trained.resolve("weights.safetensors");
    assertThat(Invocation.of("predict", "csv:" + csv, "--load", weights.toString()).mistake())
        .endsWith(
            "points.csv has 2 columns of features beside its labels in its last column, and the"
                + " weights are for 784 features; choose columns with --columns or --ignore, and"
                + " the labels with --label-column");
  }

  /** Without their labels, rows are scaled by the training samples too. */
  @Test
  void rowsWithoutLabelsArePredictedAsWithThem() throws IOException {
    StringBuilder with = new StringBuilder("x,y,label\n");
    StringBuilder without = new StringBuilder("x,y\n");
    for (int i = 0; i < 60; i++) {
      String features = 1000 + i % 7 + "," + (i % 2 - 0.5 + i % 3);
      with.append(features).append(i % 2 == 0 ? ",even" : ",odd").append('\n');
      without.append(features).append('\n');
    }
    Path labelled = Files.writeString(folder.resolve("rows.csv"), with);
    Path unlabelled = Files.writeString(folder.resolve("bare.csv"), without);
    Path out = folder.resolve("rows");
    Invocation trained =
        Invocation.of(
            "train --model perceptron --epochs 3 --scale standard --dataset csv:%s --out %s"
                .formatted(labelled, out)
                .split(" ", -1));
    assertThat(trained.exit()).as(trained.err()).isZero();
    String weights = out.resolve("weights.safetensors").toString();
    Invocation known = Invocation.of("predict", "csv:" + labelled, "--load", weights);
    Invocation bare = Invocation.of("predict", "csv:" + unlabelled, "--load", weights);
    assertThat(bare.exit()).as(bare.err()).isZero();
    List<String> lines = bare.out().lines().toList();
    assertThat(lines).hasSize(61).contains("set,index,label,prediction,probability");
    assertThat(lines.get(1)).startsWith("all,0,,");
    // The first 48 samples, an even number of each class, are those for training.
    assertThat(known.out().lines().skip(1).limit(48).map(line -> line.split(",", 4)[3]))
        .isEqualTo(lines.stream().skip(1).limit(48).map(line -> line.split(",", 4)[3]).toList());
    assertThat(bare.err()).isEmpty();
    assertThat(
            Invocation.of("predict", "csv:" + unlabelled, "--load", weights, "--part", "test")
                .mistake())
        .isEqualTo("csv-bare-standard has no labels, and so no parts; leave out --part");
    assertThat(Invocation.of("train", "--dataset", "csv:" + labelled, "--load", weights).mistake())
        .endsWith("holds weights for features of --scale standard; pass that too");
  }

  @Test
  void aFolderOfAnotherConfigurationIsRefused() {
    assertThat(run(TRAIN + " --seed 2", "trained").mistake())
        .contains("holds a run of another configuration (seeds [1] there and [2] here)");
    assertThat(Invocation.of("report", trained.toString()).mistake())
        .contains("is the folder of 'finegrain train'");
  }

  @Test
  void weightsThatDoNotFitAreRefused() throws IOException {
    Path weights = trained.resolve("weights.safetensors");
    assertThat(invoke("train --model cnn(3) --load " + weights).mistake())
        .endsWith("holds weights of cnn(2), not of cnn(3); leave out --model, or load others");
    byte[] bytes = Files.readAllBytes(weights);
    Path truncated = folder.resolve("truncated.safetensors");
    Files.write(truncated, Arrays.copyOf(bytes, bytes.length - 5));
    assertThat(invoke("predict mnist --load " + truncated).mistake()).contains("truncated");

    SafetensorsFile file = SafetensorsFile.read(weights);
    Path other = folder.resolve("other.safetensors");
    Map<String, String> metadata = new TreeMap<>(file.metadata());
    metadata.put("finegrain.architecture", "cnn(2000)");
    SafetensorsFile.write(other, metadata, file.tensors());
    assertThat(invoke("predict mnist --load " + other).mistake())
        .contains("has the tensor conv1.weight of shape [2, 1, 3, 3], and cnn(2000) needs");
    metadata.put("finegrain.architecture", "cnn(2)");
    SafetensorsFile.write(other, metadata, file.tensors().subList(1, 8));
    assertThat(invoke("predict mnist --load " + other).mistake())
        .contains("lacks the tensor conv1.weight of cnn(2)");
    metadata.put("finegrain.input", "null");
    SafetensorsFile.write(other, metadata, file.tensors());
    assertThat(invoke("predict mnist --load " + other).mistake())
        .contains("has metadata that describe no network");
    metadata.remove("finegrain.architecture");
    SafetensorsFile.write(other, metadata, file.tensors());
    assertThat(invoke("predict mnist --load " + other).mistake())
        .contains("does not say finegrain.architecture in its metadata");
  }

  @Test
  void aDamagedOrForeignCheckpointIsRefused() throws IOException {
    Path out = folder.resolve("damaged");
    Files.createDirectories(out);
    Files.copy(trained.resolve("configuration.json"), out.resolve("configuration.json"));
    Path checkpoint = out.resolve("checkpoint-1.bin");
    Files.write(checkpoint, new byte[100]);
    assertThat(run(TRAIN, "damaged").err())
        .contains(
            "checkpoint-1.bin is damaged; remove it to begin that training again, or choose another"
                + " folder with --out");
  }
}
