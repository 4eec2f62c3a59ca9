package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which columns are features, and which one is the label. */
final class CsvColumnsTest {
  @TempDir Path dir;

  /** 60 lines: x is i / 8 + 1 / 16, y is -x, and the class i mod 3. */
  private static String table(String header, IntFunction<String> line) {
    return header + "\n" + IntStream.range(0, 60).mapToObj(line).collect(Collectors.joining("\n"));
  }

  private static double x(int i) {
    return i / 8. + 1 / 16.;
  }

  private static String xy(int i) {
    return x(i) + "," + -x(i);
  }

  private Dataset load(String text, ReadOptions options) throws Exception {
    Path path = Files.writeString(dir.resolve("own.csv"), text);
    return new OwnFiles(FileFormat.CSV, List.of(path), options, Scaling.NONE).open().reader().get();
  }

  private Dataset load(String text) throws Exception {
    return load(text, ReadOptions.NONE);
  }

  private static ReadOptions label(String column) {
    return new ReadOptions(Optional.of(column), List.of(), List.of(), MissingValues.REFUSE);
  }

  private static ReadOptions ignore(String... columns) {
    return new ReadOptions(Optional.empty(), List.of(columns), List.of(), MissingValues.REFUSE);
  }

  private static void assertXy(Dataset set) {
    assertThat(set.classNames()).containsExactly("0", "1", "2");
    assertThat(set.features()).isEqualTo(2);
    assertThat(set.train().size()).isEqualTo(48);
    float[] features = new float[2];
    for (int i = 0; i < 48; i++) {
      set.train().copyFeatures(i, features, 0);
      assertThat(features).containsExactly((float) x(i), (float) -x(i));
      assertThat(set.train().label(i)).isEqualTo(i % 3);
    }
  }

  private static List<String> facts(Dataset set, String name) {
    return set.facts().stream().filter(fact -> fact.name().equals(name)).map(Fact::text).toList();
  }

  private void assertRefused(String text, ReadOptions options, String sentence) {
    assertThatThrownBy(() -> load(text, options))
        .isInstanceOf(UserError.class)
        .hasMessage(sentence.replace("FILE", dir.resolve("own.csv").toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Unnamed: 0"})
  void theIndexOfPandasIsLeftOut(String name) throws Exception {
    Dataset set = load(table(name + ",a,b,kind", i -> i + "," + xy(i) + "," + i % 3));
    assertXy(set);
    assertThat(facts(set, "left out"))
        .containsExactly(
            "column 1"
                + (name.isEmpty() ? "" : " (Unnamed: 0)")
                + ": numbers or names of the lines");
  }

  @Test
  void aShuffledIndexAndASecondOne() throws Exception {
    assertXy(
        load(table(",Unnamed: 0,a,b,kind", i -> i * 7 % 60 + "," + i + "," + xy(i) + "," + i % 3)));
  }

  @Test
  void rowNamesOfR() throws Exception {
    assertXy(load(table("\"a\",\"b\",\"kind\"", i -> "\"name " + i + "\"," + xy(i) + "," + i % 3)));
    assertXy(load(table("a,b,kind", i -> i + 1 + "," + xy(i) + "," + i % 3)));
    assertXy(load(table(",a,b,kind", i -> "name " + i + "," + xy(i) + "," + i % 3)));
  }

  /** Without a name, but not the number of the line. */
  @Test
  void aColumnWithoutANameIsAFeature() throws Exception {
    Dataset set = load(table(",b,kind", i -> xy(i) + "," + i % 3));
    assertXy(set);
    assertThat(facts(set, "left out")).isEmpty();
  }

  /** Only the start of a file is looked at beforehand. */
  @Test
  void anIndexThatIsNone() {
    String wide = ",0.5".repeat(30_000);
    String header = ",a".repeat(30_001) + ",kind";
    assertRefused(
        table(header, i -> (i < 50 ? i : i + .5) + "," + x(i) + wide + "," + i % 3),
        ReadOptions.NONE,
        "line 52 of FILE has \"50.5\" in column 1, which has no name and numbers the first lines;"
            + " pass --columns for the features, or --ignore 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0,1,2", "1,2,3", "0,1,kind", "1,2,kind", "name,0,1", "label,1,2"})
  void aHeaderOfNumbers(String header) throws Exception {
    boolean isLabelFirst = header.startsWith("label");
    boolean isNamed = header.startsWith("name");
    Dataset set =
        load(table(header, i -> isLabelFirst ? i % 3 + "," + xy(i) : xy(i) + "," + i % 3));
    if (!isNamed) {
      assertXy(set);
    }
    assertThat(facts(set, "header")).containsExactly("line 1 (" + header.replace(",", ", ") + ")");
  }

  /** Three whole numbers may well be a sample. */
  @Test
  void aSampleThatCounts() throws Exception {
    Dataset set = load(table("0,1,2", i -> i + "," + 2 * i + "," + i % 3));
    assertThat(set.train().size() + set.test().size()).isEqualTo(61);
    assertThat(facts(set, "header")).containsExactly("none; line 1 (0, 1, 2) is a sample");
  }

  @Test
  void fiveNumbersAreAHeaderEvenSo() throws Exception {
    Dataset set = load(table("0,1,2,3,4", i -> "7,%d,2,%d,%d".formatted(i, i % 5, i % 3)));
    assertThat(set.train().size() + set.test().size()).isEqualTo(60);
    assertThat(set.classNames()).containsExactly("0", "1", "2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"label", "Class", "TARGET", "species", "y"})
  void theLabelMayComeFirst(String name) throws Exception {
    Dataset set = load(table(name + ",a,b", i -> i % 3 + "," + xy(i)));
    assertXy(set);
    assertThat(facts(set, "label")).containsExactly("column 1 (" + name + ")");
  }

  @Test
  void theLastColumnStaysTheLabel() throws Exception {
    assertXy(load(table("x,y,kind", i -> xy(i) + "," + i % 3)));
    assertXy(load(table("x,label,class", i -> xy(i) + "," + i % 3)));
    assertThat(load(table("class,a,species", i -> xy(i) + ",k" + i % 3)).classNames())
        .containsExactly("k0", "k1", "k2");
    assertThat(load(table("class,a,shade", i -> xy(i) + ",k" + i % 3)).classNames())
        .containsExactly("k0", "k1", "k2");
  }

  @Test
  void optionsNameColumns() throws Exception {
    String text = table("a,what,b,size", i -> x(i) + "," + i % 3 + "," + -x(i) + "," + i);
    for (ReadOptions options :
        List.of(
            new ReadOptions(Optional.of("what"), List.of("size"), List.of(), MissingValues.REFUSE),
            new ReadOptions(Optional.of("2"), List.of("4"), List.of(), MissingValues.REFUSE),
            new ReadOptions(
                Optional.of("what"), List.of(), List.of("b", "1"), MissingValues.REFUSE))) {
      assertXy(load(text, options));
    }
    Dataset set =
        load(table("a,what,b,kind", i -> x(i) + ",w," + -x(i) + "," + i % 3), ignore("what"));
    assertXy(set);
    assertThat(facts(set, "left out")).containsExactly("column 2 (what): by --ignore");
  }

  @Test
  void theLabelIsTheLastColumnThatIsNotIgnored() throws Exception {
    assertXy(load(table("a,b,kind,note", i -> xy(i) + "," + i % 3 + ",words"), ignore("note")));
    assertThat(
            load(table("0.1,-0.1,0,n", i -> xy(i) + "," + i % 3 + ",n"), ignore("4")).classNames())
        .containsExactly("0", "1", "2");
  }

  @Test
  void numbersWithoutAHeader() throws Exception {
    String text = table("w,7,0.0625,-0.0625,0", i -> "w,7," + xy(i) + "," + i % 3);
    Dataset set = load(text, ignore("1", "2"));
    assertThat(set.features()).isEqualTo(2);
    assertThat(set.train().size() + set.test().size()).isEqualTo(61);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "c | --label-column c: FILE has no column of this name; it has a, b, b, kind",
        "b | --label-column b: FILE has columns 2 (b), 3 (b) of this name; give a number",
        "5 | --label-column 5: FILE has the columns 1 to 4",
        "0 | --label-column 0: FILE has the columns 1 to 4",
      })
  void columnsThatAreNotThere(String column, String sentence) {
    assertRefused(table("a,b,b,kind", i -> xy(i) + ",1," + i % 3), label(column), sentence);
  }

  @Test
  void optionsThatDoNotFit() {
    String text = table("0.5,0.5,0", i -> xy(i) + "," + i % 3);
    assertRefused(
        text,
        ignore("a"),
        "--ignore a: FILE has no column of this name; it has no header, so give a number from 1 to"
            + " 3");
    assertRefused(
        text,
        new ReadOptions(Optional.of("3"), List.of("3"), List.of(), MissingValues.REFUSE),
        "--ignore 3 names the column of the labels of FILE; choose another one with"
            + " --label-column");
    assertRefused(
        text,
        ignore("1", "2"),
        "FILE has no column left beside that of the labels; features are needed too");
    assertThatThrownBy(
            () ->
                new ReadOptions(Optional.empty(), List.of("1"), List.of("2"), MissingValues.REFUSE))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "--ignore and --columns exclude each other; name the columns to leave out, or those to"
                + " take");
  }

  @Test
  void labelsThatAreNone() {
    assertRefused(
        table("1,0.5,0.5", i -> i % 3 + "," + xy(i)),
        ReadOptions.NONE,
        "column 3 of FILE has 61 different values in 61 lines, such as -7.4375; is the label in"
            + " another column? name it with --label-column");
    assertRefused(
        table("a,b,c", i -> i % 3 + "," + x(i) + ",0"),
        ReadOptions.NONE,
        "FILE has one class only (0); two at least are needed: is the label in another column? name"
            + " it with --label-column");
    assertRefused(
        table("class,target,a", i -> i % 3 + "," + xy(i)),
        ReadOptions.NONE,
        "the labels of FILE may be in columns 1 (class), 2 (target), or in the last column; choose"
            + " one with --label-column class");
  }

  @Test
  void wordsInAFeature() {
    assertRefused(
        table("name,a,kind", i -> "n\u001b[1m" + i + "," + x(i) + "," + i % 3),
        ReadOptions.NONE,
        "line 2 of FILE has \"n\\u001b[1m0\" in column 1 (name), where a decimal number is needed;"
            + " leave the column out with --ignore name");
  }

  @Test
  void truthIsOneOrZero() throws Exception {
    Dataset set =
        load(
            table(
                "a,b,c,kind",
                i -> (i % 2 == 0 ? "True" : "FALSE") + "," + i % 2 + "," + x(i) + "," + i % 3));
    float[] features = new float[3];
    set.train().copyFeatures(4, features, 0);
    assertThat(features).containsExactly(1, 0, (float) x(4));
    set.train().copyFeatures(5, features, 0);
    assertThat(features).containsExactly(0, 1, (float) x(5));
    assertThat(facts(set, "features"))
        .containsExactly("1 of decimal numbers, 1 of whole numbers, 1 of true or false as 1 or 0");
    assertRefused(
        table("a,kind", i -> (i % 2 == 0 ? "true" : "7") + "," + i % 3),
        ReadOptions.NONE,
        "column 1 (a) of FILE has true or false in some lines and numbers in others; make them all"
            + " numbers");
  }

  @Test
  void aCoarseLabelAmongTheFeatures() throws Exception {
    Dataset set = load(table("a,b,coarse,kind", i -> xy(i) + "," + i % 3 / 2 + "," + i % 3));
    assertThat(set.features()).isEqualTo(3);
    assertThat(facts(set, "hint"))
        .containsExactly(
            "column 3 (coarse): one value for each class, such as a coarse label has, which gives"
                + " the class away; leave out with --ignore coarse");
    assertThat(facts(load(table("a,c,kind", i -> x(i) + ",7," + i % 3)), "hint")).isEmpty();
    assertThat(facts(load(table("a,c,kind", i -> x(i) + "," + i % 2 + "," + i % 3)), "hint"))
        .isEmpty();
  }

  @Test
  void aNumberOfTheLineAmongTheFeatures() throws Exception {
    Dataset set = load(table("Id,a,kind", i -> i + 1 + "," + x(i) + "," + i % 3));
    assertThat(set.features()).isEqualTo(2);
    assertThat(facts(set, "hint"))
        .containsExactly(
            "column 1 (Id): numbers of the lines; if no feature, leave out with --ignore Id");
  }

  /** As Kaggle has MNIST: 0 to 255 in the file. */
  @Test
  void pixelsBecomeZeroToOne() throws Exception {
    String header =
        "label,"
            + IntStream.range(0, 16).mapToObj(j -> "pixel" + j).collect(Collectors.joining(","));
    String text =
        table(
            header,
            i ->
                i % 3
                    + ","
                    + IntStream.range(0, 16)
                        .mapToObj(j -> String.valueOf(51 * ((i + j) % 6)))
                        .collect(Collectors.joining(",")));
    float[] features = new float[16];
    Dataset set = load(text);
    set.train().copyFeatures(0, features, 0);
    assertThat(features).startsWith(0, 0.2f, 0.4f, 0.6f);
    assertThat(facts(set, "pixels"))
        .containsExactly(
            "0 to 255 in the file, taken as 0 to 1; --scale raw leaves them as they are");
    Path path = dir.resolve("own.csv");
    Dataset raw = new OwnFiles(FileFormat.CSV, path, Scaling.RAW).open().reader().get();
    raw.train().copyFeatures(0, features, 0);
    assertThat(features).startsWith(0, 51, 102, 153);
    assertThat(raw.name()).isEqualTo("csv-own-raw");
  }

  /** A spreadsheet writes 1234 as 1,234, and 999 without a comma. */
  @Test
  void commasOfThousandsAreNotTakenForDecimals() throws Exception {
    assertRefused(
        table(
            "people;area;kind",
            i -> (i % 2 == 0 ? "1,2" + (10 + i) : "9" + (10 + i)) + ";0,5;" + i % 3),
        ReadOptions.NONE,
        "column 1 (people) of FILE has whole numbers beside numbers with a comma before three"
            + " digits, which may mean thousands or decimals; write all numbers without commas of"
            + " thousands, or all with decimals");
    String decimals = table("people;area;kind", i -> "1,2" + (10 + i) + ";" + i + ";" + i % 3);
    assertThat(load(decimals).features()).isEqualTo(2);
  }

  @Test
  void theLabelIsNoneOfTheChosenColumns() {
    assertRefused(
        table("id,kind,w,h", i -> i + "," + i % 3 + "," + i % 5 + "," + i % 4),
        new ReadOptions(Optional.empty(), List.of(), List.of("w", "h"), MissingValues.REFUSE),
        "--columns h names the column of the labels of FILE; name that one with --label-column");
  }

  /** The header lacks the name of the label, and not that of row names. */
  @Test
  void aFirstColumnOfMeasurementsIsNotRowNames() throws Exception {
    Dataset set = load(table("people,area", i -> 1200 + 37 * i % 1000 + "," + i % 4 + "," + i % 3));
    assertThat(set.features()).isEqualTo(2);
    assertThat(facts(set, "left out")).isEmpty();
  }
}
