package finegrain.cluster;

import finegrain.trainer.UserError;
import finegrain.trainer.cluster.Cluster;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** What the driver knows of its executors, from their messages and from Spark. */
final class Collected extends SparkListener {
  private final Map<String, Integer> cores = new HashMap<>();
  private final Map<String, Message.Worked> worked = new HashMap<>();
  private Optional<Cluster.Listener> listener = Optional.empty();
  private Optional<RuntimeException> failure = Optional.empty();
  private Optional<String> lastFault = Optional.empty();

  /** Has somebody hear of the work. */
  synchronized void tell(Cluster.Listener hearer) {
    listener = Optional.of(hearer);
  }

  synchronized int executors() {
    return cores.size();
  }

  synchronized int cores() {
    return cores.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Why the work must end; empty while it goes on. */
  synchronized Optional<RuntimeException> failure() {
    return failure;
  }

  /** What went wrong with a task most recently, in words. */
  synchronized Optional<String> lastFault() {
    return lastFault;
  }

  /** Takes a message; false if the executor should give up. */
  synchronized boolean take(Message message) {
    if (failure.isPresent() || listener.isEmpty()) {
      return false;
    }
    try {
      switch (message) {
        case Message.Finished(int item, byte[] result) -> listener.get().finished(item, result);
        case Message.Worked now -> count(now);
        case Message.Refused(String host, String sentence) ->
            throw new UserError("%s: %s".formatted(host, sentence));
      }
      return true;
    } catch (RuntimeException e) {
      // Such as a full disk.
      failure = Optional.of(e);
      return false;
    }
  }

  private void count(Message.Worked now) {
    Message.Worked before =
        worked.getOrDefault(now.executor(), new Message.Worked(now.executor(), 0, 0, 0));
    worked.put(now.executor(), now);
    listener
        .get()
        .worked(
            now.steps() - before.steps(),
            now.flops() - before.flops(),
            now.alive() - before.alive());
  }

  @Override
  public synchronized void onExecutorAdded(SparkListenerExecutorAdded event) {
    cores.put(event.executorId(), event.executorInfo().totalCores());
  }

  @Override
  public synchronized void onExecutorRemoved(SparkListenerExecutorRemoved event) {
    cores.remove(event.executorId());
    Message.Worked last = worked.get(event.executorId());
    if (last != null) {
      take(new Message.Worked(event.executorId(), last.steps(), last.flops(), 0));
    }
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
    switch (event.reason()) {
      case ExceptionFailure fault ->
          lastFault =
              Optional.of(
                  "%s on %s"
                      .formatted(
                          fault.exception().isDefined()
                              ? fault.exception().get().toString()
                              : "%s: %s".formatted(fault.className(), fault.description()),
                          event.taskInfo().host()));
      case TaskFailedReason fault ->
          lastFault =
              Optional.of("%s on %s".formatted(fault.toErrorString(), event.taskInfo().host()));
      default -> {}
    }
  }
}
