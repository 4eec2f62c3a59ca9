package finegrain.trainer.engine;

import finegrain.kernels.Backend;
import finegrain.trainer.data.Dataset;
import finegrain.trainer.data.Samples;
import finegrain.trainer.labels.DatasetTask;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.labels.Target;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Setup;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A training of small models on made-up samples, in a thread of its own while the data is read: the
 * JVM compiles meanwhile what the training proper needs. Nothing of it is kept.
 *
 * <p>What is missing is compiled when the training has begun. Until then its code is a hundred
 * times slower, and threads that run it take the cores from the compilers: all but one of them had
 * better {@linkplain #awaitCompilers wait}.
 */
public final class Rehearsal implements AutoCloseable {
  private static final int FEATURES = 24;
  private static final int PER_CLASS = 12;
  private static final int EPOCHS = 40;

  /** The widths of each cohort: together they need tiles of one, two and three vectors. */
  private static final List<List<Integer>> WIDTHS =
      List.of(List.of(10, 30), List.of(5, 7), List.of(8), List.of(7, 20, 40));

  private static final int WINDOW_MILLIS = 250;
  private static final int MOST_WINDOWS = 10;

  /** Compilers that take less of a window leave the cores to others. */
  private static final double BUSY_SHARE = 0.3;

  private final Thread thread;

  /**
   * Begins to train.
   *
   * @param protocol of the run
   * @param map of the run, or one like it: it says how many classes there are
   * @param backend of the run, which is opened for the rehearsal too
   */
  public Rehearsal(Protocol protocol, String map, Backend backend) {
    // Whether the data are mostly 0 is not known yet, so both ways are rehearsed in turns.
    List<SparseRule> rules =
        SparseRule.of(backend).isOn()
            ? List.of(SparseRule.ALWAYS, SparseRule.NEVER)
            : List.of(SparseRule.NEVER);
    thread =
        Thread.ofPlatform()
            .daemon()
            .name("rehearsal")
            .start(() -> train(protocol, map, backend, rules));
  }

  private Rehearsal() {
    thread = Thread.ofPlatform().unstarted(() -> {});
  }

  /** None, for a process that trains nothing itself. */
  public static Rehearsal none() {
    return new Rehearsal();
  }

  private static void train(
      Protocol protocol, String map, Backend backend, List<SparseRule> rules) {
    int classes = LabelTree.parse(map).fineClasses();
    Samples samples = new MadeUp(2 * PER_CLASS * classes, classes);
    List<Integer> all = IntStream.range(0, classes).boxed().toList();
    List<String> names = all.stream().map(String::valueOf).toList();
    Dataset dataset = Dataset.inMemory("rehearsal", names, samples, samples);
    Setup setup = new Setup(new DatasetTask(dataset, all), protocol, 1, EPOCHS);
    List<Sweep> sweeps = new ArrayList<>();
    for (SparseRule rule : rules) {
      Sweep sweep = new Sweep(setup, List.of(PER_CLASS), backend, Integer.MAX_VALUE, rule);
      sweep.meter().silence();
      sweeps.add(sweep);
    }
    List<ModelSpec> models = new ArrayList<>();
    for (int cohort = 0; cohort < WIDTHS.size(); cohort++) {
      for (int width : WIDTHS.get(cohort)) {
        for (Target target : List.of(Target.COARSE, Target.FINE)) {
          models.add(
              new ModelSpec(Architectures.perceptron(width), PER_CLASS, cohort, map, target));
        }
      }
    }
    try {
      while (true) {
        for (Sweep sweep : sweeps) {
          sweep.run(models, 1, (model, seconds, weights) -> {});
        }
      }
    } catch (InterruptedException closed) {
      // The data is there.
    }
  }

  /** Samples without any pattern, each of the next class. */
  private record MadeUp(int size, int classes) implements Samples {
    @Override
    public int features() {
      return FEATURES;
    }

    @Override
    public int label(int i) {
      return i % classes;
    }

    @Override
    public void copyFeatures(int i, float[] target, int offset) {
      for (int feature = 0; feature < FEATURES; feature++) {
        target[offset + feature] = (i * 31 + feature * 17) % 64 / 64f;
      }
    }
  }

  /** Waits until the JVM's compilers have little left to do, for 2.5 seconds at most. */
  public static void awaitCompilers() throws InterruptedException {
    CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
    if (compilers == null || !compilers.isCompilationTimeMonitoringSupported()) {
      return;
    }
    for (int window = 0; window < MOST_WINDOWS; window++) {
      long before = compilers.getTotalCompilationTime();
      Thread.sleep(WINDOW_MILLIS);
      long busy = compilers.getTotalCompilationTime() - before;
      if (busy < BUSY_SHARE * WINDOW_MILLIS) {
        return;
      }
    }
  }

  /** Ends it with the epoch that it is at. */
  public void end() {
    thread.interrupt();
  }

  @Override
  public void close() {
    end();
  }
}
