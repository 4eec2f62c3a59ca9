package finegrain.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;

/** Loads the libraries that are its arguments, then says how the backend is available. */
final class SecondRuntimeMain {
  private SecondRuntimeMain() {}

  @SuppressWarnings("restricted")
  static void main(String[] arguments) {
    for (String path : arguments) {
      SymbolLookup.libraryLookup(Path.of(path), Arena.global());
    }
    BackendMain.main(new String[0]);
  }
}
