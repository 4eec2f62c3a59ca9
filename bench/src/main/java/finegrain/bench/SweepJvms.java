package finegrain.bench;

import com.google.gson.JsonObject;
import finegrain.bench.operation.InstructionSet;
import finegrain.trainer.engine.Sweep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

  /** The options: the user's, then those of this setting, which count more. */
  List<String> options() {
    List<String> options = new ArrayList<>();
    Arrays.stream(given.split("\\s+")).filter(word -> !word.isEmpty()).forEach(options::add);
    options.addAll(isa.options());
    if (dense) {
      options.add("-D" + Sweep.SPARSE_SHARE + "=0");
    }
    return options;
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
