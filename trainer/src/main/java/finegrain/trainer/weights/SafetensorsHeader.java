package finegrain.trainer.weights;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import finegrain.trainer.PlainText;
import finegrain.trainer.UserError;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The header of a file in the safetensors format: what the file holds, and where.
 *
 * @param metadata texts by their keys
 * @param entries in the order of the header; together they cover the data, without gap or overlap
 */
record SafetensorsHeader(Map<String, String> metadata, List<Entry> entries) {
  static final String METADATA = "__metadata__";
  static final String TYPE = "dtype";
  static final String SHAPE = "shape";
  static final String OFFSETS = "data_offsets";
  private static final List<String> FIELDS = List.of(TYPE, SHAPE, OFFSETS);

  /** An array cannot have more elements on every JVM. */
  private static final int MOST_VALUES = Integer.MAX_VALUE - 8;

  /**
   * A tensor.
   *
   * @param count the product of the shape
   * @param begin the first byte, counted from the end of the header
   */
  record Entry(String name, ElementType type, int[] shape, int count, long begin) {
    long end() {
      return begin + (long) count * type.bytes();
    }
  }

  /**
   * Parses a header.
   *
   * @param text JSON
   * @param dataBytes how many bytes follow the header in the file
   * @param shown how messages name the file
   * @throws UserError if anything is wrong with it
   */
  static SafetensorsHeader parse(String text, long dataBytes, String shown) {
    return new Parser(text, dataBytes, shown).header();
  }

  /** Reads the JSON token by token: a tree would hide a name that stands there twice. */
  private static final class Parser {
    private final JsonReader json;
    private final long dataBytes;
    private final String shown;

    Parser(String text, long dataBytes, String shown) {
      json = new JsonReader(new StringReader(text));
      json.setStrictness(Strictness.STRICT);
      this.dataBytes = dataBytes;
      this.shown = shown;
    }

    SafetensorsHeader header() {
      Map<String, String> metadata = Map.of();
      List<Entry> entries = new ArrayList<>();
      try {
        expect(JsonToken.BEGIN_OBJECT, "its header");
        json.beginObject();
        Set<String> seen = new HashSet<>();
        while (json.hasNext()) {
          String name = newName(seen, "its header");
          if (name.equals(METADATA)) {
            metadata = metadata();
          } else {
            entries.add(entry(name));
          }
        }
        json.endObject();
        expect(JsonToken.END_DOCUMENT, "the end of its header");
      } catch (IOException e) {
        // The reader's own words have the address of a page about its options.
        throw new UserError(shown + " is damaged: its header is not valid JSON", e);
      }
      checkCover(entries);
      return new SafetensorsHeader(metadata, List.copyOf(entries));
    }

    private Map<String, String> metadata() throws IOException {
      expect(JsonToken.BEGIN_OBJECT, METADATA);
      Map<String, String> metadata = new TreeMap<>();
      Set<String> seen = new HashSet<>();
      json.beginObject();
      while (json.hasNext()) {
        String key = newName(seen, METADATA);
        expect(JsonToken.STRING, "the value of " + quoted(key) + " in " + METADATA);
        metadata.put(key, json.nextString());
      }
      json.endObject();
      return metadata;
    }

    private Entry entry(String name) throws IOException {
      String tensor = "tensor " + quoted(name);
      expect(JsonToken.BEGIN_OBJECT, tensor);
      Optional<ElementType> type = Optional.empty();
      Optional<int[]> shape = Optional.empty();
      Optional<List<Long>> offsets = Optional.empty();
      Set<String> seen = new HashSet<>();
      json.beginObject();
      while (json.hasNext()) {
        String field = newName(seen, tensor);
        switch (field) {
          case TYPE -> type = Optional.of(type(tensor));
          case SHAPE -> shape = Optional.of(shape(tensor));
          case OFFSETS -> offsets = Optional.of(numbers("the offsets of " + tensor));
          default ->
              throw error(
                  "%s has the field %s; the fields are %s",
                  tensor, quoted(field), String.join(", ", FIELDS));
        }
      }
      json.endObject();
      for (String field : FIELDS) {
        if (!seen.contains(field)) {
          throw error("%s has no %s", tensor, field);
        }
      }
      return entry(name, type.orElseThrow(), shape.orElseThrow(), offsets.orElseThrow());
    }

    private Entry entry(String name, ElementType type, int[] shape, List<Long> offsets) {
      String tensor = "tensor " + quoted(name);
      if (offsets.size() != 2) {
        throw error("%s has %s offsets; there must be a begin and an end", tensor, offsets.size());
      }
      long begin = offsets.getFirst();
      long end = offsets.getLast();
      if (begin > end || end > dataBytes) {
        throw error(
            "%s has the offsets %s to %s; they must lie in the file's %s bytes of data",
            tensor, begin, end, dataBytes);
      }
      long count = NamedTensor.count(shape);
      if (count > MOST_VALUES) {
        throw error("%s has more than %s numbers, which is the most", tensor, MOST_VALUES);
      }
      if (count * type.bytes() != end - begin) {
        throw error(
            "%s has %s bytes; its shape needs %s", tensor, end - begin, count * type.bytes());
      }
      return new Entry(name, type, shape, (int) count, begin);
    }

    private ElementType type(String tensor) throws IOException {
      expect(JsonToken.STRING, "the " + TYPE + " of " + tensor);
      String name = json.nextString();
      return ElementType.named(name)
          .orElseThrow(
              () ->
                  new UserError(
                      "%s has numbers of type %s in %s; save them as one of %s"
                          .formatted(
                              shown,
                              quoted(name),
                              tensor,
                              String.join(", ", ElementType.names()))));
    }

    private int[] shape(String tensor) throws IOException {
      List<Long> sides = numbers("the shape of " + tensor);
      for (long side : sides) {
        if (side > MOST_VALUES) {
          throw error("%s has a side of %s; %s is the most", tensor, side, MOST_VALUES);
        }
      }
      return sides.stream().mapToInt(Long::intValue).toArray();
    }

    /** A list of whole numbers from 0 on. */
    private List<Long> numbers(String what) throws IOException {
      expect(JsonToken.BEGIN_ARRAY, what);
      List<Long> numbers = new ArrayList<>();
      json.beginArray();
      while (json.hasNext()) {
        expect(JsonToken.NUMBER, "a number in " + what);
        String digits = json.nextString();
        // 18 digits fit a long; no file is so long.
        if (!digits.matches("[0-9]{1,18}")) {
          throw error(
              "%s must be whole numbers from 0 on, not %s", what, PlainText.shortened(digits));
        }
        numbers.add(Long.parseLong(digits));
      }
      json.endArray();
      return numbers;
    }

    private String newName(Set<String> seen, String where) throws IOException {
      String name = json.nextName();
      if (!seen.add(name)) {
        throw error("%s has the name %s twice", where, quoted(name));
      }
      return name;
    }

    private void expect(JsonToken token, String what) throws IOException {
      JsonToken found = json.peek();
      if (found != token) {
        throw error("%s must be %s, not %s", what, words(token), words(found));
      }
    }

    /** In the order of their offsets, each tensor begins where the one before it ends. */
    private void checkCover(List<Entry> entries) {
      List<Entry> sorted =
          entries.stream()
              .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
              .toList();
      long end = 0;
      for (Entry entry : sorted) {
        if (entry.begin() != end) {
          throw error(
              "tensor %s begins at byte %s of the data; it must begin at %s, where the one before"
                  + " it ends",
              quoted(entry.name()), entry.begin(), end);
        }
        end = entry.end();
      }
      if (end != dataBytes) {
        throw error("its tensors have %s bytes, and %s follow its header", end, dataBytes);
      }
    }

    /** Words are texts and numbers, both as {@link String#valueOf} writes them in any locale. */
    private UserError error(String sentence, Object... words) {
      Object[] texts = new Object[words.length];
      for (int i = 0; i < words.length; i++) {
        texts[i] = String.valueOf(words[i]);
      }
      return new UserError(shown + " is damaged: " + sentence.formatted(texts));
    }
  }

  private static String words(JsonToken token) {
    return switch (token) {
      case BEGIN_OBJECT -> "an object";
      case BEGIN_ARRAY -> "an array";
      case STRING -> "a text";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case NULL -> "null";
      case END_DOCUMENT -> "the end";
      case NAME, END_OBJECT, END_ARRAY -> "the end of something";
    };
  }

  private static String quoted(String name) {
    return '"' + PlainText.shortened(name) + '"';
  }
}
