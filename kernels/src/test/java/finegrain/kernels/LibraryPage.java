package finegrain.kernels;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** docs/library.md, and the project in examples/ that it explains. */
final class LibraryPage {
  static final Path ROOT =
      Path.of(System.getProperty("finegrain.root", "..")).toAbsolutePath().normalize();

  static final Path EXAMPLES = ROOT.resolve("examples");

  private LibraryPage() {}

  /** The blocks of a language, in the order of the page; the empty name is that of outputs. */
  static List<String> blocks(String language) throws IOException {
    String page = Files.readString(ROOT.resolve("docs/library.md"));
    return Pattern.compile("^```(\\w*)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
        .matcher(page)
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .toList();
  }
}
