package finegrain.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What docs/library.md shows is what the project in examples/ has. */
class LibraryPageTest {
  @Test
  void showsTheProgramOfTheExample() throws IOException {
    Path sources = LibraryPage.EXAMPLES.resolve("src/main/java");
    assertThat(LibraryPage.blocks("java"))
        .contains(
            Files.readString(sources.resolve("example/TwoLayers.java")),
            Files.readString(sources.resolve("module-info.java")));
  }

  @Test
  void showsPartsOfThePomOfTheExample() throws IOException {
    String pom = flat(Files.readString(LibraryPage.EXAMPLES.resolve("pom.xml")));
    assertThat(LibraryPage.blocks("xml"))
        .hasSize(2)
        .allSatisfy(part -> assertThat(pom).contains(flat(part)));
  }

  /** XML without the white space between its elements. */
  private static String flat(String xml) {
    return xml.replaceAll("\\s+", "");
  }
}
