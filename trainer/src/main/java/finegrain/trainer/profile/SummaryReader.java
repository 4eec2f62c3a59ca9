package finegrain.trainer.profile;

import finegrain.trainer.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * Summarises a recording event by event, so a long recording needs no more memory. A thread of its
 * own reads, so that a damaged recording on which the JDK's reader never ends is noticed.
 */
public final class SummaryReader {
  /** The first bytes of every recording. */
  private static final byte[] MAGIC = {'F', 'L', 'R', 0};

  /** No event takes so long to read, even the first one of a large chunk. */
  private static final int PATIENCE_SECONDS = 60;

  private final TrainingEvents training = new TrainingEvents();
  private final SampleEvents samples = new SampleEvents();
  private final RuntimeEvents runtime = new RuntimeEvents();
  private final LockEvents locks = new LockEvents();
  private Instant first = Instant.MAX;
  private Instant last = Instant.MIN;
  private final AtomicLong events = new AtomicLong();

  private SummaryReader() {}

  /**
   * Summarises a recording.
   *
   * @throws UserError if the file does not exist, is not a recording, or is damaged
   */
  public static Summary read(Path file) {
    checkKind(file);
    SummaryReader reader = new SummaryReader();
    FutureTask<Summary> summary = new FutureTask<>(() -> reader.readAll(file));
    Thread.ofPlatform().daemon().name("finegrain-recording").start(summary);
    try {
      for (long before = -1; ; before = reader.events.get()) {
        try {
          return summary.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
          if (reader.events.get() == before) {
            throw damaged(file, e);
          }
        }
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof UserError error ? error : damaged(file, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads all events. On a damaged file, the parser may throw any exception, and some errors.
   *
   * @throws IOException if the file is damaged
   */
  private Summary readAll(Path file) throws IOException {
    if (!ChunkHeaders.areWhole(file)) {
      throw new IOException("a chunk is not whole");
    }
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        add(recording.readEvent());
      }
    }
    return summary(file);
  }

  private static void checkKind(Path file) {
    if (!Files.exists(file)) {
      throw new UserError("there is no file %s".formatted(file));
    }
    if (Files.isDirectory(file)) {
      throw new UserError("%s is a folder; give a recording, such as profile.jfr".formatted(file));
    }
    try (InputStream in = Files.newInputStream(file)) {
      if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
        throw new UserError(
            "%s is not a recording of the JDK's Flight Recorder; 'finegrain profile run' makes one"
                .formatted(file));
      }
    } catch (AccessDeniedException e) {
      throw new UserError("%s cannot be read: permission denied".formatted(file), e);
    } catch (IOException e) {
      throw new UserError("%s cannot be read (%s)".formatted(file, e.getMessage()), e);
    }
  }

  private static UserError damaged(Path file, Exception cause) {
    return new UserError("%s is damaged or incomplete; record again".formatted(file), cause);
  }

  private void add(RecordedEvent event) {
    events.incrementAndGet();
    Instant start = event.getStartTime();
    Instant end = event.getEndTime();
    first = start.isBefore(first) ? start : first;
    last = end.isAfter(last) ? end : last;
    training.add(event);
    samples.add(event);
    runtime.add(event);
    locks.add(event);
  }

  private Summary summary(Path file) {
    Optional<Summary.Training> trained = training.training();
    return new Summary(
        file,
        last.isAfter(first) ? Duration.between(first, last).toNanos() * 1e-9 : 0,
        runtime.java(),
        trained,
        samples.samples(training, trained),
        locks.locks(training.threads()),
        runtime.allocation(training.threads()),
        runtime.collections(),
        runtime.compilers(),
        runtime.deoptimisations());
  }
}
