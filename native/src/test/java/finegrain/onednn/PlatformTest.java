package finegrain.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files of oneDNN, by the names that JVMs give to platforms. */
class PlatformTest {
  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, linux-x86_64, libdnnl.so.3, libgomp.so.1",
    "Linux, aarch64, linux-arm64, libdnnl.so.3, libgomp.so.1",
    "Mac OS X, aarch64, macosx-arm64, libdnnl.3.dylib, libomp.dylib",
    "Mac OS X, x86_64, macosx-x86_64, libdnnl.3.dylib, libiomp5.dylib",
    "Windows 11, amd64, windows-x86_64, dnnl.dll,",
    "Windows Server 2025, amd64, windows-x86_64, dnnl.dll,",
  })
  void isChosenByName(
      String osName, String osArch, String classifier, String library, String openMp) {
    Platform platform = Platform.of(osName, osArch).orElseThrow();
    assertThat(platform.classifier()).isEqualTo(classifier);
    assertThat(platform.library().name()).isEqualTo(library);
    List<String> expected = new ArrayList<>(openMp == null ? List.of() : List.of(openMp));
    expected.add(library);
    assertThat(platform.files()).extracting(NativeFile::name).isEqualTo(expected);
    assertThat(platform.resource(platform.library()))
        .isEqualTo("org/bytedeco/dnnl/" + classifier + "/" + library);
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, riscv64",
    "Linux, x86",
    "Windows 11, aarch64",
    "FreeBSD, amd64",
    "'', ''",
  })
  void isMissingForOthers(String osName, String osArch) {
    assertThat(Platform.of(osName, osArch)).isEmpty();
  }

  @Test
  void everyFileIsKnownByItsContent() {
    for (Platform platform : Platform.values()) {
      assertThat(platform.files())
          .allSatisfy(file -> assertThat(file.sha256()).matches("[0-9a-f]{64}"))
          .allSatisfy(file -> assertThat(file.bytes()).isPositive());
    }
    assertThat(List.of(Platform.values()).stream().flatMap(p -> p.files().stream()))
        .extracting(NativeFile::sha256)
        .doesNotHaveDuplicates();
  }
}
