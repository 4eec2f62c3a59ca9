package finegrain.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What each module leaves to others. */
class SourcesTest {
  private static final Path ROOT =
      Path.of(System.getProperty("finegrain.root")).toAbsolutePath().normalize();

  @Test
  void nativeCodeIsCalledInThisModuleAlone() throws Exception {
    assertThat(files("\\bjava\\.lang\\.foreign\\.(Linker|SymbolLookup|\\*)|\\bSystem\\.load"))
        .isNotEmpty()
        .allSatisfy(file -> assertThat(file.startsWith("native")).as(file.toString()).isTrue());
  }

  @Test
  void theVectorModuleIsImportedInTheKernelsAlone() throws Exception {
    assertThat(files("(?m)^import (static )?jdk\\.incubator\\.vector\\b"))
        .isNotEmpty()
        .allSatisfy(file -> assertThat(file.startsWith("kernels")).as(file.toString()).isTrue());
  }

  /** The Java sources of the project that a pattern is found in. */
  private static List<Path> files(String regex) throws IOException {
    Pattern pattern = Pattern.compile(regex);
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .map(module -> module.resolve("src"))
          .filter(Files::isDirectory)
          .flatMap(SourcesTest::sources)
          .filter(file -> pattern.matcher(text(file)).find())
          .map(ROOT::relativize)
          .toList();
    }
  }

  private static Stream<Path> sources(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
