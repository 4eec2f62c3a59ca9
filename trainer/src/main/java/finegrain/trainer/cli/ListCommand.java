package finegrain.trainer.cli;

import finegrain.kernels.Backend;
import finegrain.kernels.Backend.Availability.Available;
import finegrain.kernels.Backend.Availability.Unavailable;
import finegrain.kernels.Backends;
import finegrain.trainer.data.DatasetCatalog;
import finegrain.trainer.data.KnownDataset;
import finegrain.trainer.experiment.Experiment;
import finegrain.trainer.labels.LabelTrees;
import finegrain.trainer.study.Study;
import finegrain.trainer.training.Protocol;
import picocli.CommandLine.Command;

/** {@code finegrain list}: what can be run, on which data, and how. */
@Command(
    name = "list",
    description = "Show the experiments, data sets, protocols and backends.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class ListCommand implements Runnable {
  private final Console console;

  ListCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    console.say("Experiments (finegrain run EXPERIMENT)");
    for (Experiment experiment : Experiment.all()) {
      entry(experiment.name(), experiment.description());
    }
    for (Study study : Study.all()) {
      entry(study.name(), study.description());
    }
    console.say("");
    console.say("Data sets (--dataset), with their fine classes in the order of a map's digits");
    for (KnownDataset dataset : DatasetCatalog.all()) {
      entry(
          dataset.name(),
          dataset.builtIn() ? "built in" : "'finegrain data list' says where it is");
      entry(
          "",
          dataset.coarseNames().isEmpty()
              ? "%s; map %s"
                  .formatted(String.join(", ", dataset.fineClassNames()), dataset.defaultMap())
              : "%d classes in %d coarse ones: %s"
                  .formatted(
                      dataset.fineClasses().size(),
                      dataset.coarseNames().size(),
                      String.join(", ", dataset.coarseNames())));
      LabelTrees.of(dataset.name())
          .ifPresent(tree -> entry("", "tree %s: %s".formatted(tree.name(), tree.text())));
    }
    entry("circles", "generated: points on rings, one for each digit of the map");
    entry("", "circles-SIGMA has another deviation of the radius than 0.15; map 0101");
    entry("disc", "generated: points in a disc, inside or outside radius sqrt 2");
    entry("", "a fine class more at a distance on each side; map delta=0.2");
    entry("csv:FILE, folder:DIR", "your own data");
    entry("npy:X,Y", "your own data");
    entry("idx:IMAGES,LABELS", "your own data");
    console.say("");
    console.say("Protocols (--protocol)");
    for (String protocol : Protocol.NAMES) {
      entry(protocol, Protocol.description(protocol));
    }
    console.say("");
    console.say("Backends (--backend)");
    for (Backend backend : Backends.installed()) {
      entry(
          backend.name(),
          switch (backend.availability()) {
            case Available(String description) -> description;
            case Unavailable(String reason) -> "not available: " + reason;
          });
    }
  }

  private void entry(String name, String text) {
    console.say("  %-23s %s".formatted(name, text));
  }
}
