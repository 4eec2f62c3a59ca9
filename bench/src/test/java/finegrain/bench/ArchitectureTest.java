package finegrain.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The structure of all modules, read from their sources. */
class ArchitectureTest {
  private static final Path ROOT =
      Path.of(System.getProperty("finegrain.root")).toAbsolutePath().normalize();

  /** Each module with the start of its packages' names, and the modules that it may import. */
  private static final Map<String, Module> MODULES =
      Map.of(
          "kernels", new Module("finegrain.kernels", Set.of()),
          "native", new Module("finegrain.onednn", Set.of("kernels")),
          "trainer", new Module("finegrain.trainer", Set.of("kernels")),
          "cluster", new Module("finegrain.cluster", Set.of("kernels", "trainer")),
          "bench", new Module("finegrain.bench", Set.of("kernels", "native", "trainer")));

  private static final int MOST_LINES = 350;

  /** MicroKernelsGenerator writes it. */
  private static final Set<String> GENERATED = Set.of("MicroKernels.java");

  /** The registry of the operations: a few lines for each of them, and nothing to take apart. */
  private static final Set<String> TABLES = Set.of("Operation.java");

  private record Module(String prefix, Set<String> imports) {
    boolean holds(String packageName) {
      return packageName.equals(prefix) || packageName.startsWith(prefix + ".");
    }
  }

  private record Source(String module, Path path, String text) {
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");

    /** The package of an imported class of this project. */
    private static final Pattern IMPORT =
        Pattern.compile("(?m)^import (?:static )?(finegrain(?:\\.[a-z]\\w*)*)\\.[A-Z*]");

    String packageName() {
      return PACKAGE.matcher(text).results().map(found -> found.group(1)).findFirst().orElse("");
    }

    Set<String> importedPackages() {
      return IMPORT
          .matcher(text)
          .results()
          .map(found -> found.group(1))
          .collect(Collectors.toCollection(TreeSet::new));
    }

    boolean isMain() {
      return path.startsWith(Path.of(module, "src", "main"));
    }

    String name() {
      return path.getFileName().toString();
    }

    boolean has(String regex) {
      return Pattern.compile(regex).matcher(text).find();
    }
  }

  private static final List<Source> SOURCES = sources();

  private static List<Source> sources() {
    List<Source> sources = new ArrayList<>();
    for (String module : MODULES.keySet()) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src"))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          sources.add(new Source(module, ROOT.relativize(file), Files.readString(file)));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return sources;
  }

  private static Stream<Source> classes() {
    return SOURCES.stream().filter(source -> !source.name().equals("module-info.java"));
  }

  @Test
  void theVectorModuleIsImportedInTheKernelsAlone() {
    assertThat(modulesWith("(?m)^import (static )?jdk\\.incubator\\.vector\\b"))
        .containsExactly("kernels");
  }

  @Test
  void nativeCodeIsCalledInOneModuleAlone() {
    assertThat(modulesWith("\\bjava\\.lang\\.foreign\\.(Linker|SymbolLookup|\\*)|\\bSystem\\.load"))
        .containsExactly("native");
  }

  private static Set<String> modulesWith(String regex) {
    return classes()
        .filter(source -> !source.name().equals("ArchitectureTest.java"))
        .filter(source -> source.has(regex))
        .map(Source::module)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Tests may read the files themselves, to compare. */
  @Test
  void theFilesOfLinuxAreReadByOneClass() {
    assertThat(
            classes()
                .filter(Source::isMain)
                .filter(source -> source.has("\"/?(proc|sys)/"))
                .map(Source::name))
        .containsExactly("LinuxFiles.java");
  }

  @Test
  void noClassIsInThePackageOfAnotherModule() {
    assertThat(
            classes()
                .filter(source -> !MODULES.get(source.module).holds(source.packageName()))
                .map(Source::name))
        .as("sources whose package is another module's")
        .isEmpty();
  }

  @Test
  void modulesImportOnlyThoseBelowThem() {
    List<String> wrong =
        classes()
            .flatMap(
                source ->
                    source.importedPackages().stream()
                        .filter(imported -> !mayImport(source.module, imported))
                        .map(imported -> source.path + " imports " + imported))
            .toList();
    assertThat(wrong).as("imports against the arrows of the modules").isEmpty();
  }

  private static boolean mayImport(String module, String packageName) {
    return MODULES.entrySet().stream()
        .filter(each -> each.getValue().holds(packageName))
        .map(Map.Entry::getKey)
        .allMatch(owner -> owner.equals(module) || MODULES.get(module).imports.contains(owner));
  }

  /** These modules run in programs of any locale, some of which have digits of their own. */
  @Test
  void numbersInMessagesOfTheLibraryAreOfTheRootLocale() {
    Pattern ofTheDefaultLocale = Pattern.compile("%[-+0-9$,.]*[dfegx][^\"]*\"\\s*\\.formatted\\(");
    assertThat(
            classes()
                .filter(Source::isMain)
                .filter(source -> Set.of("kernels", "native").contains(source.module))
                .filter(source -> ofTheDefaultLocale.matcher(source.text).find())
                .map(Source::name))
        .as("sources with numbers in formatted(): String.format(Locale.ROOT, ...) is right")
        .isEmpty();
  }

  @Test
  void noMainSourceIsTooLong() {
    assertThat(
            classes()
                .filter(Source::isMain)
                .filter(source -> !GENERATED.contains(source.name()))
                .filter(source -> !TABLES.contains(source.name()))
                .filter(source -> source.text.lines().count() > MOST_LINES)
                .map(Source::name))
        .as("main sources of more than %d lines", MOST_LINES)
        .isEmpty();
  }

  @Test
  void noPackagesFormACycle() {
    assertThat(cycle(arrows())).as("a cycle of packages").isEmpty();
  }

  @Test
  void aCycleIsFoundAndNamed() {
    Map<String, Set<String>> arrows =
        new TreeMap<>(
            Map.of(
                "a", Set.of("b", "e"),
                "b", Set.of("c"),
                "c", Set.of("d"),
                "d", Set.of("e", "b")));
    assertThat(cycle(arrows)).contains("b -> c -> d -> b");
    arrows.put("d", Set.of("e"));
    assertThat(cycle(arrows)).isEmpty();
  }

  /** The packages that each package of the main sources imports. */
  private static Map<String, Set<String>> arrows() {
    Map<String, Set<String>> arrows = new TreeMap<>();
    classes()
        .filter(Source::isMain)
        .forEach(
            source ->
                arrows
                    .computeIfAbsent(source.packageName(), _ -> new TreeSet<>())
                    .addAll(source.importedPackages()));
    arrows.forEach((from, to) -> to.remove(from));
    return arrows;
  }

  /** The path of some cycle; empty if there is none. */
  private static Optional<String> cycle(Map<String, Set<String>> arrows) {
    return arrows.keySet().stream()
        .flatMap(from -> path(arrows, List.of(from), from, new TreeSet<>()).stream())
        .findFirst()
        .map(path -> String.join(" -> ", path));
  }

  /** A path that continues another one by at least one arrow and reaches an end. */
  private static Optional<List<String>> path(
      Map<String, Set<String>> arrows, List<String> begin, String end, Set<String> visited) {
    for (String next : arrows.getOrDefault(begin.getLast(), Set.of())) {
      List<String> longer = Stream.concat(begin.stream(), Stream.of(next)).toList();
      if (next.equals(end)) {
        return Optional.of(longer);
      }
      if (visited.add(next)) {
        Optional<List<String>> whole = path(arrows, longer, end, visited);
        if (whole.isPresent()) {
          return whole;
        }
      }
    }
    return Optional.empty();
  }
}
