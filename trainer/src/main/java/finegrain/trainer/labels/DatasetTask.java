package finegrain.trainer.labels;

import finegrain.kernels.Matrix;
import finegrain.kernels.RandomStream;
import finegrain.trainer.PlainText;
import finegrain.trainer.RandomPurpose;
import finegrain.trainer.UserError;
import finegrain.trainer.data.Dataset;
import finegrain.trainer.data.Samples;
import finegrain.trainer.data.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A data set and the classes of it that take part. The training set is the first samples of each
 * class in file order, the same in every repeat; validation and test samples come from the test set
 * and are drawn anew in every repeat.
 */
public final class DatasetTask implements Task {
  /** One of ten test samples is for validation. */
  private static final int VALIDATION_SHARE = 10;

  private final Dataset dataset;
  private final List<Integer> classes;
  private final LabelledSet pool;

  /** For each label the index of its fine class; -1 of those that do not take part. */
  private final int[] fineOf;

  /**
   * A task on a data set.
   *
   * @param classes the labels that take part; their order is that of the fine classes
   */
  public DatasetTask(Dataset dataset, List<Integer> classes) {
    this.dataset = dataset;
    this.classes = List.copyOf(classes);
    fineOf = new int[dataset.classNames().size()];
    Arrays.fill(fineOf, -1);
    for (int fine = 0; fine < classes.size(); fine++) {
      fineOf[classes.get(fine)] = fine;
    }
    pool = labelled(dataset.test(), members(dataset.test()));
  }

  @Override
  public Shape shape() {
    return dataset.shape();
  }

  @Override
  public boolean drawsEachRepeat() {
    return false;
  }

  @Override
  public LabelledSet pool(int repeat) {
    return pool;
  }

  @Override
  public LabelledSet trainingSet(int perClass, int repeat) {
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
          "%d images a class are more than %s has: its class %s has %d training images; give --per-class %d or fewer"
              .formatted(
                  perClass,
                  dataset.name(),
                  PlainText.shortened(dataset.classNames().get(classes.get(smallest))),
                  taken[smallest],
                  taken[smallest]));
    }
    return labelled(samples, Arrays.stream(chosen));
  }

  @Override
  public Split split(long seed, int repeat) {
    List<int[]> shuffled = new ArrayList<>();
    for (int fine = 0; fine < classes.size(); fine++) {
      int label = fine;
      int[] members =
          IntStream.range(0, pool.size()).filter(i -> pool.fine()[i] == label).toArray();
      RandomPurpose.SPLIT.stream(seed, repeat, fine).shuffle(members);
      shuffled.add(members);
    }
    int[] sizes = shuffled.stream().mapToInt(members -> members.length).toArray();
    int[] shares = IntStream.of(sizes).map(DatasetTask::tenth).toArray();
    if (isPooled(sizes)) {
      shares = pooledShares(shuffled, RandomPurpose.SPLIT.stream(seed, repeat, classes.size()));
    }
    List<Integer> validation = new ArrayList<>();
    List<Integer> test = new ArrayList<>();
    for (int fine = 0; fine < shares.length; fine++) {
      int[] members = shuffled.get(fine);
      for (int i = 0; i < members.length; i++) {
        (i < shares[fine] ? validation : test).add(members[i]);
      }
    }
    return Split.of(validation, test);
  }

  /**
   * The validation samples of each class where no class has enough for one of its own: a tenth of
   * all samples, each of another class. The random order of the classes decides; those that would
   * have no test sample left come last.
   */
  private static int[] pooledShares(List<int[]> members, RandomStream random) {
    int all = members.stream().mapToInt(ofClass -> ofClass.length).sum();
    int[] order =
        IntStream.range(0, members.size()).filter(i -> members.get(i).length > 0).toArray();
    random.shuffle(order);
    int[] shares = new int[members.size()];
    IntStream.concat(
            IntStream.of(order).filter(i -> members.get(i).length > 1),
            IntStream.of(order).filter(i -> members.get(i).length == 1))
        .limit(tenth(all))
        .forEach(i -> shares[i] = 1);
    return shares;
  }

  /**
   * Whether validation samples are drawn from all classes together.
   *
   * @param sizes the number of test samples of each class
   */
  static boolean isPooled(int[] sizes) {
    return IntStream.of(sizes).allMatch(size -> tenth(size) == 0);
  }

  /** A tenth of some samples, rounded. */
  private static int tenth(int samples) {
    return (samples + VALIDATION_SHARE / 2) / VALIDATION_SHARE;
  }

  private int fineClass(Samples samples, int i) {
    return fineOf[samples.label(i)];
  }

  private IntStream members(Samples samples) {
    return IntStream.range(0, samples.size()).filter(i -> fineClass(samples, i) >= 0);
  }

  private LabelledSet labelled(Samples samples, IntStream members) {
    int[] chosen = members.toArray();
    Matrix features = Matrix.allocate(chosen.length, samples.features());
    int[] fine = new int[chosen.length];
    for (int row = 0; row < chosen.length; row++) {
      samples.copyFeatures(chosen[row], features.array(), features.rowOffset(row));
      fine[row] = fineClass(samples, chosen[row]);
    }
    return new LabelledSet(features, fine);
  }
}
