package finegrain.trainer.result;

import finegrain.trainer.UserError;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps an output folder for one process. It is a lock of the operating system's, which ends with
 * the process, however that ends. Where the file system has no locks (Lustre without the option
 * flock, some network file systems), it is a file that one process alone can create, with the
 * owner's name in it.
 */
final class FolderLock implements AutoCloseable {
  private static final String LOCK = "lock";
  private static final String OWNER = "lock.owner";

  /** The names of its files. */
  static final List<String> FILES = List.of(LOCK, OWNER);

  private static final String IN_USE =
      "the output folder %s is in use by another run; wait for it or choose another one with --out";

  private final Path folder;
  private final FileChannel channel;
  private final boolean byOwnerFile;

  private FolderLock(Path folder, FileChannel channel, boolean byOwnerFile) {
    this.folder = folder;
    this.channel = channel;
    this.byOwnerFile = byOwnerFile;
  }

  /** Locks a file as the operating system does. */
  interface Locking {
    /**
     * Locks the file of a channel.
     *
     * @return null if another process holds the lock
     * @throws IOException if the file system has no locks
     */
    FileLock tryLock(FileChannel channel) throws IOException;
  }

  /**
   * Takes a folder.
   *
   * @throws UserError if another run has it
   * @throws IOException if it cannot be written
   */
  static FolderLock take(Path folder) throws IOException {
    return take(folder, FileChannel::tryLock);
  }

  static FolderLock take(Path folder, Locking locking) throws IOException {
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      boolean locked = lock(channel, locking, folder);
      Path owner = folder.resolve(OWNER);
      if (!locked) {
        create(owner, folder);
      } else if (Files.exists(owner)) {
        // A machine without locks on the same folder.
        removeIfEnded(owner, folder);
      }
      return new FolderLock(folder, channel, !locked);
    } catch (IOException | RuntimeException failure) {
      channel.close();
      throw failure;
    }
  }

  /** Whether the operating system's lock is held; not where the file system has none. */
  private static boolean lock(FileChannel channel, Locking locking, Path folder) {
    try {
      if (locking.tryLock(channel) != null) {
        return true;
      }
    } catch (OverlappingFileLockException heldByThisProcess) {
      // Reported as any other process's below.
    } catch (IOException noLocks) {
      return false;
    }
    throw new UserError(IN_USE.formatted(folder));
  }

  private static void create(Path owner, Path folder) throws IOException {
    try {
      write(owner);
    } catch (FileAlreadyExistsException taken) {
      removeIfEnded(owner, folder);
      try {
        write(owner);
      } catch (FileAlreadyExistsException takenByAnother) {
        throw new UserError(IN_USE.formatted(folder), takenByAnother);
      }
    }
  }

  private static void write(Path owner) throws IOException {
    Files.createFile(owner);
    try {
      Files.writeString(owner, Owner.current().text());
    } catch (IOException fullDisk) {
      // An owner that nobody can read would never be taken for ended.
      Files.deleteIfExists(owner);
      throw fullDisk;
    }
  }

  /** Removes the file of a process of this machine that has ended. */
  private static void removeIfEnded(Path owner, Path folder) throws IOException {
    Optional<Owner> other = Owner.read(owner);
    if (other.isPresent() && other.get().hasEnded()) {
      Files.deleteIfExists(owner);
      return;
    }
    throw new UserError(
        "the output folder %s is in use by %s; its file system has no locks, so if that run has ended, remove %s"
            .formatted(folder, other.map(Owner::words).orElse("another run"), owner));
  }

  /** The names of its files are removed from the folder, which is finished. */
  void remove() throws IOException {
    Files.deleteIfExists(folder.resolve(LOCK));
  }

  @Override
  public void close() throws IOException {
    if (byOwnerFile) {
      Files.deleteIfExists(folder.resolve(OWNER));
    }
    channel.close();
  }

  /**
   * A process.
   *
   * @param process its number and its machine, such as {@code 123@node7}
   * @param start when it started, as numbers of processes come again
   */
  private record Owner(String process, String start) {
    static Owner current() {
      return new Owner(
          ManagementFactory.getRuntimeMXBean().getName(), start(ProcessHandle.current()));
    }

    private static String start(ProcessHandle handle) {
      return handle.info().startInstant().map(Instant::toString).orElse("unknown");
    }

    static Optional<Owner> read(Path file) throws IOException {
      try {
        List<String> lines = Files.readAllLines(file);
        return lines.size() == 2 && lines.getFirst().matches("[0-9]{1,18}@[\\w.:-]+")
            ? Optional.of(new Owner(lines.getFirst(), lines.getLast()))
            : Optional.empty();
      } catch (NoSuchFileException removed) {
        return Optional.empty();
      }
    }

    String text() {
      return process + "\n" + start + "\n";
    }

    String words() {
      return "the process " + process;
    }

    private String machine() {
      return process.substring(process.indexOf('@') + 1);
    }

    /** Whether it is known to have ended: a process of this machine that is not there. */
    boolean hasEnded() {
      long number = Long.parseLong(process.substring(0, process.indexOf('@')));
      return machine().equals(current().machine())
          && ProcessHandle.of(number).filter(there -> start(there).equals(start)).isEmpty();
    }
  }
}
