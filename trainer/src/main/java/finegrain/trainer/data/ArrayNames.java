package finegrain.trainer.data;

import finegrain.trainer.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which arrays of a file are samples and which are their labels, by their names: x_train, X_train,
 * train_images, trainX and the like.
 *
 * @param train the names of samples and labels
 * @param test the same; empty where there is no test set
 * @param facts what was decided
 */
record ArrayNames(List<String> train, List<String> test, List<Fact> facts) {
  private static final int MOST_NAMES = 10;
  private static final String SET =
      "(?<set>train(?:ing)?|tr|val(?:id(?:ation)?)?|dev|test(?:ing)?|te)";
  private static final String X = "xs?|data|images?|features?|inputs?|samples";
  private static final String Y = "ys?|labels?|targets?|classes";
  private static final List<Pattern> FORMS =
      List.of(
          Pattern.compile("(?:%s)?(?<x>%s)".formatted(SET, X)),
          Pattern.compile("(?:%s)?(?<y>%s)".formatted(SET, Y)),
          Pattern.compile("(?<x>%s)%s".formatted(X, SET)),
          Pattern.compile("(?<y>%s)%s".formatted(Y, SET)));

  /** Copies the lists. */
  ArrayNames {
    train = List.copyOf(train);
    test = List.copyOf(test);
    facts = List.copyOf(facts);
  }

  /**
   * The arrays that names tell.
   *
   * @return empty if none is named as the samples for training are
   * @throws UserError if samples have no labels, labels no samples, or two arrays the same role
   */
  static Optional<ArrayNames> of(Collection<String> names, Path path) {
    Roles roles = new Roles(path, names, new HashMap<>());
    names.forEach(roles::add);
    List<String> train = roles.pair("_train");
    if (train.isEmpty()) {
      train = roles.pair("");
    }
    if (train.isEmpty()) {
      return Optional.empty();
    }
    List<Fact> facts = new ArrayList<>();
    List<String> test = roles.pair("_test");
    boolean hasValidation = roles.has("x_val") && roles.has("y_val");
    if (hasValidation) {
      List<String> validation = roles.pair("_val");
      facts.add(new Fact("validation", validation(validation, test.isEmpty())));
      test = test.isEmpty() ? validation : test;
    }
    List<String> others = new ArrayList<>(names);
    others.removeAll(train);
    others.removeAll(test);
    others.removeIf(name -> hasValidation && roles.pair("_val").contains(name));
    if (!others.isEmpty()) {
      facts.add(new Fact("left out", shown(others)));
    }
    return Optional.of(new ArrayNames(train, test, facts));
  }

  /** The array of samples in a file without labels; empty if it has labels, or several arrays. */
  static Optional<String> samplesAlone(Collection<String> names, Path path) {
    Roles roles = new Roles(path, names, new HashMap<>());
    names.forEach(roles::add);
    if (roles.named.keySet().stream().anyMatch(role -> role.startsWith("y"))) {
      return Optional.empty();
    }
    List<String> samples =
        names.size() == 1
            ? List.copyOf(names)
            : roles.named.values().stream().flatMap(List::stream).toList();
    return samples.size() == 1 ? Optional.of(samples.getFirst()) : Optional.empty();
  }

  private static String validation(List<String> names, boolean isTest) {
    return shown(names)
        + (isTest
            ? " are the test set, as there is no other"
            : " are left out: each repeat draws its validation samples from the test set");
  }

  /** The first names of some, in an order and without what a terminal might obey. */
  static String shown(Collection<String> names) {
    List<String> some =
        names.stream()
            .map(name -> name.replaceAll("[^ -~]", "?"))
            .sorted()
            .limit(MOST_NAMES)
            .toList();
    String joined = some.isEmpty() ? "none" : String.join(", ", some);
    return names.size() > MOST_NAMES ? joined + ", ..." : joined;
  }

  /** The sentence for an array that is not there. */
  static UserError missing(Path path, String role, Collection<String> names) {
    return new UserError(
        "%s has no array %s; it needs x_train, y_train, x_test, y_test, or x and y, and has %s"
            .formatted(path, role, shown(names)));
  }

  /** The arrays of each role: x or y, and the set if the name has one. */
  private record Roles(Path path, Collection<String> all, Map<String, List<String>> named) {
    void add(String name) {
      String letters = name.toLowerCase(Locale.ROOT).replaceAll("[_. -]", "");
      for (Pattern form : FORMS) {
        Matcher matcher = form.matcher(letters);
        if (matcher.matches()) {
          String role = (form.pattern().contains("<x>") ? "x" : "y") + set(matcher.group("set"));
          named.computeIfAbsent(role, _ -> new ArrayList<>()).add(name);
          return;
        }
      }
    }

    private static String set(String word) {
      if (word == null) {
        return "";
      }
      return word.startsWith("tr") ? "_train" : word.startsWith("te") ? "_test" : "_val";
    }

    boolean has(String role) {
      return named.containsKey(role);
    }

    /** The samples and the labels of a set; empty if it has neither. */
    List<String> pair(String set) {
      String x = "x" + set;
      String y = "y" + set;
      if (!has(x) && !has(y)) {
        return List.of();
      }
      return List.of(only(x), only(y));
    }

    private String only(String role) {
      List<String> names = named.getOrDefault(role, List.of());
      if (names.isEmpty()) {
        throw missing(path, role, all);
      }
      // The name that is asked for comes before others.
      if (names.size() > 1 && !names.contains(role)) {
        throw new UserError(
            "%s has the arrays %s, which could each be %s; give one of them this name"
                .formatted(path, shown(names), role));
      }
      return names.contains(role) ? role : names.getFirst();
    }
  }
}
