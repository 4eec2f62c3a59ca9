package finegrain.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.kernels.Backend;
import finegrain.kernels.Backend.Availability.Available;
import finegrain.kernels.Backends;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** When the backend can run, and its reason if it cannot. */
class OneDnnBackendTest {
  private final OneDnnBackend backend = new OneDnnBackend();

  @TempDir Path folder;

  @Test
  void isFoundAsAService() {
    assertThat(Backends.installed()).extracting(Backend::name).contains("onednn");
    assertThat(Backends.choose("onednn").reason())
        .startsWith("onednn, oneDNN 3.11")
        .contains("OpenMP with one thread a call", "not the reference bits");
  }

  @Test
  void isAvailableHere() {
    assertThat(backend.availability()).isInstanceOf(Available.class);
    assertThat(backend.referenceBits()).isFalse();
  }

  @Test
  void refusesNoThreads() {
    assertThatThrownBy(() -> backend.open(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1 thread");
  }

  @Test
  void isChosenOnlyWhereTheVectorsAreMissing() throws Exception {
    // This child has no --add-modules jdk.incubator.vector.
    ChildJvm.Outcome outcome = child();
    assertThat(outcome.output())
        .containsPattern("available: oneDNN 3\\.11")
        .containsPattern("auto: scalar, plain loops \\(not vector: [^;]*; [^;]*\\)")
        .containsPattern("fast: onednn, oneDNN 3\\.11.*not vector: .*not the reference bits")
        .doesNotContain("WARNING");
    assertThat(outcome.exit()).isZero();
  }

  @Test
  void saysThatNativeAccessIsMissing() throws Exception {
    ChildJvm.Outcome outcome = ChildJvm.end(ChildJvm.startBare(BackendMain.class, List.of()));
    assertThat(outcome.output())
        .contains("unavailable: ", "--enable-native-access=ALL-UNNAMED", "auto: scalar")
        .contains("onednn: the backend onednn cannot run here: ")
        .doesNotContain("WARNING");
  }

  @Test
  void saysThatTheCacheFolderCannotBeMade() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertUnavailable(
        child("-Dfinegrain.cache=" + file), "cannot be unpacked into", "auto: scalar");
  }

  @Test
  void saysThatThePlatformIsUnknown() throws Exception {
    assertUnavailable(child("-Dos.arch=riscv64"), "oneDNN is not packaged for Linux on riscv64");
  }

  @Test
  void usesTheUsersOwnLibrary() throws Exception {
    assertThat(child("-Dfinegrain.onednn.library=" + packaged()).output())
        .contains("available: oneDNN 3.11.0 from " + packaged());
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void usesNoWiderVectorsThanItMay() throws Exception {
    assertThat(child("-Dfinegrain.onednn.isa=avx2").output())
        .contains("available: oneDNN 3.11.0, AVX2, OpenMP");
    assertThat(child("-Dfinegrain.onednn.isa=avx512").output())
        .contains(((Available) backend.availability()).description());
  }

  @Test
  void saysThatAClassOfVectorsIsUnknown() throws Exception {
    assertUnavailable(
        child("-Dfinegrain.onednn.isa=AVX3"),
        "finegrain.onednn.isa is \"AVX3\"; it must be avx2 or avx512");
  }

  @Test
  void saysThatTheUsersLibraryIsMissing() throws Exception {
    assertUnavailable(users(folder.resolve("nothing.so")), "there is no file");
    assertUnavailable(users(folder), "there is no file");
  }

  @Test
  void saysThatTheUsersLibraryIsGarbage() throws Exception {
    Path garbage = Files.writeString(folder.resolve("garbage.so"), "garbage");
    assertUnavailable(users(garbage), "garbage.so cannot be loaded: it is no native library");
    Path empty = Files.writeString(folder.resolve("empty.so"), "");
    assertUnavailable(users(empty), "empty.so cannot be loaded: it is no native library");
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void saysThatTheUsersLibraryIsOfAnotherPlatform() throws Exception {
    byte[] header = new byte[64];
    ByteBuffer arm = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    arm.putInt(0, 0x464c457f).putShort(18, (short) 183);
    Path elf = Files.write(folder.resolve("arm.so"), header);
    assertUnavailable(users(elf), "it is a library for linux-arm64, not one for linux-x86_64");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void saysThatTheUsersLibraryIsTruncated() throws Exception {
    Path half = folder.resolve("half.so");
    Files.copy(packaged(), half);
    try (RandomAccessFile file = new RandomAccessFile(half.toFile(), "rw")) {
      file.setLength(file.length() / 2);
    }
    assertUnavailable(users(half), "half.so cannot be loaded: it is truncated");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void saysThatTheUsersLibraryIsAnother() throws Exception {
    Path gomp = packaged().resolveSibling("libgomp.so.1");
    assertUnavailable(users(gomp), "libgomp.so.1 is a library, but not oneDNN");
  }

  /** The loader's own words: a library that needs another one, which is not there. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void saysWhatTheLoaderSays() throws Exception {
    Path broken = folder.resolve("broken.so");
    byte[] bytes = Files.readAllBytes(packaged());
    byte[] needed = "libgomp.so.1".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    for (int i = 0; i < bytes.length - needed.length; i++) {
      if (java.util.Arrays.equals(bytes, i, i + needed.length, needed, 0, needed.length)) {
        bytes[i + 3] = 'x';
      }
    }
    Files.write(broken, bytes);
    assertUnavailable(users(broken), "broken.so cannot be loaded: libxomp.so.1: cannot open");
  }

  private static Path packaged() {
    return OneDnnLibrary.loaded().path();
  }

  private static void assertUnavailable(ChildJvm.Outcome outcome, String... words) {
    assertThat(outcome.output())
        .contains("unavailable: ")
        .contains(words)
        .doesNotContain("WARNING");
    assertThat(outcome.exit()).isZero();
  }

  private static ChildJvm.Outcome users(Path library) throws Exception {
    return child("-Dfinegrain.onednn.library=" + library);
  }

  private static ChildJvm.Outcome child(String... options) throws Exception {
    return ChildJvm.run(BackendMain.class, List.of(options));
  }
}
