package finegrain.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import finegrain.kernels.host.CacheFolder;
import finegrain.kernels.host.LinuxFiles;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;

/**
 * oneDNN's library. It stays loaded: an OpenMP runtime with live threads cannot be unloaded.
 *
 * @param path of oneDNN itself
 * @param packaged whether it is the packaged one, not the user's own
 * @param version such as {@code 3.11.0}
 * @param threading the threads that it uses
 * @param symbols its functions, and on Linux and macOS those of the libraries that it uses
 */
record OneDnnLibrary(
    Path path, boolean packaged, String version, Threading threading, SymbolLookup symbols) {
  private static final MemoryLayout VERSION =
      MemoryLayout.structLayout(
          JAVA_INT.withName("major"),
          JAVA_INT.withName("minor"),
          JAVA_INT.withName("patch"),
          MemoryLayout.paddingLayout(4),
          ADDRESS.withName("hash"),
          JAVA_INT.withName("cpu_runtime"),
          JAVA_INT.withName("gpu_runtime"));

  private static final int MAJOR = 3;

  /** The system property with the class of vectors that oneDNN may use, avx2 or avx512. */
  private static final String ISA = "finegrain.onednn.isa";

  /** {@code DNNL_RUNTIME_*}: the threads that a build of oneDNN uses. */
  enum Threading {
    SEQUENTIAL("no threads"),
    OPENMP("OpenMP"),
    OTHER("threads of its own");

    private final String words;

    Threading(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /** How an attempt to load it ended. */
  sealed interface Loading {
    /** It is there. */
    record Loaded(OneDnnLibrary library) implements Loading {}

    /** It is not, for this reason. */
    record Failed(String reason) implements Loading {}
  }

  /** Loads the library once, at the first access. */
  private static final class OfThisProcess {
    static final Loading LOADING = attempt();

    private static Loading attempt() {
      try {
        return new Loading.Loaded(load(System.getProperties(), System.getenv()));
      } catch (LibraryException e) {
        return new Loading.Failed(e.getMessage());
      }
    }
  }

  /** The library that this process uses, loaded by the first call. */
  static Loading ofThisProcess() {
    return OfThisProcess.LOADING;
  }

  /**
   * The library.
   *
   * @throws IllegalStateException if it could not be loaded
   */
  static OneDnnLibrary loaded() {
    return switch (ofThisProcess()) {
      case Loading.Loaded(OneDnnLibrary library) -> library;
      case Loading.Failed(String reason) -> throw new IllegalStateException(reason);
    };
  }

  /** The user's own build if one is named, else the packaged one. */
  static OneDnnLibrary load(Properties properties, Map<String, String> environment)
      throws LibraryException {
    if (!OneDnnLibrary.class.getModule().isNativeAccessEnabled()) {
      Module module = OneDnnLibrary.class.getModule();
      throw new LibraryException(
          "this JVM does not allow native calls; start java with --enable-native-access="
              + (module.isNamed() ? module.getName() : "ALL-UNNAMED"));
    }
    Platform platform =
        Platform.of(properties.getProperty("os.name", ""), properties.getProperty("os.arch", ""))
            .orElseThrow(
                () ->
                    new LibraryException(
                        "oneDNN is not packaged for %s on %s"
                            .formatted(
                                properties.getProperty("os.name"),
                                properties.getProperty("os.arch"))));
    String own =
        properties.getProperty(
            "finegrain.onednn.library", environment.getOrDefault("FINEGRAIN_ONEDNN_LIBRARY", ""));
    OneDnnLibrary library =
        own.isEmpty() ? packaged(platform, properties, environment) : users(own, platform);
    String isa = properties.getProperty(ISA, "");
    if (!isa.isEmpty()) {
      library.limit(isa);
    }
    return library;
  }

  /**
   * Keeps oneDNN from using more than a class of vectors. oneDNN accepts this before its first use
   * only.
   */
  @SuppressWarnings("restricted")
  private void limit(String isa) throws LibraryException {
    int most =
        Isa.most(isa)
            .orElseThrow(
                () ->
                    new LibraryException(
                        "%s is \"%s\"; it must be avx2 or avx512".formatted(ISA, isa)));
    int status;
    try {
      status =
          (int)
              Linker.nativeLinker()
                  .downcallHandle(
                      symbols.findOrThrow("dnnl_set_max_cpu_isa"),
                      FunctionDescriptor.of(JAVA_INT, JAVA_INT))
                  .invokeExact(most);
    } catch (Throwable e) {
      throw new LibraryException("%s cannot be limited to %s: %s".formatted(path, isa, e), e);
    }
    if (status != 0) {
      throw new LibraryException(
          String.format(
              Locale.ROOT,
              "%s cannot be limited to %s: dnnl_set_max_cpu_isa returned %d",
              path,
              isa,
              status));
    }
  }

  private static OneDnnLibrary packaged(
      Platform platform, Properties properties, Map<String, String> environment)
      throws LibraryException {
    Path root = cacheFolder(properties, environment);
    Path folder = new LibraryCache(root, OneDnnLibrary.class.getClassLoader()).folder(platform);
    if (!platform.findsItsNeighbours()) {
      for (NativeFile file : platform.files()) {
        open(folder.resolve(file.name()));
      }
    }
    return describe(folder.resolve(platform.library().name()), true);
  }

  private static Path cacheFolder(Properties properties, Map<String, String> environment)
      throws LibraryException {
    try {
      return CacheFolder.locate(properties, environment);
    } catch (IllegalArgumentException e) {
      throw new LibraryException(e.getMessage(), e);
    }
  }

  private static OneDnnLibrary users(String text, Platform platform) throws LibraryException {
    try {
      Path path = Path.of(text).toAbsolutePath();
      if (!Files.isRegularFile(path)) {
        throw new LibraryException("there is no file " + path);
      }
      Optional<String> objection = BinaryFormat.objection(path, platform);
      if (objection.isPresent()) {
        throw new LibraryException("%s cannot be loaded: %s".formatted(path, objection.get()));
      }
      return describe(path, false);
    } catch (InvalidPathException e) {
      throw new LibraryException("%s is not a path".formatted(text), e);
    } catch (IOException e) {
      throw new LibraryException("%s cannot be read: %s".formatted(text, e.getMessage()), e);
    }
  }

  @SuppressWarnings("restricted")
  private static SymbolLookup open(Path path) throws LibraryException {
    try {
      return SymbolLookup.libraryLookup(path, Arena.global());
    } catch (IllegalArgumentException e) {
      throw new LibraryException("%s cannot be loaded: %s".formatted(path, reason(path)), e);
    }
  }

  /** Why the loader refuses a library, and a remedy where the library is not to blame. */
  private static String reason(Path path) {
    LinuxFiles system = LinuxFiles.ofThisMachine();
    if (system.forbidsPrograms(path)) {
      return "its file system is mounted noexec, so that no program runs from it; keep it on"
          + " another one (FINEGRAIN_CACHE names the folder of the packaged one)";
    }
    String message = LoaderError.of(path);
    OptionalLong limit = system.limit("Max address space");
    return message.contains("map segment") && limit.isPresent()
        ? String.format(
            Locale.ROOT,
            "%s; this process may have %d MiB of address space (ulimit -v)",
            message,
            limit.getAsLong() >> 20)
        : message;
  }

  @SuppressWarnings("restricted")
  private static OneDnnLibrary describe(Path path, boolean packaged) throws LibraryException {
    SymbolLookup symbols = open(path);
    MemorySegment function =
        symbols
            .find("dnnl_version")
            .orElseThrow(() -> new LibraryException(path + " is a library, but not oneDNN"));
    try {
      MemorySegment version =
          (MemorySegment)
              Linker.nativeLinker()
                  .downcallHandle(function, FunctionDescriptor.of(ADDRESS))
                  .invokeExact();
      version = version.reinterpret(VERSION.byteSize());
      int major = version.get(JAVA_INT, 0);
      String number =
          String.format(
              Locale.ROOT, "%d.%d.%d", major, version.get(JAVA_INT, 4), version.get(JAVA_INT, 8));
      if (major != MAJOR || symbols.find("dnnl_softmax_forward_primitive_desc_create").isEmpty()) {
        throw new LibraryException(
            "%s is oneDNN %s; it must be 3.0 or a later 3".formatted(path, number));
      }
      Threading threading =
          switch (version.get(
              JAVA_INT, VERSION.byteOffset(MemoryLayout.PathElement.groupElement("cpu_runtime")))) {
            case 1 -> Threading.SEQUENTIAL;
            case 2 -> Threading.OPENMP;
            default -> Threading.OTHER;
          };
      return new OneDnnLibrary(path, packaged, number, threading, symbols);
    } catch (LibraryException e) {
      throw e;
    } catch (Throwable e) {
      throw new LibraryException("%s cannot be used: %s".formatted(path, e), e);
    }
  }
}
