package finegrain.trainer.labels;

import finegrain.trainer.PlainText;
import finegrain.trainer.UserError;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.data.Dataset;
import finegrain.trainer.data.Fact;
import finegrain.trainer.data.OpenedDataset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** A data source whose fine classes are known, so that maps over them can be read. */
public sealed interface LabelledSource {
  /**
   * Determines the fine classes of a source.
   *
   * @throws UserError if a file has to be read for it, and cannot be read or is malformed
   */
  static LabelledSource of(DataSource source) {
    return switch (source) {
      case DataSource.Stored stored -> new OfFiles(stored, stored.open());
      case DataSource.Generated generated -> new OfPoints(generated);
    };
  }

  /**
   * The default map.
   *
   * @throws UserError if the source has none
   */
  String defaultMap();

  /**
   * A map or tree that the user gives.
   *
   * @param given digits, a tree's name or the path of a file
   * @throws UserError if it does not fit the classes
   */
  GivenMap map(String given);

  /**
   * A map that fits the classes.
   *
   * @param text its name in results
   * @param facts what it means, for people
   */
  record GivenMap(String text, List<Fact> facts) {
    /** Copies the list. */
    public GivenMap {
      facts = List.copyOf(facts);
    }
  }

  /** The names of the fine classes, in the order of a map's digits; none if a map says them. */
  List<String> classNames();

  /** How many classes a map may have at most; 0 if that depends on the map. */
  int mostClasses();

  /** A map of digits with as many classes as the given map, which may have another form. */
  String digitsLike(String map);

  /**
   * Reads or generates the samples.
   *
   * @param maps of the models
   * @param seed of what is generated
   * @throws UserError if a map does not fit the classes, or files are missing, malformed or not the
   *     official ones
   */
  Loaded load(List<String> maps, long seed);

  /**
   * A data source in memory.
   *
   * @param task on it
   * @param readFrom where it was read, for people
   * @param sha256 of each file
   * @param facts finds what was read, for people
   */
  record Loaded(
      Task task, String readFrom, SortedMap<String, String> sha256, Supplier<List<Fact>> facts) {}

  /** A published data set, or one of the user's own. */
  record OfFiles(DataSource.Stored source, OpenedDataset opened) implements LabelledSource {
    @Override
    public List<String> classNames() {
      return opened.fineClassNames();
    }

    @Override
    public String defaultMap() {
      return source
          .defaultMap()
          .orElseThrow(
              () ->
                  new UserError(
                      "%s has no label map of its own; give --map with the coarse class of each of its %d classes (%s), as digits or in a file"
                          .formatted(
                              source.name(),
                              opened.fineClasses().size(),
                              PlainText.names(opened.fineClassNames()))));
    }

    /**
     * Some classes of a data set.
     *
     * @param labels in the order of a map's digits
     */
    private record Classes(List<Integer> labels, List<String> names) {}

    /** All classes of a published data set if a map has a digit for each; else the usual ones. */
    private Classes classes(String map) {
      if (source instanceof DataSource.Published(var dataset, var _, var _, var _)) {
        List<String> all = dataset.classNames();
        if (map.matches("\\d{%d}(/\\d+)*".formatted(all.size()))) {
          return new Classes(IntStream.range(0, all.size()).boxed().toList(), all);
        }
      }
      return new Classes(opened.fineClasses(), opened.fineClassNames());
    }

    /** The labels of a data set that a map has digits for, in their order. */
    public List<Integer> labels(String map) {
      return classes(map).labels();
    }

    @Override
    public int mostClasses() {
      return source instanceof DataSource.Published(var dataset, var _, var _, var _)
          ? dataset.classNames().size()
          : opened.fineClasses().size();
    }

    @Override
    public GivenMap map(String given) {
      List<String> names = classes(given).names();
      String text =
          LabelTrees.of(source)
              .filter(tree -> tree.name().equals(given))
              .map(LabelTrees.Named::text)
              .orElse(given);
      NamedTree read = read(text, names);
      return new GivenMap(read.tree().text(), MapFacts.of(named(read), names));
    }

    /**
     * A tree of iNaturalist's folders or of its annotations; otherwise a text or a file of ours.
     */
    private NamedTree read(String text, List<String> names) {
      boolean annotations = text.matches("(?is).*\\.json(\\.gz)?");
      if (!(annotations || text.equals(LabelTrees.TAXONOMY)) || !INaturalist.areFolders(names)) {
        return LabelTreeFile.parse(text, names);
      }
      List<ClassLabels> levels = new ArrayList<>();
      if (annotations) {
        levels.add(INaturalist.supercategories(Path.of(text), names));
      }
      // The classes themselves are the species.
      levels.addAll(INaturalist.levels(names));
      return INaturalist.tree(levels);
    }

    /** The default map's classes may have names. */
    private NamedTree named(NamedTree read) {
      return source instanceof DataSource.Published(var dataset, var _, var _, var _)
              && read.names().isEmpty()
              && !dataset.coarseNames().isEmpty()
              && read.tree().text().equals(dataset.defaultMap())
          ? new NamedTree(read.tree(), List.of(dataset.coarseNames()), read.facts())
          : read;
    }

    @Override
    public String digitsLike(String map) {
      return map;
    }

    @Override
    public Loaded load(List<String> maps, long seed) {
      // Checks that each map fits the classes.
      for (String map : maps) {
        GivenMap _ = map(map);
      }
      // A look at the data alone has no map.
      List<Integer> classes = classes(maps.isEmpty() ? "" : maps.getFirst()).labels();
      for (String map : maps) {
        int digits = classes(map).labels().size();
        if (digits != classes.size()) {
          throw new UserError(
              "the map %s is for %d classes, and the map %s for %d; all maps need as many digits"
                  .formatted(maps.getFirst(), classes.size(), map, digits));
        }
      }
      Dataset dataset = opened.reader().get();
      return new Loaded(
          new DatasetTask(dataset, classes),
          dataset.readFrom(),
          dataset.sha256(),
          () -> DataFacts.of(dataset, classes, source.scaling()));
    }
  }

  /** Points in the plane. */
  record OfPoints(DataSource.Generated source) implements LabelledSource {
    @Override
    public List<String> classNames() {
      return List.of();
    }

    @Override
    public int mostClasses() {
      return 0;
    }

    @Override
    public String defaultMap() {
      return source.defaultMap().orElseThrow();
    }

    @Override
    public GivenMap map(String given) {
      LabelTree tree = GeneratedTasks.tree(source, given);
      List<String> classes =
          IntStream.range(0, tree.fineClasses()).mapToObj(String::valueOf).toList();
      return new GivenMap(given, MapFacts.of(NamedTree.of(tree), classes));
    }

    @Override
    public String digitsLike(String map) {
      return GeneratedTasks.tree(source, map).text();
    }

    @Override
    public Loaded load(List<String> maps, long seed) {
      Task task = GeneratedTasks.of(source, maps, seed);
      return new Loaded(
          task,
          Dataset.GENERATED,
          Collections.emptySortedMap(),
          () ->
              List.of(
                  new Fact("samples", "drawn anew in each repeat"),
                  new Fact("features", Integer.toString(task.features()))));
    }
  }
}
