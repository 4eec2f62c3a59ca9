package finegrain.trainer.cli;

import finegrain.trainer.PlainText;
import finegrain.trainer.UserError;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.data.DatasetCatalog;
import finegrain.trainer.data.DatasetFolder;
import finegrain.trainer.data.DownloadFolder;
import finegrain.trainer.data.Fact;
import finegrain.trainer.data.Inspection;
import finegrain.trainer.data.KnownDataset;
import finegrain.trainer.data.OfficialFile;
import finegrain.trainer.data.fetch.Fetch;
import finegrain.trainer.labels.LabelledSource;
import finegrain.trainer.labels.WordNet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code finegrain data}: which data sets there are and where, fetching them, checking them. */
@Command(
    name = "data",
    subcommands = DataLevelsCommand.class,
    description = {
      "Show, fetch and check data sets.",
      "",
      "Fetched data sets are kept in a cache folder, where 'finegrain run' finds them, or in the"
          + " folder that you name with --data-dir.",
      ""
    },
    commandListHeading = "%nCommands:%n",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class DataCommand {
  private final Console console;
  private final List<KnownDataset> catalog;

  DataCommand(Console console) {
    this(console, DatasetCatalog.all());
  }

  /** With other data sets, for tests. */
  DataCommand(Console console, List<KnownDataset> catalog) {
    this.console = console;
    this.catalog = catalog;
  }

  @Command(
      name = "list",
      description = "Show the data sets, where they are here, and where they come from.",
      mixinStandardHelpOptions = true,
      versionProvider = Main.Version.class)
  int list(
      @Option(
              names = "--data-dir",
              paramLabel = "DIR",
              description = "A folder of yours, which is searched too.")
          Optional<Path> dataDir)
      throws IOException {
    List<Path> places = new ArrayList<>();
    dataDir.map(DataCommand::existing).ifPresent(places::add);
    places.add(DownloadFolder.usual());
    for (KnownDataset known : catalog) {
      console.say(
          "%s: %d classes, %d + %d samples of %d features"
              .formatted(
                  known.name(),
                  known.classNames().size(),
                  samples(known, known.train()),
                  samples(known, known.test()),
                  known.format().features()));
      boolean here = known.builtIn();
      if (known.builtIn()) {
        entry("here", "built in");
      }
      for (Path place : places) {
        Optional<Path> folder = DatasetFolder.in(place, known);
        if (folder.isPresent()) {
          here = true;
          entry("here", onDisk(known, folder.get()));
        }
      }
      if (!here) {
        entry(
            "get it",
            "finegrain data fetch %s (%.0f MB)"
                .formatted(known.name(), known.publication().bytes() * 1e-6));
      }
      entry("from", known.origin());
    }
    console.say("");
    console.say("Fetched data sets are kept in " + DownloadFolder.usual());
    console.say(
        "Your own data: finegrain run EXPERIMENT --dataset csv:FILE, npz:FILE, npy:X,Y,"
            + " idx:IMAGES,LABELS or folder:DIR");
    return 0;
  }

  /** Of IDX files the images, which come first, are as many as the labels. */
  private static int samples(KnownDataset known, List<OfficialFile> files) {
    return known.format() == KnownDataset.Format.IDX
        ? files.getFirst().samples()
        : files.stream().mapToInt(OfficialFile::samples).sum();
  }

  private static String onDisk(KnownDataset known, Path folder) throws IOException {
    List<OfficialFile> files = known.files();
    int found = 0;
    long bytes = 0;
    for (OfficialFile file : files) {
      Optional<Path> path = Inspection.find(known, file, folder);
      if (path.isPresent() && Files.exists(path.get())) {
        found++;
        bytes += Files.size(path.get());
      }
    }
    return String.format(
        Locale.ROOT, "%s, %d of %d files, %.1f MB", folder, found, files.size(), bytes * 1e-6);
  }

  @Command(
      name = "show",
      description = {
        "Show what a run understands of a data set and of a label map, and train nothing.",
        ""
      },
      sortOptions = false,
      mixinStandardHelpOptions = true,
      versionProvider = Main.Version.class)
  int show(
      @Parameters(
              paramLabel = "SOURCE",
              arity = "0..1",
              description = "The data set, as for --dataset.")
          Optional<String> text,
      @Mixin DataOptions options,
      @Option(
              names = "--map",
              paramLabel = "DIGITS|NAME|FILE",
              description = "As for 'finegrain run' (default: the data set's own, if it has one).")
          Optional<String> mapText,
      @Option(
              names = "--wordnet",
              paramLabel = "FILE",
              description =
                  "Show the first words of classes that are synsets, by the file data.noun of"
                      + " WordNet 3.0.")
          Optional<Path> wordNetFile) {
    DataSource source = options.source(text);
    LabelledSource labelled = LabelledSource.of(source);
    Optional<LabelledSource.GivenMap> map = mapText.or(source::defaultMap).map(labelled::map);
    long anySeed = 0;
    LabelledSource.Loaded loaded =
        labelled.load(map.stream().map(LabelledSource.GivenMap::text).toList(), anySeed);
    console.say("%s (%s)".formatted(source.name(), loaded.readFrom()));
    List<Fact> facts =
        map.map(given -> DataDescription.of(labelled, loaded, given, List.of(given.text())))
            .orElseGet(loaded.facts());
    if (wordNetFile.isPresent()) {
      WordNet wordNet = WordNet.read(wordNetFile.get());
      List<String> words = labelled.classNames().stream().map(wordNet::word).toList();
      facts =
          Stream.concat(facts.stream(), Stream.of(new Fact("words", PlainText.names(words))))
              .toList();
    }
    DataDescription.lines(facts).forEach(console::say);
    return 0;
  }

  @Command(
      name = "fetch",
      description = {
        "Fetch data sets from their official hosts.",
        "",
        "Each file is checked by its SHA-256 before it gets its name. A fetch that was stopped"
            + " continues with the same command. The environment variables http_proxy, https_proxy"
            + " and no_proxy are respected.",
        ""
      },
      sortOptions = false,
      mixinStandardHelpOptions = true,
      versionProvider = Main.Version.class)
  int fetch(
      @Parameters(
              paramLabel = "NAME",
              arity = "1..*",
              description = "Of those that 'finegrain data list' shows.")
          List<String> names,
      @Option(
              names = "--data-dir",
              paramLabel = "DIR",
              description = "A folder of yours (default: the cache folder).")
          Optional<Path> dataDir)
      throws InterruptedException {
    List<KnownDataset> chosen =
        new LinkedHashSet<>(names)
            .stream().map(name -> DatasetCatalog.named(name, catalog)).toList();
    Path place = dataDir.orElseGet(DownloadFolder::usual);
    for (KnownDataset known : chosen) {
      try (DownloadProgress progress = new DownloadProgress(console);
          StopNotice _ = new StopNotice(console, progress::end, progress::stopped)) {
        Fetch fetch = new Fetch(known, place, progress);
        List<Path> fetched = fetch.run();
        progress.end();
        fetched.forEach(file -> console.say("wrote " + file));
        console.say("%s is complete in %s".formatted(known.name(), fetch.folder()));
      }
    }
    return 0;
  }

  @Command(
      name = "verify",
      description = {
        "Check the data sets in a folder by the SHA-256 of their official files.",
        "",
        "The exit code is 0 if each of them can be used: all its files are right. Of CIFAR-10 the"
            + " first training files are enough.",
        ""
      },
      sortOptions = false,
      mixinStandardHelpOptions = true,
      versionProvider = Main.Version.class)
  int verify(
      @Parameters(
              paramLabel = "DIR",
              arity = "0..1",
              description = "As for --data-dir (default: the cache folder).")
          Optional<Path> dir) {
    Path place = existing(dir.orElseGet(DownloadFolder::usual));
    List<String> faults = new ArrayList<>();
    boolean found = false;
    for (KnownDataset known : catalog) {
      Optional<Path> folder = DatasetFolder.in(place, known);
      if (folder.isPresent()) {
        found = true;
        List<Inspection> inspections = Inspection.of(known, folder.get());
        inspections.forEach(this::report);
        if (!Inspection.isUsable(known, inspections)) {
          faults.add(known.name());
        }
      }
    }
    if (!found) {
      throw new UserError(
          "%s has none of the folders %s; give the folder that holds them"
              .formatted(
                  place,
                  catalog.stream().map(KnownDataset::folder).collect(Collectors.joining(", "))));
    }
    if (!faults.isEmpty()) {
      throw new UserError(
          "%s cannot be used as it is; remove what is wrong, and 'finegrain data fetch' brings what is missing"
              .formatted(String.join(" and ", faults)));
    }
    return 0;
  }

  private void report(Inspection inspection) {
    switch (inspection.state()) {
      case OFFICIAL -> entry("right", inspection.path().toString());
      case MISSING -> entry("missing", inspection.path().toString());
      case WRONG -> entry("wrong", inspection.fault().orElse(inspection.path().toString()));
    }
  }

  private static Path existing(Path dir) {
    if (!Files.isDirectory(dir)) {
      throw new UserError(
          "%s %s; give the folder that holds the data sets"
              .formatted(dir, Files.exists(dir) ? "is not a folder" : "does not exist"));
    }
    return dir;
  }

  private void entry(String label, String text) {
    console.say("  %-8s %s".formatted(label, text));
  }
}
