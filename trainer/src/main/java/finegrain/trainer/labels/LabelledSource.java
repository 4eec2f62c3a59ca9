package finegrain.trainer.labels;

import finegrain.trainer.UserError;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.data.Dataset;
import finegrain.trainer.data.OpenedDataset;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

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
   * The text of a map or tree that the user gives.
   *
   * @param given digits, a tree's name or the path of a file
   * @throws UserError if it does not fit the classes
   */
  String map(String given);

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
   */
  record Loaded(Task task, String readFrom, SortedMap<String, String> sha256) {}

  /** A published data set, or one of the user's own. */
  record OfFiles(DataSource.Stored source, OpenedDataset opened) implements LabelledSource {
    private static final int MOST_NAMES = 12;

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
                              shortened(opened.fineClassNames()))));
    }

    private static String shortened(List<String> names) {
      return names.size() <= MOST_NAMES
          ? String.join(", ", names)
          : String.join(", ", names.subList(0, MOST_NAMES)) + ", ...";
    }

    @Override
    public String map(String given) {
      return LabelTrees.of(source)
          .filter(tree -> tree.name().equals(given))
          .map(LabelTrees.Named::text)
          .orElseGet(() -> LabelTreeFile.parse(given, opened.fineClassNames()).text());
    }

    @Override
    public String digitsLike(String map) {
      return map;
    }

    @Override
    public Loaded load(List<String> maps, long seed) {
      // Checks that each map fits the classes.
      maps.forEach(this::map);
      Dataset dataset = opened.reader().get();
      return new Loaded(
          new DatasetTask(dataset, opened.fineClasses()), dataset.readFrom(), dataset.sha256());
    }
  }

  /** Points in the plane. */
  record OfPoints(DataSource.Generated source) implements LabelledSource {
    @Override
    public String defaultMap() {
      return source.defaultMap().orElseThrow();
    }

    @Override
    public String map(String given) {
      LabelTree _ = GeneratedTasks.tree(source, given);
      return given;
    }

    @Override
    public String digitsLike(String map) {
      return GeneratedTasks.tree(source, map).text();
    }

    @Override
    public Loaded load(List<String> maps, long seed) {
      return new Loaded(
          GeneratedTasks.of(source, maps, seed), Dataset.GENERATED, Collections.emptySortedMap());
    }
  }
}
