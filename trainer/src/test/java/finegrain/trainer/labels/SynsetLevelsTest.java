package finegrain.trainer.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import finegrain.trainer.UserError;
import finegrain.trainer.data.image.ClassFolders;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SynsetLevelsTest {
  private static final String LICENCE = "  1 A licence, with {0} | in it  \n";

  @TempDir private Path dir;

  /** The real files, or a skipped test. */
  private static Path realData() {
    Path data =
        Optional.ofNullable(System.getenv("FINEGRAIN_DATA"))
            .map(Path::of)
            .orElseGet(
                () -> Path.of(System.getProperty("finegrain.root", ".."), "..", "shared", "data"));
    assumeTrue(Files.isDirectory(data.resolve("wordnet")), "skipped: no folder wordnet");
    return data;
  }

  /**
   * A file with a synset for each text, which has the words, their number before, and the pointers
   * with their number before; {@code @2} stands for the id of the text with index 2.
   */
  private static String data(String... synsets) {
    int[] places = new int[synsets.length];
    int place = LICENCE.length();
    for (int i = 0; i < synsets.length; i++) {
      places[i] = place;
      place += line(synsets[i], places, 0).length();
    }
    StringBuilder text = new StringBuilder(LICENCE);
    for (int i = 0; i < synsets.length; i++) {
      text.append(line(synsets[i], places, places[i]));
    }
    return text.toString();
  }

  private static String line(String synset, int[] places, int place) {
    String text = synset;
    for (int i = 0; i < places.length; i++) {
      text = text.replace("#" + i, "%08d".formatted(places[i]));
    }
    return "%08d 05 n %s | a gloss with @ 00000000 n 0000  \n".formatted(place, text);
  }

  private static final String[] ANIMALS = {
    "01 entity 0 000",
    "01 animal 0 001 @ #0 n 0000",
    "02 pet 0 house_pet 0 001 @ #0 n 0000",
    "01 tame_cat 0 003 @ #1 n 0000 @ #2 n 0000 ~ #4 n 0000",
    "01 Tom 0 002 @i #3 n 0000 + #3 v 0101"
  };

  private static List<String> ids(String data) {
    return data.lines().skip(1).map(line -> "n" + line.substring(0, 8)).toList();
  }

  private Path write(String text) throws Exception {
    return Files.writeString(dir.resolve("data.noun"), text);
  }

  @Test
  void followsAllHypernyms() throws Exception {
    String data = data(ANIMALS);
    List<String> ids = ids(data);
    WordNet wordNet = WordNet.read(write(data));
    assertThat(wordNet.size()).isEqualTo(5);
    assertThat(wordNet.word(ids.get(3))).isEqualTo("tame cat");
    assertThat(wordNet.hypernyms(ids.get(3))).containsExactly(ids.get(1), ids.get(2));
    SynsetLevels levels = new SynsetLevels(wordNet, List.of(ids.get(3), ids.get(1), ids.get(4)));
    ClassLabels first = levels.level(1);
    assertThat(first.names()).containsExactly(ids.get(0), ids.get(1), ids.get(2), ids.get(4));
    // The root and the instance stay where they are.
    assertThat(first.labels()).isDeepEqualTo(new int[][] {{1, 2}, {0}, {3}});
    assertThat(first.several()).isEqualTo(1);
    assertThat(levels.level(2).labels()).isDeepEqualTo(new int[][] {{0}, {0}, {1}});
    assertThat(levels.all()).extracting(ClassLabels::level).containsExactly("0", "1", "2");
  }

  @Test
  void readsGzip() throws Exception {
    Path path = dir.resolve("data.noun.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
      out.write(data(ANIMALS).getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(WordNet.read(path).size()).isEqualTo(5);
  }

  private void assertRefused(String text, String sentence) throws Exception {
    Path path = write(text);
    assertThatThrownBy(() -> WordNet.read(path))
        .isInstanceOf(UserError.class)
        .hasMessage(sentence.formatted(path));
  }

  @Test
  void refusesOtherFiles() throws Exception {
    String end = "; give the file data.noun of WordNet 3.0";
    String data = data(ANIMALS);
    assertRefused("", "%s has no synset" + end);
    assertRefused("hello\n", "line 1 of %s is no synset" + end);
    assertRefused(data.substring(0, data.length() - 1), "line 6 of %s is cut off" + end);
    String moved = data.replace("A licence", "a new licence");
    assertRefused(
        moved,
        "line 2 of %%s says that it begins at byte %08d, and begins at byte %08d"
                .formatted(LICENCE.length(), LICENCE.length() + 4)
            + end);
    assertRefused(
        data.replace("02 pet", "01 pet"),
        "line 4 of %s has another number of words and pointers than it says" + end);
    assertRefused(
        data.replace("0 001 @", "0 009 @"),
        "line 3 of %s has another number of words and pointers than it says" + end);
    assertRefused(
        data.replace("05 n 01 animal", "05 v 01 animal"), "line 3 of %s has no noun" + end);
    String root = ids(data).get(0).substring(1);
    assertRefused(
        data.replace("@ " + root, "@ 99999999"),
        "line 3 of %s has the hypernym n99999999, which no line has" + end);
    Path path = write(data);
    assertThatThrownBy(() -> new SynsetLevels(WordNet.read(path), List.of("n00000000")))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "%s has no synset n00000000; classes must have ids of WordNet 3.0, such as n01443537"
                .formatted(path));
  }

  private static void assertLevels(SynsetLevels levels, Integer... counts) {
    assertThat(
            IntStream.range(0, counts.length)
                .mapToObj(k -> levels.level(k).names().size())
                .toList())
        .containsExactly(counts);
  }

  /** The numbers of labels of the published levels. */
  @Test
  void hasThePublishedLevels() throws Exception {
    Path data = realData();
    WordNet wordNet = WordNet.read(data.resolve("wordnet/data.noun.gz"));
    List<String> ids = Files.readAllLines(data.resolve("wordnet/imagenet21k_synsets.txt"));
    SynsetLevels imageNet = new SynsetLevels(wordNet, ids);
    assertLevels(imageNet, 21843, 5995, 2281, 1038, 519, 285, 160, 92, 58, 38, 26);
    double several = (double) imageNet.level(4).several() / ids.size();
    assertThat(several).isBetween(0.175, 0.185);
    assumeTrue(Files.isDirectory(data.resolve("tiny-imagenet")));
    List<String> tiny = ClassFolders.names(data.resolve("tiny-imagenet"));
    assertLevels(new SynsetLevels(wordNet, tiny), 200, 170, 128, 92, 71, 48, 30, 20, 14);
  }
}
