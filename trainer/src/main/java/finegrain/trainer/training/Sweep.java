package finegrain.trainer.training;

import finegrain.kernels.Backend;
import finegrain.kernels.Kernels;
import finegrain.trainer.labels.LabelledSet;
import finegrain.trainer.labels.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Trains many models on a team of threads, each model on one of them. What a model becomes does not
 * depend on the threads.
 */
public final class Sweep {
  private final Task task;
  private final Protocol protocol;
  private final Backend backend;
  private final long seed;
  private final int mostEpochs;
  private final Map<Integer, LabelledSet> trainingSets = new TreeMap<>();
  private final Map<Integer, Task.Split> splits = new ConcurrentHashMap<>();

  /** What a sweep tells while it runs. Called by one thread at a time. */
  public interface Listener {
    /** A model is trained; it took one thread so many seconds. */
    void finished(TrainedModel model, double seconds);
  }

  /**
   * A sweep over models of a task.
   *
   * @param perClass the training images of a class of all its models
   * @param mostEpochs the longest training
   * @throws finegrain.trainer.UserError if a class has fewer training images
   */
  public Sweep(
      Task task,
      Collection<Integer> perClass,
      Protocol protocol,
      Backend backend,
      long seed,
      int mostEpochs) {
    this.task = task;
    this.protocol = protocol;
    this.backend = backend;
    this.seed = seed;
    this.mostEpochs = mostEpochs;
    for (int n : perClass) {
      trainingSets.put(n, task.trainingSet(n));
    }
  }

  /**
   * Trains the models and returns when all are done.
   *
   * @throws InterruptedException if the calling thread is interrupted; the threads are stopped
   */
  public void run(List<ModelSpec> models, int threads, Listener listener)
      throws InterruptedException {
    // The longest trainings come first, so that the threads end at about the same time.
    List<ModelSpec> longestFirst = new ArrayList<>(models);
    longestFirst.sort(Comparator.comparingLong(ModelSpec::work).reversed());
    Queue<ModelSpec> waiting = new ConcurrentLinkedQueue<>(longestFirst);
    try (ExecutorService team = Executors.newFixedThreadPool(threads)) {
      ExecutorCompletionService<Void> ended = new ExecutorCompletionService<>(team);
      try {
        for (int thread = 0; thread < threads; thread++) {
          var _ = ended.submit(() -> work(waiting, listener), null);
        }
        for (int thread = 0; thread < threads; thread++) {
          ended.take().get();
        }
      } catch (ExecutionException failure) {
        switch (failure.getCause()) {
          case RuntimeException e -> throw e;
          case Error e -> throw e;
          default -> throw new IllegalStateException(failure);
        }
      } finally {
        // After a failure or an interrupt the other threads end after the model they are at.
        waiting.clear();
        team.shutdownNow();
      }
    }
  }

  private void work(Queue<ModelSpec> waiting, Listener listener) {
    try (Kernels kernels = backend.open()) {
      for (ModelSpec spec = waiting.poll(); spec != null; spec = waiting.poll()) {
        long begin = System.nanoTime();
        TrainedModel model = training(kernels, spec).run(mostEpochs);
        double seconds = (System.nanoTime() - begin) * 1e-9;
        synchronized (listener) {
          listener.finished(model, seconds);
        }
      }
    }
  }

  private Training training(Kernels kernels, ModelSpec spec) {
    Task.Split split = splits.computeIfAbsent(spec.repeat(), repeat -> task.split(seed, repeat));
    LabelledSet trainingSet = trainingSets.get(spec.perClass());
    return new Training(kernels, task, trainingSet, split, protocol, spec, seed);
  }
}
