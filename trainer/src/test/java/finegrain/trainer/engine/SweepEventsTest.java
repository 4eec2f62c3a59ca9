package finegrain.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.trainer.event.CohortEvent;
import finegrain.trainer.event.CohortStartedEvent;
import finegrain.trainer.event.EpochEvent;
import finegrain.trainer.event.IdleEvent;
import finegrain.trainer.event.ModelFinishedEvent;
import finegrain.trainer.event.Phase;
import finegrain.trainer.event.SweepEvent;
import finegrain.trainer.labels.Target;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Setup;
import finegrain.trainer.training.TrainedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a sweep writes into a recording, against what it says otherwise. */
class SweepEventsTest {
  private static final List<String> EVENTS =
      List.of(
          SweepEvent.NAME,
          CohortStartedEvent.NAME,
          CohortEvent.NAME,
          EpochEvent.NAME,
          ModelFinishedEvent.NAME,
          IdleEvent.NAME);

  @TempDir Path folder;

  /** What is recorded. */
  private interface Work {
    void run() throws InterruptedException;
  }

  private List<RecordedEvent> record(Work work) throws IOException, InterruptedException {
    try (Recording recording = new Recording()) {
      EVENTS.forEach(recording::enable);
      recording.start();
      work.run();
      recording.stop();
      Path file = folder.resolve("recording.jfr");
      recording.dump(file);
      return RecordingFile.readAllEvents(file);
    }
  }

  private static List<RecordedEvent> of(List<RecordedEvent> events, String name) {
    return events.stream().filter(event -> event.getEventType().getName().equals(name)).toList();
  }

  private static long sum(List<RecordedEvent> events, ToLongFunction<RecordedEvent> field) {
    return events.stream().mapToLong(field).sum();
  }

  private static Sweep sweep(String backend, int epochs, int mostModels) {
    return new Sweep(
        new Setup(CohortTest.task(1), Protocol.named("released"), 5, epochs),
        List.of(3, 21),
        CohortTest.backend(backend),
        mostModels);
  }

  private static List<ModelSpec> models() {
    List<ModelSpec> models = new ArrayList<>();
    for (int perClass : new int[] {3, 21}) {
      for (int width : new int[] {3, 16, 19}) {
        for (Target labels : List.of(Target.COARSE, Target.FINE)) {
          models.add(
              new ModelSpec(Architectures.perceptron(width), perClass, 1, CohortTest.MAP, labels));
        }
      }
    }
    return models;
  }

  /** In 500 epochs models stop early, leave, and go to idle threads. */
  @ParameterizedTest
  @CsvSource({"4, 1000, 1", "4, 1, 2", "500, 1000, 1", "500, 1000, 3"})
  void theFiguresAgree(int epochs, int mostModels, int threads) throws Exception {
    Sweep sweep = sweep("auto", epochs, mostModels);
    Map<ModelSpec, TrainedModel> trained = new HashMap<>();
    List<RecordedEvent> events =
        record(
            () ->
                sweep.run(
                    models(), threads, (model, seconds, _) -> trained.put(model.spec(), model)));

    List<RecordedEvent> epochEvents = of(events, EpochEvent.NAME);
    assertThat(sum(epochEvents, epoch -> epoch.getLong("flops"))).isEqualTo(sweep.meter().flops());
    assertThat(sum(epochEvents, epoch -> epoch.getLong("steps"))).isEqualTo(sweep.meter().steps());
    assertThat(sum(epochEvents, epoch -> epoch.getInt("models")))
        .isEqualTo(trained.values().stream().mapToLong(model -> model.epochs().size()).sum());
    for (RecordedEvent epoch : epochEvents) {
      assertThat(epoch.getInt("epoch")).isBetween(1, epochs);
      assertThat(epoch.getInt("columns")).isPositive();
      assertThat(epoch.getInt("perClass")).isIn(3, 21);
      assertThat(epoch.getInt("repeat")).isEqualTo(1);
      assertThat(
              Arrays.stream(Phase.values())
                  .filter(Phase::hasFlops)
                  .mapToLong(phase -> epoch.getLong(phase.flopsField()))
                  .sum())
          .isEqualTo(epoch.getLong("flops"));
    }

    List<RecordedEvent> cohorts = of(events, CohortEvent.NAME);
    assertThat(of(events, CohortStartedEvent.NAME)).hasSameSizeAs(cohorts);
    assertThat(sum(cohorts, cohort -> cohort.getInt("epochs"))).isEqualTo(epochEvents.size());
    assertThat(sum(cohorts, cohort -> cohort.getLong("flops"))).isEqualTo(sweep.meter().flops());
    assertThat(sum(cohorts, cohort -> cohort.getLong("steps"))).isEqualTo(sweep.meter().steps());
    if (threads == 1) {
      assertThat(sum(cohorts, cohort -> cohort.getInt("models"))).isEqualTo(models().size());
    }

    List<RecordedEvent> finished = of(events, ModelFinishedEvent.NAME);
    assertThat(finished).hasSameSizeAs(models());
    for (RecordedEvent model : finished) {
      TrainedModel same =
          trained.get(
              new ModelSpec(
                  Architectures.perceptron(model.getInt("width")),
                  model.getInt("perClass"),
                  model.getInt("repeat"),
                  CohortTest.MAP,
                  Target.parse(model.getString("labels"))));
      assertThat(model.getInt("epochs")).isEqualTo(same.epochs().size());
      assertThat(model.getBoolean("diverged")).isEqualTo(same.diverged());
      assertThat(model.getDouble("coarseAccuracy")).isEqualTo(same.test().coarseAccuracy());
      assertThat(model.getLong("flops")).isEqualTo(same.flops());
      assertThat(model.getLong("threadTime")).isPositive();
    }

    RecordedEvent start = of(events, SweepEvent.NAME).getFirst();
    assertThat(start.getInt("threads")).isEqualTo(threads);
    assertThat(start.getInt("models")).isEqualTo(models().size());
    assertThat(start.getInt("cohorts")).isEqualTo(mostModels == 1 ? models().size() : 2);
    for (RecordedEvent idle : of(events, IdleEvent.NAME)) {
      assertThat(idle.getDuration()).isPositive();
      assertThat(idle.getString("waitsFor")).isNotBlank();
    }
  }

  /** By a clock of the JDK's own, which may differ a little from that of the phases. */
  @Test
  void thePhasesFillTheirEpoch() throws Exception {
    List<RecordedEvent> epochs =
        of(
            record(() -> sweep("scalar", 20, 1000).run(models(), 2, (model, seconds, _) -> {})),
            EpochEvent.NAME);
    assertThat(epochs).isNotEmpty();
    for (RecordedEvent epoch : epochs) {
      long sum = 0;
      for (Phase phase : Phase.values()) {
        assertThat(epoch.getLong(phase.timeField())).as(phase.timeField()).isNotNegative();
        sum += epoch.getLong(phase.timeField());
      }
      Duration duration = epoch.getDuration();
      assertThat(sum).isPositive().isLessThanOrEqualTo(duration.multipliedBy(2).toNanos());
    }
    long all = sum(epochs, epoch -> epoch.getDuration().toNanos());
    long phases =
        Arrays.stream(Phase.values())
            .mapToLong(phase -> sum(epochs, epoch -> epoch.getLong(phase.timeField())))
            .sum();
    assertThat(phases).isLessThanOrEqualTo(all + all / 100);
    for (Phase phase : Phase.values()) {
      assertThat(sum(epochs, epoch -> epoch.getLong(phase.timeField())))
          .as(phase.label())
          .isPositive();
    }
  }

  /**
   * Of 23 inputs the test set uses 17, and the training set 14 of these; 105 samples, 80 for
   * validation, 5 outputs.
   */
  @Test
  void theOperationsAreThoseOfTheirPhase() throws Exception {
    ModelSpec spec = new ModelSpec(Architectures.perceptron(3), 21, 0, CohortTest.MAP, Target.FINE);
    List<RecordedEvent> epochs =
        of(
            record(() -> sweep("auto", 2, 1).run(List.of(spec), 1, (model, seconds, _) -> {})),
            EpochEvent.NAME);
    assertThat(epochs).hasSize(2);
    RecordedEvent first = epochs.getFirst();
    assertThat(first.getLong("forwardFlops")).isEqualTo(2 * 3 * (14 + 5) * 105);
    assertThat(first.getLong("backwardFlops")).isEqualTo(2 * 3 * (5 + 5) * 105);
    assertThat(first.getLong("updateFlops")).isEqualTo(2 * 3 * 14 * 105);
    assertThat(first.getLong("evaluationFlops")).isEqualTo(2 * 3 * (17 + 5) * 80);
    // After the last one, the training samples and 720 test samples too.
    assertThat(epochs.getLast().getLong("evaluationFlops"))
        .isEqualTo(2 * 3 * ((17 + 5) * 80 + (14 + 5) * 105 + (17 + 5) * 720));
    assertThat(first.getLong("steps")).isEqualTo(14);
    assertThat(first.getInt("columns")).isEqualTo(16);
  }

  @Test
  void aThreadThatWaitsForACohortIsIdle() throws Exception {
    List<RecordedEvent> events =
        record(
            () -> {
              WorkQueue queue = new WorkQueue(List.of(() -> null));
              queue.take();
              CompletableFuture<Optional<Supplier<Cohort>>> other = new CompletableFuture<>();
              Thread waiting =
                  Thread.ofPlatform()
                      .start(
                          () -> {
                            try {
                              other.complete(queue.take());
                            } catch (InterruptedException e) {
                              other.completeExceptionally(e);
                            }
                          });
              while (!queue.claim()) {
                Thread.sleep(1);
              }
              Thread.sleep(5);
              queue.add(null);
              other.join();
              waiting.join();
            });
    assertThat(of(events, IdleEvent.NAME))
        .anySatisfy(
            idle -> {
              assertThat(idle.getString("waitsFor")).isEqualTo("a cohort");
              assertThat(idle.getDuration()).isGreaterThan(Duration.ofMillis(4));
            });
  }

  @Test
  void aSilentSweepWritesNothing() throws Exception {
    Sweep sweep = sweep("auto", 4, 1000);
    sweep.meter().silence();
    List<RecordedEvent> events = record(() -> sweep.run(models(), 1, (model, seconds, _) -> {}));
    assertThat(events.stream().map(event -> event.getEventType().getName()))
        .doesNotContainAnyElementsOf(
            EVENTS.stream().filter(n -> !n.equals(IdleEvent.NAME)).toList());
    assertThat(sweep.meter().flops()).isPositive();
  }

  /** The bits do not depend on whether somebody looks. */
  @Test
  void whatIsTrainedIsTheSame() throws Exception {
    Map<ModelSpec, TrainedModel> recorded = new HashMap<>();
    Map<ModelSpec, TrainedModel> alone = new HashMap<>();
    record(
        () ->
            sweep("auto", 30, 1000)
                .run(models(), 2, (model, seconds, _) -> recorded.put(model.spec(), model)));
    sweep("auto", 30, 1000).run(models(), 2, (model, seconds, _) -> alone.put(model.spec(), model));
    assertThat(recorded).isEqualTo(alone);
  }
}
