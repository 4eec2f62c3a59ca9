package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import finegrain.trainer.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DataSourceTest {
  private static final Optional<Path> DIR = Optional.of(Path.of("my data"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mnist | none | mnist",
        "mnist | unit | mnist-unit",
        "csv:iris.csv | none | csv-iris",
        "csv:iris.csv | standard | csv-iris-standard",
        // The same name as that of x.csv, scaled: only a value can tell the two apart.
        "csv:x-unit.csv | none | csv-x-unit",
        "csv:iris.data | none | csv-iris.data",
        "csv:down/iris.CSV.gz | none | csv-iris",
        "csv:a,b; c d.csv | none | csv-a_b__c_d",
        "csv:données.csv | none | csv-donn_es",
        "npz:one.npz | none | npz-one",
        "npz:one.csv | none | npz-one.csv",
        "idx:in/letters-idx3-ubyte.gz,labels | none | idx-letters-idx3-ubyte",
        "csv:0123456789012345678901234567890123456789012345.csv | unit"
            + " | csv-0123456789012345678901234567890123456789-unit",
        "circles | none | circles",
        "circles-0.20 | none | circles-0.20",
        "disc | none | disc"
      })
  void hasANameThatIsSafeInRowsAndFolders(String text, String scaling, String name) {
    DataSource source = DataSource.of(text, DIR, true, ReadOptions.NONE, Scaling.named(scaling));
    assertThat(source.name()).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mnist | {kind: published, name: mnist, scaling: none, data_dir: \"my data\", unverified:"
            + " true}",
        "csv:a b.csv | {kind: csv, path: \"a b.csv\", scaling: none}",
        "npz:../a.npz | {kind: npz, path: \"../a.npz\", scaling: none}",
        "idx:a.gz,b | {kind: idx, paths: [\"a.gz\", b], scaling: none}",
        "npy:a,b,c,d | {kind: npy, paths: [a, b, c, d], scaling: none}",
        "circles | {kind: circles, name: circles, deviation: 0.15}",
        "circles-0.2 | {kind: circles, name: circles-0.2, deviation: 0.2}",
        "disc | {kind: disc}"
      })
  void hasAFormInJson(String text, String json) {
    DataSource source = DataSource.of(text, DIR, true, ReadOptions.NONE, Scaling.NONE);
    JsonObject object = JsonParser.parseString(json).getAsJsonObject();
    assertThat(source.json()).isEqualTo(object);
    assertThat(DataSource.of(object)).isEqualTo(source);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mnist | --dataset,mnist,--data-dir,my data,--unverified,--scale,unit",
        "csv:a b.csv | --dataset,csv:a b.csv,--scale,unit",
        "npz:dir/a.npz | --dataset,npz:dir/a.npz,--scale,unit"
      })
  void knowsItsOptions(String text, String options) {
    DataSource source = DataSource.of(text, DIR, true, ReadOptions.NONE, Scaling.UNIT);
    assertThat(source.options()).containsExactly(options.split(",", -1));
  }

  /** The options of reading are part of what a run's results depend on. */
  @Test
  void keepsHowItsColumnsAreRead() {
    ReadOptions ignoring =
        new ReadOptions(Optional.of("kind"), List.of("id", "3"), List.of(), MissingValues.DROP);
    ReadOptions choosing =
        new ReadOptions(Optional.empty(), List.of(), List.of("a b", "c"), MissingValues.MEAN);
    DataSource source = DataSource.of("csv:a.csv", DIR, true, ignoring, Scaling.RAW);
    assertThat(source.options())
        .containsExactly(
            "--dataset",
            "csv:a.csv",
            "--label-column",
            "kind",
            "--ignore",
            "id,3",
            "--missing",
            "drop",
            "--scale",
            "raw");
    assertThat(source.json())
        .isEqualTo(
            JsonParser.parseString(
                """
                {kind: csv, path: a.csv, label_column: kind, ignore: [id, "3"], missing: drop,
                 scaling: raw}
                """));
    assertThat(DataSource.of(source.json())).isEqualTo(source);
    DataSource other = DataSource.of("csv:a.csv", DIR, true, choosing, Scaling.NONE);
    assertThat(other.options())
        .containsExactly("--dataset", "csv:a.csv", "--columns", "a b,c", "--missing", "mean");
    assertThat(DataSource.of(other.json())).isEqualTo(other);
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv:~/my/a.csv", "npz:~/my/a.csv"})
  void expandsTheTildeThatAShellLeaves(String text) {
    String home =
        Optional.ofNullable(System.getenv("HOME")).orElse(System.getProperty("user.home"));
    assertThat(((OwnFiles) DataSource.named(text)).paths())
        .containsExactly(Path.of(home, "my", "a.csv"));
    assertThat(((OwnFiles) DataSource.named("csv:./~/a.csv")).paths())
        .containsExactly(Path.of("./~/a.csv"));
  }

  @Test
  void hasNoOptionsThatSayNothing() {
    assertThat(DataSource.named("mnist").options()).containsExactly("--dataset", "mnist");
    assertThat(DataSource.named("circles-0.2").options())
        .containsExactly("--dataset", "circles-0.2");
    assertThat(DataSource.of("disc", DIR, true, ReadOptions.NONE, Scaling.NONE).options())
        .containsExactly("--dataset", "disc");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "csv: | --dataset csv: must have a file after the colon",
        "good-trees.csv | there is no data set \"good-trees.csv\"; for a file of your own, write"
            + " --dataset csv:good-trees.csv",
        "dir/trees.TSV.gz | there is no data set \"dir/trees.TSV.gz\"; for a file of your own,"
            + " write --dataset csv:dir/trees.TSV.gz",
        "x.txt | there is no data set \"x.txt\"; for a file of your own, write --dataset csv:x.txt",
        "x.npz | there is no data set \"x.npz\"; for a file of your own, write --dataset npz:x.npz",
        "csv:/dev/stdin | --dataset csv:/dev/stdin: data are not read from the standard input; save"
            + " them to a file, or write csv:<(COMMAND)",
        "npz:- | --dataset npz:-: data are not read from the standard input; save them to a file",
        "circles-7 | the data set circles-7 must be circles, or circles- and a deviation from 0 to"
            + " 1 such as circles-0.2",
        "circles-x | the data set circles-x must be circles, or circles- and a deviation from 0 to"
            + " 1 such as circles-0.2",
        "circle | there is no data set \"circle\"; choose one of mnist, kmnist, fashion-mnist,"
            + " cifar-10, cifar-100"
      })
  void refusesWhatIsNoSource(String text, String sentence) {
    assertThatThrownBy(() -> DataSource.named(text))
        .isInstanceOf(UserError.class)
        .hasMessage(sentence);
  }

  @Test
  void pointsAreNotScaled() {
    assertThatThrownBy(() -> DataSource.of("disc", DIR, false, ReadOptions.NONE, Scaling.UNIT))
        .isInstanceOf(UserError.class)
        .hasMessage("--scale is not for disc; leave it out");
    assertThatThrownBy(() -> DataSource.of("mnist", DIR, false, ReadOptions.NONE, Scaling.RAW))
        .isInstanceOf(UserError.class)
        .hasMessage("--scale raw is for files of your own, and not for mnist; leave it out");
  }

  @Test
  void columnsAreOfOwnFiles() {
    ReadOptions options =
        new ReadOptions(Optional.empty(), List.of("1"), List.of(), MissingValues.REFUSE);
    for (String text : List.of("mnist", "disc")) {
      assertThatThrownBy(() -> DataSource.of(text, DIR, false, options, Scaling.NONE))
          .isInstanceOf(UserError.class)
          .hasMessage("--ignore is not for " + text + "; leave it out");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{}", "{kind: parquet, path: a}", "{kind: csv, path: a}", "{kind: published}"})
  void refusesOtherJson(String json) {
    JsonObject object = JsonParser.parseString(json).getAsJsonObject();
    assertThatThrownBy(() -> DataSource.of(object)).isInstanceOf(JsonParseException.class);
  }

  @Test
  void publishedImagesHaveTheirShape() {
    assertThat(DatasetCatalog.named("mnist").format().shape()).isEqualTo(new Shape(1, 28, 28));
    assertThat(DatasetCatalog.named("cifar-10").format().shape()).isEqualTo(new Shape(3, 32, 32));
    assertThat(DatasetCatalog.named("cifar-100").format().shape()).isEqualTo(new Shape(3, 32, 32));
  }
}
