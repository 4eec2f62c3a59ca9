package finegrain.onednn;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The platforms for which oneDNN is packaged, and the files of its library on each. The files are
 * those of version 3.11 in the artifact org.bytedeco:dnnl:3.11-1.5.13. No other file is loaded from
 * the class path.
 */
enum Platform {
  LINUX_X86_64(
      "linux-x86_64",
      new NativeFile(
          "libgomp.so.1",
          298_776,
          "115302e45583ad3e8df681c0a5af4c8273b7399f764965280d70d8780e5ee454"),
      new NativeFile(
          "libdnnl.so.3",
          89_662_848,
          "a8948803c5718bac623b664be77fb47e24328e8693997e96e02c4308b0ee826f")),
  LINUX_ARM64(
      "linux-arm64",
      new NativeFile(
          "libgomp.so.1",
          277_896,
          "58e440465a4174fa7e7ec529e6a2b3b27eeafd048c75a2c6781fd8cd740e1f2c"),
      new NativeFile(
          "libdnnl.so.3",
          60_692_064,
          "7fe2ab67ff4a08c3944fbb46f52819dcdd74907926ececb544c1940226962301")),
  MACOSX_ARM64(
      "macosx-arm64",
      new NativeFile(
          "libomp.dylib",
          743_200,
          "e4ec1a31166cbf190c350e2c2542c0300e167e16b6f4850fb601cd761657df5a"),
      new NativeFile(
          "libdnnl.3.dylib",
          22_748_016,
          "5fb3242888a85fb00a527d2919195f92312570ea4e3be34360f676e34f34d296")),
  MACOSX_X86_64(
      "macosx-x86_64",
      new NativeFile(
          "libiomp5.dylib",
          711_824,
          "1c1aa4e4d67ab1be2a6e808c2ea51e7ea01cc36bab554a409abf1904b2d41750"),
      new NativeFile(
          "libdnnl.3.dylib",
          62_061_704,
          "de759d1c06418a7016a4764bc3614b29751f1ae617d5927f02a7e2c3ddb39860")),
  /** Its OpenMP library, VCOMP140.DLL, comes with Windows' C++ runtime. */
  WINDOWS_X86_64(
      "windows-x86_64",
      new NativeFile(
          "dnnl.dll",
          47_472_640,
          "53fc2341bf0baf8826bc21625ac2514c47892f68badea0cc39464586a712fa08"));

  private final String classifier;

  @SuppressWarnings("ImmutableEnumChecker") // List.of() is.
  private final List<NativeFile> files;

  Platform(String classifier, NativeFile... files) {
    this.classifier = classifier;
    this.files = List.of(files);
  }

  /** The platform with these values of the properties {@code os.name} and {@code os.arch}. */
  static Optional<Platform> of(String osName, String osArch) {
    String name = osName.toLowerCase(Locale.ROOT);
    String system =
        name.startsWith("linux")
            ? "linux"
            : name.startsWith("mac") || name.startsWith("darwin")
                ? "macosx"
                : name.startsWith("windows") ? "windows" : name;
    String processor =
        switch (osArch.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64", "x86-64", "x64" -> "x86_64";
          case "aarch64", "arm64" -> "arm64";
          default -> osArch;
        };
    for (Platform platform : values()) {
      if (platform.classifier.equals(system + "-" + processor)) {
        return Optional.of(platform);
      }
    }
    return Optional.empty();
  }

  /** The platform of this JVM. */
  static Optional<Platform> current() {
    return of(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  /** The Maven classifier, such as {@code linux-x86_64}. */
  String classifier() {
    return classifier;
  }

  /** The files in the order in which they are loaded; oneDNN itself is the last. */
  List<NativeFile> files() {
    return files;
  }

  /** oneDNN itself. */
  NativeFile library() {
    return files.getLast();
  }

  /**
   * Whether its loader finds the OpenMP runtime beside oneDNN by itself, as Linux does by oneDNN's
   * RUNPATH. Then the runtime must not be loaded by path: a process that already has a runtime of
   * this name would have two.
   */
  boolean findsItsNeighbours() {
    return classifier.startsWith("linux");
  }

  /** Where a file stands on the class path. */
  String resource(NativeFile file) {
    return "org/bytedeco/dnnl/" + classifier + "/" + file.name();
  }
}
