package finegrain.trainer.result;

import finegrain.trainer.experiment.Configuration;

/** The command line that repeats a run. */
final class RepeatCommand {
  private RepeatCommand() {}

  /** The command line that repeats the run; the folder of the data is the user's. */
  static String of(Configuration configuration) {
    StringBuilder command = new StringBuilder("./finegrain run " + configuration.experiment());
    RunReport.values(configuration)
        .forEach(
            (name, value) -> {
              if (name.equals("dataset")) {
                command.append(dataset(value));
              } else if (!name.equals("experiment") && !name.equals("arithmetic")) {
                command.append(" --").append(name).append(' ').append(value);
              }
            });
    if (!configuration.arithmetic().equals("reference")) {
      command.append(" --backend ").append(configuration.arithmetic());
    }
    return command.toString();
  }

  /** The options that choose a data set from its name: scaled ones, and own ones by their kind. */
  private static String dataset(String name) {
    String unscaled = name.replaceFirst("-(standard|unit)$", "");
    String scale = unscaled.equals(name) ? "" : " --scale " + name.substring(unscaled.length() + 1);
    boolean own = unscaled.startsWith("csv-") || unscaled.startsWith("npz-");
    String chosen = own ? unscaled.replaceFirst("-", ":") : unscaled;
    return " --dataset " + chosen + scale;
  }
}
