package finegrain.trainer.labels;

import java.util.List;
import java.util.stream.Collectors;

/** Names of a file in sentences for people: no control characters, and not too much of them. */
final class Names {
  /** The most names in a sentence. */
  static final int MOST = 12;

  private static final int MOST_CHARACTERS = 40;

  private Names() {}

  /** The names, or the first of many. */
  static String list(List<String> names) {
    return list(names, MOST);
  }

  static String list(List<String> names, int most) {
    String first = names.stream().limit(most).map(Names::shown).collect(Collectors.joining(", "));
    return names.size() <= most ? first : first + ", ...";
  }

  /** A name, or the start of a long one. */
  static String shown(String name) {
    return visible(
        name.length() <= MOST_CHARACTERS ? name : name.substring(0, MOST_CHARACTERS) + "...");
  }

  /** A text whose control characters cannot steer a terminal. */
  static String visible(String text) {
    StringBuilder visible = new StringBuilder();
    text.chars()
        .forEach(
            each -> {
              if (Character.isISOControl(each)) {
                visible.append("\\u%04x".formatted(each));
              } else {
                visible.append((char) each);
              }
            });
    return visible.toString();
  }
}
