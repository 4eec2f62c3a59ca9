package finegrain.trainer.result;

import finegrain.trainer.ShellWords;
import finegrain.trainer.experiment.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The command line that repeats a run, in the folder in which the run was started. */
final class RepeatCommand {
  private RepeatCommand() {}

  /** The command line, for a POSIX shell. */
  static String of(Configuration configuration) {
    List<String> words = new ArrayList<>(List.of("./finegrain", "run"));
    words.add(configuration.experiment());
    words.addAll(configuration.source().options());
    RunReport.values(configuration)
        .forEach(
            (name, value) -> {
              switch (name) {
                case "experiment", "dataset", "arithmetic" -> {
                  // These are said in another way.
                }
                default -> {
                  if (!value.equals(Configuration.EPOCHS_OF_PROTOCOL)) {
                    words.addAll(List.of("--" + name, value));
                  }
                }
              }
            });
    if (!configuration.arithmetic().equals("reference")) {
      words.addAll(List.of("--backend", configuration.arithmetic()));
    }
    return words.stream().map(ShellWords::quoted).collect(Collectors.joining(" "));
  }
}
