package finegrain.onednn;

import java.nio.file.Path;

/** Extracts this platform's library into the folder that is its argument. */
final class ExtractMain {
  private ExtractMain() {}

  static void main(String[] arguments) throws Exception {
    Platform platform = Platform.current().orElseThrow();
    LibraryCache cache =
        new LibraryCache(Path.of(arguments[0]), ExtractMain.class.getClassLoader());
    System.out.println("started");
    Path folder = cache.folder(platform);
    for (NativeFile file : platform.files()) {
      if (!LibraryCache.holds(folder.resolve(file.name()), file)) {
        throw new IllegalStateException(file + " is wrong");
      }
    }
    System.out.println("done");
  }
}
