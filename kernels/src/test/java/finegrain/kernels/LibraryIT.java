package finegrain.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The library as it is installed: its files, and the project in examples/, which Maven builds and
 * runs with them. They are installed in a local repository of the test's own, which takes the
 * plugins from that of the build, so nothing is downloaded and nobody's repository changes.
 */
class LibraryIT {
  private static final Path TARGET = LibraryPage.ROOT.resolve("kernels/target");
  private static final String VERSION = System.getProperty("finegrain.version");
  private static final String NAME = "finegrain-kernels-" + VERSION;

  @TempDir static Path folder;

  @BeforeAll
  static void install() throws IOException {
    Path place =
        folder.resolve("repository/io/github/finegrain/finegrain-kernels").resolve(VERSION);
    Files.createDirectories(place);
    Files.copy(TARGET.resolve(NAME + ".jar"), place.resolve(NAME + ".jar"));
    Files.copy(TARGET.resolve("library-pom.xml"), place.resolve(NAME + ".pom"));
    Files.writeString(
        folder.resolve("settings.xml"),
        """
        <settings>
          <mirrors>
            <mirror>
              <id>build</id>
              <mirrorOf>*</mirrorOf>
              <url>%s</url>
            </mirror>
          </mirrors>
        </settings>
        """
            .formatted(Path.of(System.getProperty("finegrain.maven.repository")).toUri()));
    copy(LibraryPage.EXAMPLES, folder.resolve("examples"));
  }

  /** Copies the pom and the sources of a project. */
  private static void copy(Path project, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(project.resolve("src"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(project.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    Files.copy(project.resolve("pom.xml"), to.resolve("pom.xml"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"class-path", "module-path"})
  void theExamplePrintsWhatItsPageSays(String path) throws Exception {
    Path log = folder.resolve(path + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("finegrain.maven.home"), "bin", "mvn").toString());
    command.addAll(List.of("-B", "-q", "-s", folder.resolve("settings.xml").toString()));
    command.add("-Dmaven.repo.local=" + folder.resolve("repository"));
    command.addAll(List.of("compile", "exec:exec@" + path));
    ProcessBuilder maven =
        new ProcessBuilder(command)
            .directory(folder.resolve("examples").toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
    maven.environment().remove("MAVEN_ARGS");
    int exit = maven.start().waitFor();
    String output = Files.readString(log, StandardCharsets.UTF_8);
    assertThat(exit).as(output).isZero();
    String printed =
        output.lines().filter(line -> line.startsWith("epoch")).collect(Collectors.joining("\n"));
    assertThat(LibraryPage.blocks("")).as(output).contains(printed + "\n");
  }

  /** Maven Central demands these elements; a parent would have to be there too. */
  @Test
  void thePomStandsAlone() throws IOException {
    assertThat(Files.readString(TARGET.resolve("library-pom.xml")))
        .contains(
            "<artifactId>finegrain-kernels</artifactId>",
            "<version>" + VERSION + "</version>",
            "<name>",
            "<description>",
            "<url>",
            "<license>",
            "<developer>",
            "<scm")
        .doesNotContain("<parent>", "<dependency>", "${", "finegrain/finegrain-kernels");
  }

  @Test
  void sourcesAndJavadocAreWhole() throws IOException {
    assertThat(entries("-sources"))
        .contains(
            "/module-info.java",
            "/finegrain/kernels/Kernels.java",
            "/finegrain/kernels/MicroKernels.java");
    assertThat(entries("-javadoc"))
        .contains(
            "/index.html",
            "/finegrain.kernels/finegrain/kernels/package-summary.html",
            "/finegrain.kernels/finegrain/kernels/Kernels.html");
  }

  private static List<String> entries(String classifier) throws IOException {
    URI jar = URI.create("jar:" + TARGET.resolve(NAME + classifier + ".jar").toUri());
    try (FileSystem files = FileSystems.newFileSystem(jar, Map.of());
        Stream<Path> entries = Files.walk(files.getPath("/"))) {
      return entries.map(Path::toString).toList();
    }
  }
}
