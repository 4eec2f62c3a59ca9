package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import finegrain.trainer.UserError;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
