package finegrain.bench;

import com.google.gson.JsonObject;
import finegrain.bench.operation.InstructionSet;
import finegrain.trainer.engine.Sweep;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How the JVMs of {@code finegrain bench sweep} are started.
 *
 * @param isa the class of vector instructions
 * @param dense whether every product multiplies all inputs, the zeros included
 * @param given the options that the user gave to the launcher, separated by spaces
 */
record SweepJvms(InstructionSet isa, boolean dense, String given) {
  /** The environment variable from which the launcher takes options for its JVM. */
  static final String VARIABLE = "FINEGRAIN_JAVA_OPTIONS";

  /** Blanks separate options outside quotes, as in the launcher. */
  private static final Pattern OPTION = Pattern.compile("(?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+");

  private static final Pattern QUOTED = Pattern.compile("'([^']*)'|\"([^\"]*)\"");
  private static final Pattern COLLECTOR = Pattern.compile("-XX:\\+Use\\w+GC");

  /**
   * The collector of a run, unless the user chose one: a JVM takes one only.
   *
   * @param arguments the options of this JVM, those of the environment included
   */
  static List<String> collector(List<String> arguments) {
    return arguments.stream().anyMatch(COLLECTOR.asMatchPredicate())
        ? List.of()
        : List.of("-XX:+UseSerialGC");
  }

  /** The options: the user's, then those of this setting, which count more. */
  List<String> options() {
    List<String> options = new ArrayList<>();
    OPTION
        .matcher(given)
        .results()
        .map(word -> QUOTED.matcher(word.group()).replaceAll("$1$2"))
        .forEach(options::add);
    options.addAll(isa.options());
    if (dense) {
      options.add("-D" + Sweep.SPARSE_SHARE + "=0");
    }
    return options;
  }

  /** The options as the value of the launcher's variable. */
  String variable() {
    return options().stream()
        .map(option -> option.contains("\"") ? "'" + option + "'" : "\"" + option + "\"")
        .collect(Collectors.joining(" "));
  }

  /** Adds the setting to a row of the JSON file. */
  void describe(JsonObject row) {
    row.addProperty("isa", isa.id());
    row.addProperty("dense", dense);
  }

  /** The setting in the head of the table. */
  @Override
  public String toString() {
    return isa.id() + (dense ? ", zeros multiplied" : "");
  }
}
