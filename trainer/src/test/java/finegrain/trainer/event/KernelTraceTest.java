package finegrain.trainer.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import finegrain.kernels.Backend.Availability.Available;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.Transposed;
import finegrain.kernels.VectorBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernels' operations are those of the epochs that are recorded. */
class KernelTraceTest {
  /** Of a product of 2 x 3 and 3 x 16. */
  private static final long FLOPS = 2 * 2 * 3 * 16;

  @TempDir Path folder;

  @BeforeEach
  void needsTheVectorBackend() {
    assumeTrue(new VectorBackend().availability() instanceof Available, "vector cannot run here");
  }

  private static void multiply(Kernels kernels) {
    kernels.matmul(
        Transposed.NONE, Matrix.allocate(2, 3), Matrix.allocate(3, 16), Matrix.allocate(2, 16));
  }

  /** An epoch with so many products. */
  private static void epoch(CohortTrace trace, Kernels kernels, int products) {
    trace.beginEpoch(1, 16, kernels);
    for (int i = 0; i < products; i++) {
      multiply(kernels);
    }
    trace.endEpoch(1, kernels);
  }

  private List<RecordedEvent> events(Recording recording) throws IOException {
    recording.stop();
    Path file = folder.resolve("trace.jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals(KernelEvent.NAME))
        .toList();
  }

  @Test
  void epochsBeforeARecordingDoNotCount() throws IOException {
    CohortTrace trace = new CohortTrace(true);
    try (Kernels kernels = new VectorBackend().open();
        Recording recording = new Recording()) {
      epoch(trace, kernels, 1);
      recording.start();
      epoch(trace, kernels, 2);
      multiply(kernels);
      epoch(trace, kernels, 4);
      trace.end(kernels);
      List<RecordedEvent> events = events(recording);
      // Short epochs are written together, and what is done between them is theirs.
      assertThat(events).hasSize(1);
      assertThat(events.getFirst().getLong("flops")).isEqualTo(7 * FLOPS);
      assertThat(events.getFirst().getString("operation")).isEqualTo("matmul");
      assertThat(events.getFirst().getString("method")).isEqualTo("SmallProducts.oneRow");
      assertThat(events.getFirst().getDuration()).isPositive();
    }
  }

  @Test
  void epochsBetweenRecordingsDoNotCount() throws IOException {
    CohortTrace trace = new CohortTrace(true);
    try (Kernels kernels = new VectorBackend().open()) {
      try (Recording first = new Recording()) {
        first.start();
        epoch(trace, kernels, 1);
      }
      epoch(trace, kernels, 2);
      try (Recording second = new Recording()) {
        second.start();
        epoch(trace, kernels, 4);
        trace.end(kernels);
        assertThat(events(second))
            .extracting(event -> event.getLong("flops"))
            .containsExactly(4 * FLOPS);
      }
    }
  }

  @Test
  void aRehearsalHasNone() throws IOException {
    CohortTrace trace = new CohortTrace(false);
    try (Kernels kernels = new VectorBackend().open();
        Recording recording = new Recording()) {
      recording.start();
      epoch(trace, kernels, 1);
      trace.end(kernels);
      assertThat(events(recording)).isEmpty();
    }
  }
}
