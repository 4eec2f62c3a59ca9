package finegrain.trainer.labels;

import finegrain.trainer.PlainText;
import finegrain.trainer.UserError;
import finegrain.trainer.data.PackedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The nouns of WordNet, with their hypernyms: the file {@code data.noun} of its database (wndb(5)).
 * A synset has the id of ImageNet, {@code n} and the eight digits of its place in the file, which
 * is why the ids belong to one version: ImageNet's to 3.0.
 */
public final class WordNet {
  private static final int MOST_BYTES = 1 << 28;
  private static final int ID_DIGITS = 8;
  private static final Pattern PLACE = Pattern.compile("\\d{8}");
  private static final String GLOSS = " | ";

  /** Words and pointers before the lists of them. */
  private static final int WORD_COUNT_AT = 3;

  private static final int WORD_FIELDS = 2;
  private static final int POINTER_FIELDS = 4;
  private static final int HEXADECIMAL = 16;

  private final Path path;
  private final Map<String, Synset> synsets;

  /**
   * A synset.
   *
   * @param word its first word, with blanks for underscores
   * @param hypernyms ids of the synsets that the pointers {@code @} lead to, in their order
   * @param line of the file, from 1
   */
  private record Synset(String word, List<String> hypernyms, int line) {}

  private WordNet(Path path, Map<String, Synset> synsets) {
    this.path = path;
    this.synsets = synsets;
  }

  /**
   * Reads {@code data.noun}, which may be compressed by gzip.
   *
   * @throws UserError if it cannot be read, or a line is not as the format has it
   */
  public static WordNet read(Path path) {
    byte[] bytes;
    try (InputStream in = PackedFile.open(path)) {
      bytes = in.readNBytes(MOST_BYTES);
    } catch (IOException e) {
      throw new UserError("%s cannot be read (%s)".formatted(path, e.getMessage()), e);
    }
    // A character for each byte, so that places in the text are places in the file.
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    WordNet wordNet = new WordNet(path, new TreeMap<>());
    int line = 0;
    int begin = 0;
    while (begin < text.length()) {
      int end = text.indexOf('\n', begin);
      if (end < 0) {
        throw wordNet.malformed(line + 1, "is cut off");
      }
      line++;
      // The licence comes first, in lines that begin with blanks.
      if (!text.startsWith("  ", begin)) {
        wordNet.add(text.substring(begin, end), begin, line);
      }
      begin = end + 1;
    }
    wordNet.check();
    return wordNet;
  }

  private UserError malformed(int line, String what) {
    return new UserError(
        "line %d of %s %s; give the file data.noun of WordNet 3.0".formatted(line, path, what));
  }

  private void add(String line, int place, int number) {
    int gloss = line.indexOf(GLOSS);
    String[] fields = (gloss < 0 ? line : line.substring(0, gloss)).split(" ", -1);
    if (!PLACE.matcher(fields[0]).matches() || gloss < 0) {
      throw malformed(number, "is no synset");
    }
    if (Integer.parseInt(fields[0]) != place) {
      throw malformed(
          number,
          "says that it begins at byte %s, and begins at byte %08d".formatted(fields[0], place));
    }
    try {
      if (!fields[2].equals("n")) {
        throw malformed(number, "has no noun");
      }
      int words = Integer.parseInt(fields[WORD_COUNT_AT], HEXADECIMAL);
      int pointersAt = WORD_COUNT_AT + 1 + WORD_FIELDS * words;
      int pointers = Integer.parseInt(fields[pointersAt]);
      if (words < 1 || fields.length != pointersAt + 1 + POINTER_FIELDS * pointers) {
        throw malformed(number, "has another number of words and pointers than it says");
      }
      List<String> hypernyms = new ArrayList<>();
      for (int at = pointersAt + 1; at < fields.length; at += POINTER_FIELDS) {
        // The pointer of an instance to its class is @i, and is none of these.
        if (fields[at].equals("@")) {
          hypernyms.add("n" + fields[at + 1]);
        }
      }
      synsets.put(
          "n" + fields[0],
          new Synset(fields[WORD_COUNT_AT + 1].replace('_', ' '), List.copyOf(hypernyms), number));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw malformed(number, "has another number of words and pointers than it says");
    }
  }

  /** Pointers must lead somewhere, and there must be something. */
  private void check() {
    if (synsets.isEmpty()) {
      throw new UserError(path + " has no synset; give the file data.noun of WordNet 3.0");
    }
    for (Synset synset : synsets.values()) {
      for (String hypernym : synset.hypernyms()) {
        if (!synsets.containsKey(hypernym)) {
          throw malformed(
              synset.line(), "has the hypernym %s, which no line has".formatted(hypernym));
        }
      }
    }
  }

  /** How many synsets there are. */
  public int size() {
    return synsets.size();
  }

  /** Whether a text looks like the id of a noun, such as {@code n01443537}. */
  public static boolean isId(String text) {
    return text.matches("n\\d{%d}".formatted(ID_DIGITS));
  }

  /** Whether there is a synset of an id. */
  public boolean has(String id) {
    return synsets.containsKey(id);
  }

  /**
   * The first word of a synset, such as {@code goldfish} of {@code n01443537}.
   *
   * @throws UserError if there is no such synset
   */
  public String word(String id) {
    return synset(id).word();
  }

  /**
   * The ids of the hypernyms of a synset, in the order of the file; none at the root, and of
   * instances such as persons and places.
   *
   * @throws UserError if there is no such synset
   */
  public List<String> hypernyms(String id) {
    return synset(id).hypernyms();
  }

  private Synset synset(String id) {
    Synset synset = synsets.get(id);
    if (synset == null) {
      throw new UserError(
          "%s has no synset %s; classes must have ids of WordNet 3.0, such as n01443537"
              .formatted(path, PlainText.shortened(id)));
    }
    return synset;
  }
}
