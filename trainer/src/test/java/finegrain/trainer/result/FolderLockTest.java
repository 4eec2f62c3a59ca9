package finegrain.trainer.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.UserError;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Output folders on file systems without locks, such as Lustre without the option flock. */
class FolderLockTest {
  private static final FolderLock.Locking NO_LOCKS =
      channel -> {
        throw new IOException("Function not implemented");
      };

  @TempDir Path folder;

  private Path owner() {
    return folder.resolve("lock.owner");
  }

  @Test
  void oneRunAtATime() throws Exception {
    String process = ManagementFactory.getRuntimeMXBean().getName();
    try (FolderLock _ = FolderLock.take(folder, NO_LOCKS)) {
      assertThatThrownBy(() -> FolderLock.take(folder, NO_LOCKS))
          .isInstanceOf(UserError.class)
          .hasMessage(
              "the output folder %s is in use by the process %s; its file system has no locks, so"
                  + " if that run has ended, remove %s",
              folder, process, owner());
    }
    assertThat(owner()).doesNotExist();
    FolderLock.take(folder, NO_LOCKS).close();
  }

  /** A machine whose mount has locks sees the owner of one whose mount has none. */
  @Test
  void alsoAmongMachinesWithLocksAndWithout() throws Exception {
    try (FolderLock _ = FolderLock.take(folder, NO_LOCKS)) {
      assertThatThrownBy(() -> FolderLock.take(folder)).isInstanceOf(UserError.class);
    }
    FolderLock.take(folder).close();
  }

  @Test
  void aProcessOfAnotherMachineMayStillRun() throws Exception {
    Files.writeString(owner(), "1@elsewhere\n2026-11-30T10:00:00Z\n");
    assertThatThrownBy(() -> FolderLock.take(folder, NO_LOCKS))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("in use by the process 1@elsewhere");
    assertThat(owner()).exists();
  }

  /** Its number may be another process's by now, even this one's. */
  @Test
  void aProcessOfThisMachineThatHasEndedIsNoOwner() throws Exception {
    String process = ManagementFactory.getRuntimeMXBean().getName();
    Files.writeString(owner(), process + "\n1999-12-31T23:59:59Z\n");
    try (FolderLock _ = FolderLock.take(folder, NO_LOCKS)) {
      assertThat(Files.readString(owner())).startsWith(process).doesNotContain("1999");
    }
  }

  @Test
  void aFileThatSaysNothingIsAnotherRuns() throws Exception {
    for (String text : new String[] {"", "\u001b[31m@x\n1\n", "1@x"}) {
      Files.writeString(owner(), text);
      assertThatThrownBy(() -> FolderLock.take(folder, NO_LOCKS))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("in use by another run");
    }
  }
}
