package finegrain.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.Transposed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The number of threads of a call. */
class ThreadsTest {
  private static final Path TASKS = Path.of("/proc/self/task");

  private final OneDnnBackend backend = new OneDnnBackend();

  /** On Linux a thread that a library starts has the name of the thread that called it. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aCallUsesTheThreadsThatWereAskedFor() throws Exception {
    assertThat(tasksOfACall("dnn-one", 1)).isEqualTo(1);
    assertThat(tasksOfACall("dnn-three", 3)).isEqualTo(3);
    // The default is not changed by what another thread has asked for.
    assertThat(tasksOfACall("dnn-default", 0)).isEqualTo(1);
  }

  private long tasksOfACall(String name, int threads) throws Exception {
    AtomicReference<Object> answer = new AtomicReference<>();
    Thread.ofPlatform()
        .name(name)
        .start(
            () -> {
              try (Kernels kernels = threads == 0 ? backend.open() : backend.open(threads)) {
                multiply(kernels);
                answer.set(tasks(name));
              } catch (RuntimeException e) {
                answer.set(e);
              }
            })
        .join();
    assertThat(answer.get()).isInstanceOf(Long.class);
    return (Long) answer.get();
  }

  private static long tasks(String name) {
    try (Stream<Path> tasks = Files.list(TASKS)) {
      return tasks.filter(task -> name(task).equals(name)).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path task) {
    try {
      return Files.readString(task.resolve("comm")).strip();
    } catch (IOException e) {
      return ""; // It has just ended.
    }
  }

  @Test
  void theSettingBelongsToTheKernelsAndNotToTheThreadThatOpensThem() throws Exception {
    try (Kernels three = backend.open(3);
        Kernels one = backend.open()) {
      multiply(three);
      assertThat(OpenMp.threads()).isEqualTo(3);
      multiply(one);
      assertThat(OpenMp.threads()).isEqualTo(1);
      multiply(three);
      assertThat(OpenMp.threads()).isEqualTo(3);
      AtomicReference<Integer> elsewhere = new AtomicReference<>();
      Thread.ofPlatform()
          .start(
              () -> {
                multiply(one);
                elsewhere.set(OpenMp.threads());
              })
          .join();
      assertThat(elsewhere.get()).isEqualTo(1);
    } finally {
      OpenMp.useThreads(1);
    }
  }

  @Test
  void theResultsOfAParallelCallAgree() {
    Matrix sequential = Matrix.allocate(300, 300);
    Matrix parallel = Matrix.allocate(300, 300);
    try (Kernels three = backend.open(3);
        Kernels one = backend.open()) {
      multiply(three, parallel);
      multiply(one, sequential);
    }
    assertThat(parallel.array())
        .containsExactly(sequential.array(), org.assertj.core.data.Offset.offset(1e-2f));
  }

  @Test
  void findsTheOpenMpRuntimesOfAProcess() {
    List<String> maps =
        List.of(
            "7f00-7f01 r-xp 00000000 fe:00 123   /home/u/.cache/finegrain/onednn/a8/libgomp.so.1",
            "7f01-7f02 r--p 00000000 fe:00 123   /home/u/.cache/finegrain/onednn/a8/libgomp.so.1",
            "7f02-7f03 r-xp 00000000 fe:00 124   /opt/my programs/lib/libiomp5.so",
            "7f03-7f04 r-xp 00000000 fe:00 125   /usr/lib/libomp.so.5",
            "7f04-7f05 r-xp 00000000 fe:00 126   /usr/lib/libcompress.so",
            "7f05-7f06 rw-p 00000000 00:00 0");
    assertThat(OpenMp.runtimes(maps))
        .containsExactly(
            "/home/u/.cache/finegrain/onednn/a8/libgomp.so.1",
            "/opt/my programs/lib/libiomp5.so",
            "/usr/lib/libomp.so.5");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void thisProcessHasOne() {
    multiply(backend.open());
    assertThat(OpenMp.runtimes()).hasSize(1);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void reportsASecondRuntime() throws Exception {
    Path second = Files.createTempDirectory("openmp").resolve("libgomp.so.1");
    Files.copy(OneDnnLibrary.loaded().path().resolveSibling("libgomp.so.1"), second);
    // Two runtimes: oneDNN takes the first that it finds by name; the other one is superfluous.
    Path third = Files.copy(second, second.resolveSibling("libgomp-other.so.1"));
    ChildJvm.Outcome outcome =
        ChildJvm.run(SecondRuntimeMain.class, List.of(), second.toString(), third.toString());
    assertThat(outcome.output())
        .contains("available: oneDNN 3.11")
        .contains("this process has several OpenMP runtimes: ")
        .contains(second.toString())
        .contains(third.toString());
    // oneDNN has taken the loaded runtime and not added its own.
    ChildJvm.Outcome shared = ChildJvm.run(SecondRuntimeMain.class, List.of(), second.toString());
    assertThat(shared.output())
        .contains("available: oneDNN 3.11")
        .doesNotContain("several OpenMP runtimes");
  }

  private static void multiply(Kernels kernels) {
    multiply(kernels, Matrix.allocate(300, 300));
  }

  private static void multiply(Kernels kernels, Matrix c) {
    Matrix a = Matrix.allocate(300, 300);
    for (int i = 0; i < a.array().length; i++) {
      a.array()[i] = (i % 17) - 8;
    }
    kernels.matmul(Transposed.NONE, a, a, c);
  }
}
