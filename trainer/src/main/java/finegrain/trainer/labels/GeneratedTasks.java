package finegrain.trainer.labels;

import finegrain.trainer.UserError;
import finegrain.trainer.data.DataSource;
import java.util.List;

/** The tasks on points that are generated, and what their maps mean. */
public final class GeneratedTasks {
  private GeneratedTasks() {}

  /**
   * The task of a source.
   *
   * @param maps of its models: they say how many rings there are
   * @param seed of the points
   * @throws UserError if a map does not fit
   */
  public static Task of(DataSource.Generated source, List<String> maps, long seed) {
    Task task =
        switch (source) {
          case DataSource.Circles(_, double deviation) ->
              new RingsTask(LabelTree.parse(maps.getFirst()).fineClasses(), deviation, seed);
          case DataSource.Disc _ -> new DiscTask(seed);
        };
    maps.forEach(task::tree);
    return task;
  }

  /**
   * The tree that a map means for a source, be it generated or not.
   *
   * @throws UserError if the map does not fit
   */
  public static LabelTree tree(DataSource source, String map) {
    long anySeed = 0;
    return source instanceof DataSource.Generated generated
        ? of(generated, List.of(map), anySeed).tree(map)
        : LabelTree.parse(map);
  }
}
