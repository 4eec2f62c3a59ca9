package finegrain.trainer.cli;

import finegrain.trainer.UserError;
import finegrain.trainer.data.Dataset;
import finegrain.trainer.data.DatasetChoice;
import finegrain.trainer.data.Scale;
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
  /** The name in results and folders, which says how it is scaled. */
  String name();

  /** The name without that. */
  String unscaled();

  /** The protocol where the user names none. */
  String defaultProtocol();

  /**
   * The map where the user names none.
   *
   * @throws UserError if it has none
   */
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

  /** A published data set, or one of the user's own. */
  record FromFiles(DatasetChoice chosen, Optional<Path> dataDir, boolean unverified, Scale scale)
      implements Subject {
    @Override
    public String name() {
      return scale.nameOf(chosen.name());
    }

    @Override
    public String unscaled() {
      return chosen.name();
    }

    @Override
    public String defaultProtocol() {
      return "paper";
    }

    @Override
    public String defaultMap() {
      return chosen.map(Optional.empty());
    }

    @Override
    public String map(String given) {
      Optional<LabelTrees.Named> named =
          LabelTrees.of(chosen.name()).filter(tree -> tree.name().equals(given));
      return named.isPresent()
          ? named.get().text()
          : LabelTreeFile.parse(given, chosen.fineClassNames()).text();
    }

    @Override
    public String digitsLike(String map) {
      return map;
    }

    @Override
    public Loaded load(List<String> maps, long seed) {
      // Each fits the classes.
      maps.forEach(this::map);
      Dataset dataset = chosen.load(dataDir, unverified, scale);
      return new Loaded(
          new DatasetTask(dataset, chosen.fineClasses()),
          dataset.source().toString(),
          dataset.sha256());
    }
  }

  /** Points in the plane. */
  record Generated(String name) implements Subject {
    /**
     * Points are not scaled.
     *
     * @throws UserError if they are to be
     */
    Generated(String name, Scale scale) {
      this(name);
      if (scale != Scale.NONE) {
        throw new UserError("--scale is not for %s; leave it out".formatted(name));
      }
    }

    @Override
    public String unscaled() {
      return name;
    }

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
      LabelTree _ = GeneratedTasks.tree(name, given);
      return given;
    }

    @Override
    public String digitsLike(String map) {
      return GeneratedTasks.tree(name, map).text();
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
