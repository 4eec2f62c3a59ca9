package finegrain.trainer.experiment;

import finegrain.trainer.UserError;
import finegrain.trainer.training.ModelSpec;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fixed part of an experiment's models, so that machines without contact can train one part each.
 * It depends on the models and on the two numbers alone, never on a machine.
 *
 * <p>The unit is the pair of models that differ only in their labels. First, as many repeats as the
 * shards can share evenly go to them whole, repeat r to shard r mod count: the models of one repeat
 * and one number of samples see the same batches, and are trained together. Then the pairs of the
 * other repeats follow one by one, the most work first, each to the shard with the least work so
 * far, and among equals to the first. The work of a model is its width times its samples per class.
 * This measure must not change: another one would make other shards.
 *
 * @param index counted from 1
 * @param count of the shards that make the whole
 */
public record Shard(int index, int count) {
  /** All models. */
  public static final Shard WHOLE = new Shard(1, 1);

  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(\\+1)?/(\\d{1,9})");

  /** Two models that differ in their labels only, or more in an experiment with more labels. */
  private record Pair(int width, int perClass, int repeat, String model) {
    private static final Comparator<Pair> MOST_WORK_FIRST =
        Comparator.comparingLong(Pair::work)
            .reversed()
            .thenComparing(Comparator.comparingInt(Pair::perClass).reversed())
            .thenComparingInt(Pair::repeat)
            .thenComparing(Pair::model);

    static Pair of(ModelSpec model) {
      return new Pair(model.width(), model.perClass(), model.repeat(), model.model().toString());
    }

    long work() {
      return (long) width * perClass;
    }
  }

  /** Checks the numbers. */
  public Shard {
    if (count < 1) {
      throw new UserError(
          "--shard %d/%d must divide the models by at least 1".formatted(index, count));
    }
    if (index < 1 || index > count) {
      throw new UserError(
          "--shard %d/%d is none of the %d shards; they count from 1/%d to %d/%d"
              .formatted(index, count, count, count, count, count));
    }
  }

  /**
   * A shard from a text such as {@code 2/8}, or {@code 1+1/8} by an index that counts from 0.
   *
   * @throws UserError if it is none
   */
  public static Shard parse(String text) {
    Matcher numbers = FORM.matcher(text);
    if (text.startsWith("/") || text.startsWith("+") || text.endsWith("/")) {
      throw new UserError(
          ("--shard \"%s\" lacks a number; is a variable of the batch system empty, such as"
                  + " SLURM_ARRAY_TASK_ID outside an array job? A shard is written as 2/8")
              .formatted(text));
    }
    if (!numbers.matches()) {
      throw new UserError(
          "--shard must be two whole numbers such as 2/8, not \"%s\"".formatted(text));
    }
    int index = Integer.parseInt(numbers.group(1)) + (numbers.group(2) == null ? 0 : 1);
    return new Shard(index, Integer.parseInt(numbers.group(3)));
  }

  /** Whether it is all models. */
  public boolean isWhole() {
    return count == 1;
  }

  /**
   * The models of this shard, in the order in which they are given.
   *
   * @param models of the whole experiment
   * @throws UserError if there are more shards than pairs of models
   */
  public List<ModelSpec> of(List<ModelSpec> models) {
    TreeSet<Pair> pairs = new TreeSet<>(Pair.MOST_WORK_FIRST);
    models.forEach(model -> pairs.add(Pair.of(model)));
    if (count > pairs.size()) {
      throw new UserError(
          "--shard %s makes more shards than there are pairs of models; divide by at most %d"
              .formatted(this, pairs.size()));
    }
    int repeats = 1 + pairs.stream().mapToInt(Pair::repeat).max().orElse(0);
    int shared = repeats - repeats % count;
    long[] work = new long[count];
    Set<Pair> mine = new HashSet<>();
    for (Pair pair : pairs) {
      if (pair.repeat() < shared) {
        give(pair, pair.repeat() % count, work, mine);
      }
    }
    for (Pair pair : pairs) {
      if (pair.repeat() >= shared) {
        give(pair, least(work), work, mine);
      }
    }
    return models.stream().filter(model -> mine.contains(Pair.of(model))).toList();
  }

  private void give(Pair pair, int shard, long[] work, Set<Pair> mine) {
    work[shard] += pair.work();
    if (shard == index - 1) {
      mine.add(pair);
    }
  }

  private static int least(long[] work) {
    int least = 0;
    for (int shard = 1; shard < work.length; shard++) {
      if (work[shard] < work[least]) {
        least = shard;
      }
    }
    return least;
  }

  @Override
  public String toString() {
    return index + "/" + count;
  }
}
