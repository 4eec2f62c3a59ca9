package finegrain.trainer.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import finegrain.trainer.UserError;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Files of the user's own, which are one data set together.
 *
 * @param paths as the user gave them; those of a format that needs several come in its order
 */
public record OwnFiles(
    FileFormat format, List<Path> paths, ReadOptions readOptions, Scaling scaling)
    implements DataSource.Stored {
  /** Raised by whoever changes what files are taken for. */
  private static final int READING = 2;

  private static final int MOST_NAME = 40;
  private static final String PATH = "path";
  private static final String PATHS = "paths";

  /** The launcher gives the standard input of a JVM to nobody. */
  private static final Set<String> STANDARD_INPUT = Set.of("-", "/dev/stdin", "/dev/fd/0");

  /** Copies the list. */
  public OwnFiles {
    paths = List.copyOf(paths);
  }

  /** One file, read as it is. */
  OwnFiles(FileFormat format, Path path, Scaling scaling) {
    this(format, List.of(path), ReadOptions.NONE, scaling);
  }

  static OwnFiles parse(FileFormat format, String text, ReadOptions options, Scaling scaling) {
    return parse(format, text, options, scaling, false);
  }

  /**
   * Files that may have labels or not, as {@link DataSource#of} takes them; empty if the text names
   * no files.
   *
   * @throws UserError if the format needs another number of them
   */
  public static Optional<OwnFiles> find(String text, ReadOptions options, Scaling scaling) {
    return Arrays.stream(FileFormat.values())
        .filter(format -> text.startsWith(format + ":"))
        .findFirst()
        .map(format -> parse(format, text, options, scaling, true));
  }

  private static OwnFiles parse(
      FileFormat format, String text, ReadOptions options, Scaling scaling, boolean alone) {
    String files = text.substring(format.toString().length() + 1);
    if (files.isEmpty()) {
      throw new UserError("--dataset %s must have a file after the colon".formatted(text));
    }
    if (STANDARD_INPUT.contains(files)) {
      throw new UserError(
          "--dataset %s: data are not read from the standard input; save them to a file%s"
              .formatted(text, format == FileFormat.CSV ? ", or write csv:<(COMMAND)" : ""));
    }
    try {
      List<Path> paths = format.paths(files, alone).stream().map(OwnFiles::withoutTilde).toList();
      return new OwnFiles(format, paths, options, scaling);
    } catch (InvalidPathException e) {
      throw new UserError("--dataset %s does not name a file".formatted(text), e);
    }
  }

  /**
   * A shell replaces the tilde at the start of a word only, and here the format comes before it.
   */
  static Path withoutTilde(Path path) {
    if (!path.startsWith("~")) {
      return path;
    }
    Path home =
        Path.of(
            Optional.ofNullable(System.getenv("HOME"))
                .orElse(System.getProperty("user.home", "~")));
    return path.getNameCount() == 1 ? home : home.resolve(path.subpath(1, path.getNameCount()));
  }

  /**
   * How to name files of a format, if the text looks like the name of a file and not of a data set.
   */
  static Optional<String> advice(String text) {
    for (FileFormat format : FileFormat.values()) {
      String endings = format == FileFormat.CSV ? "csv|tsv|txt|dat" : format.toString();
      if (text.matches("(?is).*\\.(" + endings + ")(\\.gz)?")) {
        return Optional.of(format + ":" + text);
      }
    }
    return Optional.empty();
  }

  /** From its JSON form. */
  static OwnFiles of(FileFormat format, JsonObject json) {
    List<Path> paths =
        json.has(PATH)
            ? List.of(Path.of(json.get(PATH).getAsString()))
            : json.getAsJsonArray(PATHS).asList().stream()
                .map(JsonElement::getAsString)
                .map(Path::of)
                .toList();
    return new OwnFiles(
        format, paths, ReadOptions.of(json), Scaling.named(json.get("scaling").getAsString()));
  }

  /**
   * The format and the first file's name without its ending; other characters become underscores.
   */
  @Override
  public String name() {
    String stem =
        fileName(paths.getFirst())
            .replaceFirst("(?i)\\.gz$", "")
            .replaceFirst("(?i)\\." + format + "$", "");
    String safe = stem.replaceAll("[^A-Za-z0-9._-]", "_");
    return scaling.nameOf(format + "-" + safe.substring(0, Math.min(safe.length(), MOST_NAME)));
  }

  /** The name of a file, with its place where two files have the same name. */
  private String key(int i) {
    String name = fileName(paths.get(i));
    long same = paths.stream().filter(path -> fileName(path).equals(name)).count();
    return same == 1 ? name : "%s (file %d)".formatted(name, i + 1);
  }

  private static String fileName(Path path) {
    return String.valueOf(path.getFileName());
  }

  @Override
  public List<String> options() {
    List<String> options = new ArrayList<>(List.of("--dataset", format + ":" + shown()));
    options.addAll(readOptions.options());
    options.addAll(scaling.options());
    return options;
  }

  /** The files as the user writes them. */
  private String shown() {
    return paths.stream().map(Path::toString).collect(Collectors.joining(","));
  }

  @Override
  public DataSource absolute() {
    return new OwnFiles(
        format, paths.stream().map(Path::toAbsolutePath).toList(), readOptions, scaling);
  }

  @Override
  public JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("kind", format.toString());
    if (paths.size() == 1) {
      json.addProperty(PATH, paths.getFirst().toString());
    } else {
      JsonArray all = new JsonArray();
      paths.forEach(path -> all.add(path.toString()));
      json.add(PATHS, all);
    }
    readOptions.addTo(json);
    json.addProperty("scaling", scaling.toString());
    return json;
  }

  /**
   * How the files are read, apart from where they lie, as JSON: runs that read one file in two ways
   * have other samples.
   */
  public JsonObject reading() {
    JsonObject json = new JsonObject();
    json.addProperty("version", READING);
    readOptions.addTo(json);
    return json;
  }

  @Override
  public Optional<String> defaultMap() {
    return Optional.empty();
  }

  @Override
  public OpenedDataset open() {
    FileContents contents = format.read(paths, readOptions);
    List<String> classNames = contents.classNames();
    return new OpenedDataset(
        IntStream.range(0, classNames.size()).boxed().toList(),
        classNames,
        () -> dataset(contents, PreparedSets.of(contents.sets(), scaling, shown())));
  }

  /**
   * Reads files that may have labels or not, for a network.
   *
   * @param features of a sample of the network
   * @param scale of the samples that it was trained on
   * @throws UserError if a file cannot be read or is malformed
   */
  public Predictable read(int features, FeatureScale scale) {
    OwnContents contents = format.readAny(paths, readOptions, features);
    boolean known = !scale.equals(FeatureScale.NONE) && scale.fits(contents.shape().features());
    return switch (contents) {
      case FileContents labelled ->
          dataset(
              labelled,
              known
                  ? PreparedSets.alike(scaleOf(scale), labelled.sets(), scaling, shown())
                  : PreparedSets.of(labelled.sets(), scaling, shown()));
      case OwnContents.Unlabelled(Shape shape, DoubleSamples samples) -> {
        // As both sets of a data set.
        Scaling.Sets sets = new Scaling.Sets(samples, samples);
        PreparedSets prepared =
            known
                ? PreparedSets.alike(scaleOf(scale), sets, scaling, shown())
                : PreparedSets.of(sets, Scaling.NONE, shown());
        yield new UnlabelledSamples(name(), shape, prepared.sets().train());
      }
    };
  }

  /** Bytes of IDX files come as 0 to 1, and are not divided again. */
  private FeatureScale scaleOf(FeatureScale scale) {
    return format == FileFormat.IDX && scale.equals(PixelRange.SCALE) ? FeatureScale.NONE : scale;
  }

  private Dataset dataset(FileContents contents, PreparedSets prepared) {
    List<Fact> facts = new ArrayList<>(contents.facts());
    facts.addAll(prepared.facts());
    TreeMap<String, String> sha256 = new TreeMap<>();
    IntStream.range(0, paths.size()).forEach(i -> sha256.put(key(i), contents.sha256().get(i)));
    return new Dataset(
        name(),
        contents.shape(),
        contents.classNames(),
        prepared.sets().train(),
        prepared.sets().test(),
        shown(),
        sha256,
        prepared.scale(),
        facts);
  }

  /** The files of the same names in another folder. */
  public OwnFiles in(Path folder) {
    return new OwnFiles(
        format,
        paths.stream().map(path -> folder.resolve(fileName(path))).toList(),
        readOptions,
        scaling);
  }
}
