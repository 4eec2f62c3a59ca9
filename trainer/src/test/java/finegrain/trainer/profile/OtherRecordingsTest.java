package finegrain.trainer.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import finegrain.trainer.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.ReentrantLock;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recordings without the trainer's events, and files that are none. */
class OtherRecordingsTest {
  @TempDir Path folder;

  private static void assertRefused(Path file, String sentence) {
    assertThatThrownBy(() -> SummaryReader.read(file))
        .isInstanceOf(UserError.class)
        .hasMessage(sentence);
  }

  private Path recordOtherProgram() throws IOException {
    Path file = folder.resolve("other.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.JVMInformation");
      recording.start();
      recording.stop();
      recording.dump(file);
    }
    return file;
  }

  @Test
  void saysThatNothingWasTrained() throws IOException {
    Summary summary = SummaryReader.read(recordOtherProgram());
    assertThat(summary.training()).isEmpty();
    assertThat(summary.java()).isPresent();
    assertThat(SummaryText.of(summary))
        .contains("No epoch of Finegrain's training is in it", "No samples of running methods")
        .doesNotContain("compilers:");
    assertThat(JsonParser.parseString(SummaryJson.of(summary)).getAsJsonObject().keySet())
        .contains("recording", "samples")
        .doesNotContain("training", "compilers");
  }

  /**
   * One thread waits for a monitor and one for a lock, for at least 30 ms each, and one for work.
   */
  @Timeout(60)
  @Test
  void addsUpWaitsForLocks() throws Exception {
    Path file = folder.resolve("locks.jfr");
    Object monitor = new Object();
    ReentrantLock lock = new ReentrantLock();
    SynchronousQueue<Integer> work = new SynchronousQueue<>();
    try (Recording recording = new Recording()) {
      recording.enable("jdk.JavaMonitorEnter").withThreshold(Duration.ZERO);
      recording.enable("jdk.ThreadPark").withThreshold(Duration.ZERO);
      recording.start();
      List<Thread> threads = new ArrayList<>();
      lock.lock();
      try {
        synchronized (monitor) {
          threads.add(Thread.ofPlatform().start(() -> enter(monitor)));
          threads.add(Thread.ofPlatform().start(lock::lock));
          threads.add(Thread.ofPlatform().start(() -> take(work)));
          List<Thread.State> waiting =
              List.of(Thread.State.BLOCKED, Thread.State.WAITING, Thread.State.WAITING);
          while (!threads.stream().map(Thread::getState).toList().equals(waiting)) {
            Thread.sleep(1);
          }
          Thread.sleep(30);
        }
      } finally {
        lock.unlock();
      }
      work.put(1);
      for (Thread thread : threads) {
        thread.join();
      }
      recording.stop();
      recording.dump(file);
    }
    Summary summary = SummaryReader.read(file);
    assertThat(summary.locks().waits()).isGreaterThanOrEqualTo(2);
    assertThat(summary.locks().seconds()).isGreaterThan(0.06);
    assertThat(summary.locks().classes())
        .extracting(Summary.MethodCount::method)
        .contains("Object", "ReentrantLock$NonfairSync")
        .noneMatch(name -> name.contains("Queue") || name.contains("Condition"));
    assertThat(SummaryText.of(summary)).contains("locks: ", "Object (");
    assertThat(
            JsonParser.parseString(SummaryJson.of(summary))
                .getAsJsonObject()
                .getAsJsonObject("locks")
                .get("thread_seconds")
                .getAsDouble())
        .isEqualTo(summary.locks().seconds());
  }

  private static void enter(Object monitor) {
    synchronized (monitor) {
      assertThat(Thread.holdsLock(monitor)).isTrue();
    }
  }

  private static void take(SynchronousQueue<Integer> work) {
    try {
      assertThat(work.take()).isEqualTo(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void noFileOrAFolderOrAnotherKindOfFile() throws IOException {
    Path missing = folder.resolve("missing.jfr");
    assertRefused(missing, "there is no file " + missing);
    assertRefused(folder, folder + " is a folder; give a recording, such as profile.jfr");
    for (String content : new String[] {"", "FLR", "width,per_class\n5,50\n"}) {
      Path other = Files.writeString(folder.resolve("other.csv"), content);
      assertRefused(
          other,
          other
              + " is not a recording of the JDK's Flight Recorder; 'finegrain profile run' makes"
              + " one");
    }
  }

  /** Wherever it was cut off. */
  @Test
  void aTruncatedRecording() throws IOException {
    byte[] whole = Files.readAllBytes(recordOtherProgram());
    Path cut = folder.resolve("cut.jfr");
    String sentence = cut + " is damaged or incomplete; record again";
    for (int parts = 1; parts < 60; parts++) {
      int length = Math.max(4, (int) ((long) whole.length * parts / 60));
      Files.write(cut, Arrays.copyOf(whole, length));
      assertRefused(cut, sentence);
    }
    for (int missing : new int[] {1, 2, 7, 64}) {
      Files.write(cut, Arrays.copyOf(whole, whole.length - missing));
      assertRefused(cut, sentence);
    }
  }

  @Test
  void aRecordingWithAnOverwrittenPart() throws IOException {
    byte[] bytes = Files.readAllBytes(recordOtherProgram());
    Arrays.fill(bytes, 68, bytes.length, (byte) 0xff);
    Path file = Files.write(folder.resolve("overwritten.jfr"), bytes);
    assertRefused(file, file + " is damaged or incomplete; record again");
  }

  /** The JDK's reader waits for ever where the size of a chunk is 0. */
  @ParameterizedTest
  @CsvSource({
    "8, 0",
    "8, -1",
    "8, 67",
    "8, 9223372036854775807", // size
    "16, 0",
    "16, -1",
    "16, 9223372036854775807", // position of the constants
    "24, 0",
    "24, -1",
    "24, 9223372036854775807", // position of the metadata
    "64, -1" // state
  })
  @Timeout(20)
  void aRecordingWithADamagedHeader(int field, long value) throws IOException {
    byte[] bytes = Files.readAllBytes(recordOtherProgram());
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    if (field == 64) {
      buffer.put(field, (byte) value);
    } else {
      buffer.putLong(field, value);
    }
    Path file = Files.write(folder.resolve("damaged.jfr"), bytes);
    assertRefused(file, file + " is damaged or incomplete; record again");
  }

  /** A sentence, or a summary of what the damage has left: no other exception, and an end. */
  @Test
  @Timeout(120)
  void aRecordingWithADamagedByte() throws IOException {
    byte[] whole = Files.readAllBytes(recordOtherProgram());
    SplittableRandom random = new SplittableRandom(7);
    Path file = folder.resolve("damaged.jfr");
    for (int trial = 0; trial < 200; trial++) {
      byte[] bytes = whole.clone();
      bytes[4 + random.nextInt(bytes.length - 4)] = (byte) random.nextInt();
      Files.write(file, bytes);
      try {
        assertThat(SummaryReader.read(file).file()).isEqualTo(file);
      } catch (UserError damaged) {
        assertThat(damaged).hasMessage(file + " is damaged or incomplete; record again");
      }
    }
  }

  @Test
  void aRecordingIsNotOverwritten() throws IOException {
    Path file = Files.writeString(folder.resolve("mine.jfr"), "mine");
    assertThatThrownBy(() -> ProfileRecording.start(file))
        .isInstanceOf(UserError.class)
        .hasMessage(file + " already exists; choose another file with --recording");
    assertThat(file).hasContent("mine");
  }

  /** The output folder is a file here; a full disk is met in the same way. */
  @Test
  void aRecordingThatCannotBeWrittenIsKeptElsewhere() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "").resolve("profile.jfr");
    List<String> problems = new ArrayList<>();
    Path kept;
    try (ProfileRecording recording = ProfileRecording.start(file)) {
      kept = recording.write(problems::add);
    }
    try {
      assertThat(problems).hasSize(1);
      assertThat(problems.getFirst())
          .startsWith("the recording is in %s: %s cannot be written (".formatted(kept, file));
      assertThat(SummaryReader.read(kept).java()).isPresent();
    } finally {
      Files.delete(kept);
    }
  }

  @Test
  void whatIsNotWrittenIsLost() {
    Path file = folder.resolve("lost.jfr");
    ProfileRecording.start(file).close();
    assertThat(file).doesNotExist();
  }

  @Test
  void samplesCanBeStopped() throws IOException {
    Path file = folder.resolve("unsampled.jfr");
    try (ProfileRecording recording = ProfileRecording.start(file)) {
      recording.stopSampling();
      long end = System.nanoTime() + 500_000_000;
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      recording.write(sentence -> {});
    }
    // Half a second has fifty samples.
    assertThat(SummaryReader.read(file).samples().count()).isLessThan(10);
  }
}
