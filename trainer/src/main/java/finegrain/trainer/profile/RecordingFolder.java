package finegrain.trainer.profile;

import finegrain.kernels.host.CacheFolder;
import finegrain.trainer.UserError;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Where the Flight Recorder keeps a recording while it goes on. The recorder takes the system's
 * temporary folder by itself; it ends the JVM if it cannot write there.
 *
 * @param path a folder that can be written
 */
record RecordingFolder(Path path) {
  /** Free bytes that a recording needs at its start. */
  private static final long ROOM = 64L << 20;

  /** Free bytes at which a recording must end: the recorder's buffers go to the disk then. */
  private static final long RESERVE = 32L << 20;

  /**
   * The first of these that can be written and has room: the system's temporary folder, the folder
   * where the recording is to go in the end, the cache folder. The recorder uses it from now on.
   *
   * @throws UserError if there is none
   */
  static RecordingFolder choose(Path file) {
    List<Path> refused = new ArrayList<>();
    for (Path folder : candidates(file)) {
      if (isFit(folder) && use(folder)) {
        return new RecordingFolder(folder);
      }
      refused.add(folder);
    }
    throw new UserError(
        "no folder can hold the recording while it goes on: none of %s can be written and has %d MiB left; make room in one"
            .formatted(refused, ROOM >> 20));
  }

  private static Set<Path> candidates(Path file) {
    Set<Path> candidates = new LinkedHashSet<>();
    candidates.add(existing(Path.of(System.getProperty("java.io.tmpdir"))));
    candidates.add(existing(file));
    try {
      candidates.add(existing(CacheFolder.locate()));
    } catch (IllegalArgumentException noPath) {
      // There are others.
    }
    return candidates;
  }

  /** The folder itself, or the nearest one above it that exists. */
  private static Path existing(Path path) {
    Path folder = path.toAbsolutePath().normalize();
    while (!Files.isDirectory(folder) && folder.getParent() != null) {
      folder = folder.getParent();
    }
    return folder;
  }

  private static boolean isFit(Path folder) {
    // The recorder's command line has no way to write a quotation mark.
    return Files.isWritable(folder)
        && freeBytes(folder) >= ROOM
        && folder.toString().indexOf('"') < 0;
  }

  /** Free bytes; none if the system does not tell. */
  private static long freeBytes(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException unknown) {
      return 0;
    }
  }

  /** Has the recorder write there; whether it agrees. */
  private static boolean use(Path folder) {
    try {
      ManagementFactory.getPlatformMBeanServer()
          .invoke(
              new ObjectName("com.sun.management:type=DiagnosticCommand"),
              "jfrConfigure",
              new Object[] {new String[] {"repositorypath=\"" + folder + "\""}},
              new String[] {String[].class.getName()});
      return true;
    } catch (JMException | RuntimeException refused) {
      return false;
    }
  }

  /** Whether a recording must end for want of room. */
  boolean isFull() {
    return freeBytes(path) < RESERVE;
  }
}
