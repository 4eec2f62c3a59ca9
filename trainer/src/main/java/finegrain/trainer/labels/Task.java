package finegrain.trainer.labels;

import finegrain.kernels.Matrix;
import finegrain.trainer.RandomPurpose;
import finegrain.trainer.UserError;
import finegrain.trainer.data.Dataset;
import finegrain.trainer.data.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is to be learnt: the fine classes of a data set that take part, and the map from them to the
 * coarse classes.
 */
public final class Task {
  /** One sample in so many of the test set is for validation. */
  private static final int VALIDATION_SHARE = 10;

  private final Dataset dataset;
  private final List<Integer> classes;
  private final LabelMap map;
  private final LabelledSet pool;

  /**
   * A task on a data set.
   *
   * @param classes the labels that take part; their order is that of the fine classes
   * @param map from the fine classes to the coarse ones
   */
  public Task(Dataset dataset, List<Integer> classes, LabelMap map) {
    this.dataset = dataset;
    this.classes = List.copyOf(classes);
    this.map = map;
    this.pool = labelled(dataset.test(), members(dataset.test()));
  }

  /** The map from fine to coarse classes. */
  public LabelMap map() {
    return map;
  }

  /** Features of a sample. */
  public int features() {
    return dataset.features();
  }

  /**
   * The test set of the data set, less the classes that do not take part: validation and test
   * samples of every repeat come from it.
   */
  public LabelledSet pool() {
    return pool;
  }

  /**
   * The training set: the first samples of each class in file order, the same in every repeat.
   *
   * @throws UserError if a class has fewer
   */
  public LabelledSet trainingSet(int perClass) {
    Samples samples = dataset.train();
    int[] taken = new int[classes.size()];
    int[] chosen =
        members(samples).filter(i -> taken[fineClass(samples, i)]++ < perClass).toArray();
    int smallest = 0;
    for (int fine = 1; fine < taken.length; fine++) {
      smallest = taken[fine] < taken[smallest] ? fine : smallest;
    }
    if (taken[smallest] < perClass) {
      throw new UserError(
          "%d images a class are more than %s has: its class %s has %d training images"
              .formatted(
                  perClass,
                  dataset.name(),
                  dataset.classNames().get(classes.get(smallest)),
                  taken[smallest]));
    }
    return labelled(samples, Arrays.stream(chosen));
  }

  /**
   * Indices into the {@linkplain #pool pool}, in increasing order.
   *
   * @param validation a tenth of each class, drawn at random
   * @param test the other nine tenths
   */
  public record Split(int[] validation, int[] test) {}

  /** The split of a repeat, stratified by fine class. */
  public Split split(long seed, int repeat) {
    List<Integer> validation = new ArrayList<>();
    List<Integer> test = new ArrayList<>();
    for (int fine = 0; fine < classes.size(); fine++) {
      int label = fine;
      int[] members =
          IntStream.range(0, pool.size()).filter(i -> pool.fine()[i] == label).toArray();
      RandomPurpose.SPLIT.stream(seed, repeat, fine).shuffle(members);
      int share = (members.length + VALIDATION_SHARE / 2) / VALIDATION_SHARE;
      for (int i = 0; i < members.length; i++) {
        (i < share ? validation : test).add(members[i]);
      }
    }
    return new Split(sorted(validation), sorted(test));
  }

  private static int[] sorted(List<Integer> indices) {
    return indices.stream().mapToInt(Integer::intValue).sorted().toArray();
  }

  private int fineClass(Samples samples, int i) {
    return classes.indexOf(samples.label(i));
  }

  private IntStream members(Samples samples) {
    return IntStream.range(0, samples.size()).filter(i -> fineClass(samples, i) >= 0);
  }

  private LabelledSet labelled(Samples samples, IntStream members) {
    int[] chosen = members.toArray();
    Matrix features = Matrix.allocate(chosen.length, samples.features());
    int[] fine = new int[chosen.length];
    int[] coarse = new int[chosen.length];
    for (int row = 0; row < chosen.length; row++) {
      samples.copyFeatures(chosen[row], features.array(), features.rowOffset(row));
      fine[row] = fineClass(samples, chosen[row]);
      coarse[row] = map.coarse(fine[row]);
    }
    return new LabelledSet(features, fine, coarse);
  }
}
