package finegrain.trainer.profile;

import finegrain.trainer.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/**
 * A running recording of this JVM. If the process is told to end, the JVM's recorder writes the
 * recording to a file in the system's temporary folder, and {@link #rescue} moves that file. The
 * recorder opens its file at the start, when the output folder may not exist.
 */
public final class ProfileRecording implements AutoCloseable {
  private static final int RESCUE_MILLIS = 10_000;
  private static final int LOOK_MILLIS = 20;

  private final Recording recording;
  private final Path file;
  private final Path atExit;

  private ProfileRecording(Recording recording, Path file, Path atExit) {
    this.recording = recording;
    this.file = file;
    this.atExit = atExit;
  }

  /**
   * Begins to record.
   *
   * @param file of the recording; its folder need not exist yet
   * @throws UserError if the file exists, or this JVM cannot record
   */
  public static ProfileRecording start(Path file) {
    if (Files.exists(file)) {
      throw new UserError(
          "%s already exists; choose another file with --recording".formatted(file));
    }
    if (!FlightRecorder.isAvailable()) {
      throw new UserError("this JVM has no Flight Recorder; use a full JDK with HotSpot");
    }
    Recording recording = new Recording(RecordingSettings.settings());
    try {
      Path atExit = Files.createTempFile("finegrain-", ".jfr");
      recording.setName("finegrain");
      recording.setToDisk(true);
      recording.setDumpOnExit(true);
      recording.setDestination(atExit);
      recording.start();
      return new ProfileRecording(recording, file, atExit);
    } catch (IOException e) {
      recording.close();
      throw new UserError(
          "no temporary file can be made for the recording (%s); make room in the temporary folder"
              .formatted(e.getMessage()),
          e);
    }
  }

  /** Ends the sampling of methods; the recording goes on. */
  public void stopSampling() {
    RecordingSettings.SAMPLES.forEach(recording::disable);
  }

  /**
   * Ends the recording and writes its file.
   *
   * @throws UserError if it cannot be written
   */
  public void write() {
    try {
      // Otherwise the recorder writes this file, too.
      recording.setDestination(null);
      recording.stop();
      moveInto(part -> recording.dump(part));
    } catch (IOException e) {
      throw new UserError(
          "the recording %s cannot be written (%s); choose another file with --recording"
              .formatted(file, e.getMessage()),
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
    recording.close();
    try {
      Files.deleteIfExists(atExit);
    } catch (IOException e) {
      // The system deletes an empty file in its temporary folder.
    }
  }
}
