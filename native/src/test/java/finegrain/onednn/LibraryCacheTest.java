package finegrain.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library in its folder is complete, even if files are damaged or writers are killed. */
class LibraryCacheTest {
  private static final Platform PLATFORM = Platform.current().orElseThrow();
  private static final ClassLoader RESOURCES = LibraryCacheTest.class.getClassLoader();

  @TempDir static Path shared;
  private static Path whole;

  @TempDir Path root;

  @BeforeAll
  static void extract() throws Exception {
    whole = new LibraryCache(shared, RESOURCES).folder(PLATFORM);
  }

  private static void assertWhole(Path folder) throws Exception {
    for (NativeFile file : PLATFORM.files()) {
      assertThat(LibraryCache.holds(folder.resolve(file.name()), file)).as(file.name()).isTrue();
    }
  }

  private Path folder() {
    return root.resolve("onednn").resolve(PLATFORM.library().sha256());
  }

  /** A cache that holds the library already. */
  private Path filled() throws Exception {
    Files.createDirectories(folder());
    for (NativeFile file : PLATFORM.files()) {
      Files.copy(whole.resolve(file.name()), folder().resolve(file.name()));
    }
    return folder().resolve(PLATFORM.library().name());
  }

  @Test
  void holdsExactlyTheFiles() throws Exception {
    assertThat(whole.getFileName()).hasToString(PLATFORM.library().sha256());
    assertWhole(whole);
    try (var files = Files.list(whole)) {
      assertThat(files).hasSize(PLATFORM.files().size());
    }
  }

  @Test
  void isUsedAgain() throws Exception {
    Path library = filled();
    FileTime before = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
    Files.setLastModifiedTime(library, before);
    // There is nothing to extract, so the cached file must be used.
    new LibraryCache(root, new NoResources()).folder(PLATFORM);
    assertThat(Files.getLastModifiedTime(library)).isEqualTo(before);
  }

  @Test
  void isRepairedWhereTruncated() throws Exception {
    Path library = filled();
    try (RandomAccessFile file = new RandomAccessFile(library.toFile(), "rw")) {
      file.setLength(file.length() / 2);
    }
    new LibraryCache(root, RESOURCES).folder(PLATFORM);
    assertWhole(folder());
  }

  @Test
  void isRepairedWhereAByteIsWrong() throws Exception {
    Path library = filled();
    FileTime time = Files.getLastModifiedTime(library);
    try (RandomAccessFile file = new RandomAccessFile(library.toFile(), "rw")) {
      file.seek(1_000_000);
      int old = file.read();
      file.seek(1_000_000);
      file.write(old ^ 1);
    }
    Files.setLastModifiedTime(library, time);
    new LibraryCache(root, RESOURCES).folder(PLATFORM);
    assertWhole(folder());
  }

  @Test
  void removesWhatKilledProcessesLeft() throws Exception {
    filled();
    Path old = Files.writeString(folder().resolve("libdnnl.so.3.x.part"), "half");
    Path recent = Files.writeString(folder().resolve("libdnnl.so.3.y.part"), "half");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(2 * 3600)));
    new LibraryCache(root, RESOURCES).folder(PLATFORM);
    assertThat(old).doesNotExist();
    assertThat(recent).exists();
  }

  @Test
  void isFilledByManyProcessesAtOnce() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      processes.add(ChildJvm.start(ExtractMain.class, List.of(), root.toString()));
    }
    for (Process process : processes) {
      ChildJvm.Outcome outcome = ChildJvm.end(process);
      assertThat(outcome.output()).contains("done");
      assertThat(outcome.exit()).isZero();
    }
    assertWhole(folder());
    try (var files = Files.list(folder())) {
      assertThat(files).hasSize(PLATFORM.files().size());
    }
  }

  /** Each process is killed at some moment between its start and its end. */
  @Test
  void survivesProcessesThatAreKilled() throws Exception {
    SplittableRandom random = new SplittableRandom();
    int unfinished = 0;
    for (int i = 0; i < 6; i++) {
      Process process = ChildJvm.start(ExtractMain.class, List.of(), root.toString());
      assertThat(process.inputReader().readLine()).isEqualTo("started");
      boolean ended = process.waitFor(random.nextInt(20, 300), TimeUnit.MILLISECONDS);
      process.destroyForcibly().waitFor();
      unfinished += ended ? 0 : 1;
      for (NativeFile file : PLATFORM.files()) {
        Path path = folder().resolve(file.name());
        assertThat(!Files.exists(path) || LibraryCache.holds(path, file)).isTrue();
      }
    }
    assertThat(unfinished).as("processes killed before their end").isPositive();
    assertThat(ChildJvm.run(ExtractMain.class, List.of(), root.toString()).output())
        .contains("done");
    assertWhole(folder());
  }

  @Test
  void saysThatTheFolderCannotBeMade() throws Exception {
    Path file = Files.writeString(root.resolve("file"), "");
    assertThatThrownBy(() -> new LibraryCache(file, RESOURCES).folder(PLATFORM))
        .isInstanceOf(LibraryException.class)
        .hasMessageContaining("oneDNN cannot be unpacked into")
        .hasMessageContaining(file.toString());
  }

  @Test
  void saysThatTheArtifactIsMissing() {
    assertThatThrownBy(() -> new LibraryCache(root, new NoResources()).folder(PLATFORM))
        .isInstanceOf(LibraryException.class)
        .hasMessageContaining("is not on the class path")
        .hasMessageContaining(PLATFORM.classifier());
  }

  @Test
  void refusesAnotherContent() throws Exception {
    Path garbage = Files.writeString(root.resolve("garbage"), "garbage");
    ClassLoader resources =
        new ClassLoader() {
          @Override
          public URL getResource(String name) {
            try {
              return garbage.toUri().toURL();
            } catch (java.net.MalformedURLException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    assertThatThrownBy(() -> new LibraryCache(root, resources).folder(PLATFORM))
        .isInstanceOf(LibraryException.class)
        .hasMessageContaining("is not oneDNN 3.11's");
    try (var files = Files.list(folder())) {
      assertThat(files).isEmpty();
    }
  }

  private static final class NoResources extends ClassLoader {
    @Override
    public URL getResource(String name) {
      return null;
    }
  }
}
