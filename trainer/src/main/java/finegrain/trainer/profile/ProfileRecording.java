package finegrain.trainer.profile;

import finegrain.trainer.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/**
 * A running recording of this JVM. While it goes on, it is in a folder with room for it; where the
 * room ends, the recording ends, and not the JVM. If the process is told to end, the JVM's recorder
 * writes the recording to a file in that folder, and {@link #rescue} moves that file. The recorder
 * opens its file at the start, when the output folder may not exist.
 */
public final class ProfileRecording implements AutoCloseable {
  private static final int RESCUE_MILLIS = 10_000;
  private static final int LOOK_MILLIS = 20;
  private static final int WATCH_MILLIS = 200;

  private final Recording recording;
  private final Path file;
  private final RecordingFolder folder;
  private final Path atExit;
  private final Thread watch = Thread.ofPlatform().daemon().unstarted(this::endWhereRoomEnds);
  private volatile boolean endedEarly;

  private ProfileRecording(Recording recording, Path file, RecordingFolder folder, Path atExit) {
    this.recording = recording;
    this.file = file;
    this.folder = folder;
    this.atExit = atExit;
  }

  /**
   * Begins to record.
   *
   * @param file of the recording; its folder need not exist yet
   * @throws UserError if the file exists, this JVM cannot record, or no folder has room
   */
  public static ProfileRecording start(Path file) {
    if (Files.exists(file)) {
      throw new UserError(
          "%s already exists; choose another file with --recording".formatted(file));
    }
    if (!FlightRecorder.isAvailable()) {
      throw new UserError("this JVM has no Flight Recorder; use a full JDK with HotSpot");
    }
    RecordingFolder folder = RecordingFolder.choose(file);
    Recording recording = new Recording(RecordingSettings.settings());
    try {
      Path atExit = Files.createTempFile(folder.path(), "finegrain-", ".jfr");
      recording.setName("finegrain");
      recording.setToDisk(true);
      recording.setDumpOnExit(true);
      recording.setDestination(atExit);
      recording.start();
      ProfileRecording started = new ProfileRecording(recording, file, folder, atExit);
      started.watch.start();
      return started;
    } catch (IOException e) {
      recording.close();
      throw new UserError(
          "no file can be made for the recording (%s); make room in %s"
              .formatted(e.getMessage(), folder.path()),
          e);
    }
  }

  private void endWhereRoomEnds() {
    try {
      while (!folder.isFull()) {
        Thread.sleep(WATCH_MILLIS);
      }
      endedEarly = true;
      end();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void end() {
    if (recording.getState() == RecordingState.RUNNING) {
      try {
        // Otherwise the recorder writes this file, too.
        recording.setDestination(null);
      } catch (IOException _) {
        // No file is opened for none.
      }
      recording.stop();
    }
  }

  /** Ends the sampling of methods; the recording goes on. */
  public void stopSampling() {
    RecordingSettings.SAMPLES.forEach(recording::disable);
  }

  /**
   * Ends the recording and writes its file; if it cannot be written, another one in the folder
   * where the recording was kept so far.
   *
   * @param problems hears a sentence if the recording is not whole, or in another file
   * @return the file
   * @throws UserError if neither can be written
   */
  public Path write(Consumer<String> problems) {
    end();
    if (endedEarly) {
      problems.accept(
          "the recording ends before the run does: there was no room left in %s"
              .formatted(folder.path()));
    }
    try {
      moveInto(part -> recording.dump(part));
      return file;
    } catch (IOException e) {
      return writeElsewhere(e, problems);
    }
  }

  private Path writeElsewhere(IOException failure, Consumer<String> problems) {
    try {
      Path other = Files.createTempFile(folder.path(), "finegrain-profile-", ".jfr");
      recording.dump(other);
      problems.accept(
          "the recording is in %s: %s cannot be written (%s)"
              .formatted(other, file, failure.getMessage()));
      return other;
    } catch (IOException e) {
      throw new UserError(
          "the recording %s cannot be written (%s); the run's results are kept"
              .formatted(file, failure.getMessage()),
          e);
    }
  }

  /** Writes a file. */
  private interface Content {
    void writeTo(Path path) throws IOException;
  }

  /** Writes the file under another name and renames it, so the file is never incomplete. */
  private void moveInto(Content content) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.createDirectories(file.toAbsolutePath().getParent());
    try {
      content.writeTo(part);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /**
   * Waits until the recorder has written the recording, while the JVM ends early.
   *
   * @return the file of the recording
   */
  public Path rescue() {
    try {
      for (int waited = 0; waited < RESCUE_MILLIS; waited += LOOK_MILLIS) {
        if (recording.getState() == RecordingState.CLOSED) {
          moveInto(part -> Files.move(atExit, part));
          return file;
        }
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (IOException unmoved) {
      // It stays where it is.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return atExit;
  }

  /** Ends the recording. Unwritten data are lost. */
  @Override
  public void close() {
    watch.interrupt();
    recording.close();
    try {
      Files.deleteIfExists(atExit);
    } catch (IOException e) {
      // The system deletes an empty file in its temporary folder.
    }
  }
}
