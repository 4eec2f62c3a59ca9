package finegrain.trainer.training;

import finegrain.kernels.Backend;
import finegrain.kernels.Backends;
import finegrain.kernels.Kernels;
import finegrain.kernels.Peak;
import finegrain.trainer.data.DatasetCatalog;
import finegrain.trainer.data.DatasetLoader;
import finegrain.trainer.data.KnownDataset;
import finegrain.trainer.labels.LabelKind;
import finegrain.trainer.labels.LabelMap;
import finegrain.trainer.labels.Task;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;

/**
 * How fast cohorts are trained on MNIST with protocol {@code released}: not a test. On the class
 * path of the tests,
 *
 * <pre>
 *   SweepSpeed steps WIDTHS PER_CLASS THREADS    steps alone, of one cohort a thread
 *   SweepSpeed sweep WIDTHS PER_CLASS THREADS EPOCHS REPEATS    a whole sweep
 * </pre>
 *
 * print microseconds of processor time a step and model, and the share of the FMA peak. Widths are
 * a list such as {@code 5,10}, each with both kinds of labels.
 */
final class SweepSpeed {
  private static final double SECONDS = 1.5;
  private static final int ROUNDS = 3;

  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  private SweepSpeed() {}

  public static void main(String[] arguments) throws Exception {
    List<Integer> widths = numbers(arguments[1]);
    List<Integer> perClass = numbers(arguments[2]);
    int threads = Integer.parseInt(arguments[3]);
    Backend backend = Backends.choose("auto").backend();
    if (arguments[0].equals("steps")) {
      steps(backend, widths, perClass.getFirst(), threads);
    } else {
      int epochs = Integer.parseInt(arguments[4]);
      int repeats = Integer.parseInt(arguments[5]);
      sweep(backend, widths, perClass, threads, epochs, repeats);
    }
  }

  private static List<Integer> numbers(String list) {
    return Arrays.stream(list.split(",")).map(Integer::valueOf).toList();
  }

  private static Task task() throws IOException {
    KnownDataset known = DatasetCatalog.named("mnist");
    return new Task(
        DatasetLoader.load(known.name(), Optional.empty(), false),
        known.fineClasses(),
        new LabelMap(known.defaultMap()));
  }

  private static void steps(Backend backend, List<Integer> widths, int perClass, int threads)
      throws Exception {
    Setup setup = new Setup(task(), Protocol.named("released", "mnist"), 1, 700);
    ReducedSet trainingSet = ReducedSet.of(setup.task().trainingSet(perClass));
    ReducedSet pool = ReducedSet.of(setup.task().pool());
    int batch = Protocol.batchSize(perClass);
    double[][] micros = new double[threads][ROUNDS];
    CyclicBarrier together = new CyclicBarrier(threads);
    List<Thread> team = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int thread = t;
      team.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try (Kernels kernels = backend.open()) {
                      Cohort cohort =
                          new Cohort(
                              setup,
                              models(widths, perClass, thread),
                              trainingSet,
                              pool,
                              setup.task().split(1, thread),
                              kernels,
                              new Meter());
                      warmUp(cohort);
                      for (int round = 0; round < ROUNDS; round++) {
                        together.await();
                        micros[thread][round] =
                            train(cohort, SECONDS) * batch / trainingSet.set().size() * 1e-3;
                      }
                    } catch (Exception e) {
                      throw new IllegalStateException(e);
                    }
                  }));
    }
    for (Thread thread : team) {
      thread.join();
    }
    double peak = Peak.gflops(threads, 0.5).orElse(Double.NaN);
    long flops = 0;
    for (int width : widths) {
      for (int outputs : new int[] {2, 8}) {
        flops += 2L * width * (2 * trainingSet.features() + 3 * outputs) * batch;
      }
    }
    int models = 2 * widths.size();
    for (int round = 0; round < ROUNDS; round++) {
      double gflops = 0;
      double mean = 0;
      for (double[] ofThread : micros) {
        gflops += flops / ofThread[round] * 1e-3;
        mean += ofThread[round] / threads;
      }
      System.out.printf(
          Locale.ROOT,
          "batch %d, %d models, %d inputs: %.2f us a step, %.2f us a step and model on %d threads;"
              + " %.1f GFLOP/s, %.1f %% of %.0f%n",
          batch,
          models,
          trainingSet.features(),
          mean,
          mean / models / threads,
          threads,
          gflops,
          100 * gflops / peak,
          peak);
    }
  }

  /** Until the compiler is done: five times in a row it was not faster. */
  private static void warmUp(Cohort cohort) {
    double best = Double.MAX_VALUE;
    for (int worse = 0; worse < 5; worse++) {
      double time = train(cohort, SECONDS / 3);
      worse = time < 0.95 * best ? 0 : worse;
      best = Math.min(best, time);
    }
  }

  /** Nanoseconds of the thread's processor time for an epoch, on the average. */
  private static double train(Cohort cohort, double seconds) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    long begin = CPU.getCurrentThreadCpuTime();
    int epochs = 0;
    while (System.nanoTime() < end) {
      cohort.train(epochs++);
    }
    return (double) (CPU.getCurrentThreadCpuTime() - begin) / epochs;
  }

  private static List<ModelSpec> models(List<Integer> widths, int perClass, int repeat) {
    List<ModelSpec> models = new ArrayList<>();
    for (int width : widths) {
      for (LabelKind labels : LabelKind.values()) {
        models.add(new ModelSpec(width, perClass, repeat, labels));
      }
    }
    return models;
  }

  private static void sweep(
      Backend backend,
      List<Integer> widths,
      List<Integer> perClass,
      int threads,
      int epochs,
      int repeats)
      throws Exception {
    Task task = task();
    // Once to let the compiler do its work.
    sweep(task, backend, widths, perClass, threads, epochs, repeats);
    System.out.println(sweep(task, backend, widths, perClass, threads, epochs, repeats));
  }

  private static String sweep(
      Task task,
      Backend backend,
      List<Integer> widths,
      List<Integer> perClass,
      int threads,
      int epochs,
      int repeats)
      throws InterruptedException {
    List<ModelSpec> models = new ArrayList<>();
    for (int n : perClass) {
      for (int repeat = 0; repeat < repeats; repeat++) {
        models.addAll(models(widths, n, repeat));
      }
    }
    Protocol protocol = Protocol.named("released", "mnist");
    int mostModels = Integer.getInteger("cohort", Integer.MAX_VALUE);
    Sweep sweep = new Sweep(task, perClass, protocol, backend, 1, epochs, mostModels);
    Map<Thread, Long> processorTime = new HashMap<>();
    long begin = System.nanoTime();
    sweep.run(
        models,
        threads,
        (model, seconds) ->
            processorTime.put(Thread.currentThread(), CPU.getCurrentThreadCpuTime()));
    double seconds = (System.nanoTime() - begin) * 1e-9;
    double busy = processorTime.values().stream().mapToLong(Long::longValue).sum() * 1e-9;
    double peak = Peak.gflops(1, 0.5).orElse(Double.NaN);
    double gflops = sweep.meter().flops() / busy * 1e-9;
    return String.format(
        Locale.ROOT,
        "%d models, %d steps of models, %.2f s, %.2f s of processor time: %.2f us a step and model,"
            + " %.1f GFLOP/s a thread, %.1f %% of %.0f",
        models.size(),
        sweep.meter().steps(),
        seconds,
        busy,
        busy * 1e6 / sweep.meter().steps(),
        gflops,
        100 * gflops / peak,
        peak);
  }
}
