package finegrain.trainer.cli;

import finegrain.trainer.UserError;
import finegrain.trainer.data.Dataset;
import finegrain.trainer.data.DatasetLoader;
import finegrain.trainer.data.KnownDataset;
import finegrain.trainer.experiment.GeneratedTasks;
import finegrain.trainer.labels.DatasetTask;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.labels.LabelTreeFile;
import finegrain.trainer.labels.LabelTrees;
import finegrain.trainer.labels.Task;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The data set that a user names, before any of it is read. */
sealed interface Subject {
  /** The protocol where the user names none. */
  String defaultProtocol();

  /** The map where neither the user nor the experiment names one. */
  String defaultMap();

  /**
   * The text of a map or tree that the user gives.
   *
   * @throws UserError if it does not fit the classes
   */
  String map(String given);

  /** A map of digits with as many classes as another one, which may have a form of its own. */
  String digitsLike(String map);

  /**
   * Reads or generates it.
   *
   * @param maps of the models
   * @param seed of what is generated
   */
  Loaded load(List<String> maps, long seed);

  /**
   * A data set in memory.
   *
   * @param task on it
   * @param source where it came from
   * @param sha256 of each file
   */
  record Loaded(Task task, String source, SortedMap<String, String> sha256) {}

  /** A published data set, from its files or built in. */
  record Published(KnownDataset known, Optional<Path> dataDir, boolean unverified)
      implements Subject {
    @Override
    public String defaultProtocol() {
      return "paper";
    }

    @Override
    public String defaultMap() {
      return known.defaultMap();
    }

    @Override
    public String map(String given) {
      Optional<LabelTrees.Named> named =
          LabelTrees.of(known.name()).filter(tree -> tree.name().equals(given));
      return named.isPresent()
          ? named.get().text()
          : LabelTreeFile.parse(given, classNames()).text();
    }

    private List<String> classNames() {
      return known.fineClasses().stream().map(known.classNames()::get).toList();
    }

    @Override
    public String digitsLike(String map) {
      return map;
    }

    @Override
    public Loaded load(List<String> maps, long seed) {
      for (String map : maps) {
        LabelTree tree = LabelTree.parse(map);
        if (tree.fineClasses() != known.fineClasses().size()) {
          throw new UserError(
              "the map %s has %d digits, but there are %d fine classes (%s): give a digit for each"
                  .formatted(
                      map,
                      tree.fineClasses(),
                      known.fineClasses().size(),
                      String.join(", ", classNames())));
        }
      }
      Dataset dataset = DatasetLoader.load(known.name(), dataDir, unverified);
      return new Loaded(
          new DatasetTask(dataset, known.fineClasses()),
          dataset.source().toString(),
          dataset.sha256());
    }
  }

  /** Points in the plane. */
  record Generated(String name) implements Subject {
    private static final String FOUR_CLASSES = "0011";

    @Override
    public String defaultProtocol() {
      return GeneratedTasks.CIRCLES;
    }

    @Override
    public String defaultMap() {
      return GeneratedTasks.defaultMap(name);
    }

    @Override
    public String map(String given) {
      return given;
    }

    @Override
    public String digitsLike(String map) {
      return name.equals(GeneratedTasks.DISC) ? FOUR_CLASSES : map;
    }

    @Override
    public Loaded load(List<String> maps, long seed) {
      return new Loaded(
          GeneratedTasks.of(name, maps, seed).orElseThrow(),
          "generated",
          Collections.unmodifiableSortedMap(new TreeMap<>()));
    }
  }
}
