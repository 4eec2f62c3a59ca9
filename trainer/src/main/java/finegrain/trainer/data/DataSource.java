package finegrain.trainer.data;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import finegrain.trainer.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where the samples of a run come from, as a value: nothing has been read or generated yet. */
public sealed interface DataSource {
  /**
   * The source that the options of the command line name.
   *
   * @param text value of {@code --dataset}: the name of a published data set, {@code csv:FILE},
   *     {@code npz:FILE}, {@code circles}, {@code circles-DEVIATION} or {@code disc}
   * @param dataDir folder that holds the folders of published data sets; other sources ignore it
   * @param unverified whether to accept files of a published data set that are not the official
   *     ones; other sources ignore it
   * @param options how the user's own files are read; other sources have none
   * @throws UserError if there is no such source, or it cannot be scaled or read so
   */
  static DataSource of(
      String text,
      Optional<Path> dataDir,
      boolean unverified,
      ReadOptions options,
      Scaling scaling) {
    return of(text, dataDir, unverified, options, ImageOptions.NONE, scaling);
  }

  /**
   * The source that the options of the command line name, with those of images.
   *
   * @param text value of {@code --dataset}, which may be {@code folder:DIR} too
   * @param imageOptions how images in a folder are read; other sources have none
   * @throws UserError if there is no such source, or it cannot be scaled or read so
   */
  static DataSource of(
      String text,
      Optional<Path> dataDir,
      boolean unverified,
      ReadOptions options,
      ImageOptions imageOptions,
      Scaling scaling) {
    Optional<ImageFolder> folder = ImageFolder.find(text, imageOptions, scaling);
    if (folder.isPresent()) {
      options.refuseFor(text);
      return folder.get();
    }
    imageOptions.refuseFor(text);
    for (FileFormat format : FileFormat.values()) {
      if (text.startsWith(format + ":")) {
        return OwnFiles.parse(format, text, options, scaling);
      }
    }
    Optional<Generated> generated = Generated.parse(text);
    if (generated.isEmpty()) {
      ImageFolder.advice(text)
          .or(() -> OwnFiles.advice(text))
          .ifPresent(
              advice -> {
                throw new UserError(
                    "there is no data set \"%s\"; for a %s of your own, write --dataset %s"
                        .formatted(text, advice.startsWith("folder:") ? "folder" : "file", advice));
              });
      options.refuseFor(text);
      if (scaling == Scaling.RAW) {
        throw new UserError(
            "--scale %s is for files of your own, and not for %s; leave it out"
                .formatted(scaling, text));
      }
      return new Published(DatasetCatalog.named(text), dataDir, unverified, scaling);
    }
    options.refuseFor(text);
    if (scaling != Scaling.NONE) {
      throw new UserError("--scale is not for %s; leave it out".formatted(text));
    }
    return generated.get();
  }

  /**
   * The source of a name, unscaled, at its default place.
   *
   * @throws UserError if there is no such source
   */
  static DataSource named(String text) {
    return of(text, Optional.empty(), false, ReadOptions.NONE, Scaling.NONE);
  }

  /**
   * The source whose {@linkplain #json JSON form} is given.
   *
   * @throws JsonParseException if no source has this form
   */
  static DataSource of(JsonObject json) {
    try {
      String kind = json.get("kind").getAsString();
      return switch (kind) {
        case Published.KIND ->
            new Published(
                DatasetCatalog.named(json.get("name").getAsString()),
                Optional.ofNullable(json.get("data_dir"))
                    .map(JsonElement::getAsString)
                    .map(Path::of),
                json.get("unverified").getAsBoolean(),
                Scaling.named(json.get("scaling").getAsString()));
        case ImageFolder.KIND -> ImageFolder.of(json);
        case Circles.KIND ->
            new Circles(json.get("name").getAsString(), json.get("deviation").getAsDouble());
        case Disc.KIND -> new Disc();
        default -> OwnFiles.of(FileFormat.valueOf(kind.toUpperCase(Locale.ROOT)), json);
      };
    } catch (RuntimeException other) {
      // A key is missing, or its value is not valid.
      throw new JsonParseException("no data source: " + json, other);
    }
  }

  /**
   * The name in results and in the names of folders: letters, digits, dots, dashes and underscores.
   * It says how the features are scaled.
   */
  String name();

  /** The options of {@code finegrain run} that name this source, with their values. */
  List<String> options();

  /** This source as JSON, from which {@link #of(JsonObject)} makes it again. */
  JsonObject json();

  /** The name of the default training protocol. */
  String defaultProtocol();

  /** The same source with the whole paths of its files, for a process with another folder. */
  default DataSource absolute() {
    return this;
  }

  /** Whether a shifted or mirrored image is as good: photographs of things, not digits. */
  default boolean isPhotographs() {
    return false;
  }

  /** The default label map, if the source has one. */
  Optional<String> defaultMap();

  /** A source of files. */
  sealed interface Stored extends DataSource permits Published, OwnFiles, ImageFolder {
    /**
     * Determines the fine classes.
     *
     * @throws UserError if a file has to be read for it, and cannot be read or is malformed
     */
    OpenedDataset open();

    /** How its features are scaled. */
    Scaling scaling();

    @Override
    default String defaultProtocol() {
      return "paper";
    }
  }

  /**
   * A published data set.
   *
   * @param dataDir folder that holds the folders of data sets; where there is none, the built-in
   *     copy or the cache folder
   * @param unverified whether to accept files that are not the official ones
   */
  record Published(
      KnownDataset dataset, Optional<Path> dataDir, boolean unverified, Scaling scaling)
      implements Stored {
    private static final String KIND = "published";

    @Override
    public String name() {
      return scaling.nameOf(dataset.name());
    }

    @Override
    public List<String> options() {
      List<String> options = new ArrayList<>(List.of("--dataset", dataset.name()));
      dataDir.ifPresent(dir -> options.addAll(List.of("--data-dir", dir.toString())));
      if (unverified) {
        options.add("--unverified");
      }
      options.addAll(scaling.options());
      return options;
    }

    @Override
    public JsonObject json() {
      JsonObject json = new JsonObject();
      json.addProperty("kind", KIND);
      json.addProperty("name", dataset.name());
      json.addProperty("scaling", scaling.toString());
      dataDir.ifPresent(dir -> json.addProperty("data_dir", dir.toString()));
      json.addProperty("unverified", unverified);
      return json;
    }

    @Override
    public DataSource absolute() {
      return new Published(dataset, dataDir.map(Path::toAbsolutePath), unverified, scaling);
    }

    @Override
    public Optional<String> defaultMap() {
      return Optional.of(dataset.defaultMap());
    }

    @Override
    public boolean isPhotographs() {
      return dataset.format() != KnownDataset.Format.IDX;
    }

    @Override
    public OpenedDataset open() {
      return new OpenedDataset(
          dataset.fineClasses(),
          dataset.fineClassNames(),
          () -> DatasetLoader.load(dataset, dataDir, unverified, scaling));
    }
  }

  /** Points in the plane, which are generated for each run. */
  sealed interface Generated extends DataSource {
    private static Optional<Generated> parse(String text) {
      return text.equals(Disc.KIND) ? Optional.of(new Disc()) : Circles.parse(text);
    }

    @Override
    default List<String> options() {
      return List.of("--dataset", name());
    }

    @Override
    default String defaultProtocol() {
      return "circles";
    }
  }

  /**
   * Points on concentric rings.
   *
   * @param name as the user gave it; it may contain the deviation
   * @param deviation of the radius, as a share of the distance of two rings
   */
  record Circles(String name, double deviation) implements Generated {
    private static final String KIND = "circles";
    private static final double USUAL_DEVIATION = 0.15;

    private static Optional<Generated> parse(String text) {
      if (text.equals(KIND)) {
        return Optional.of(new Circles(text, USUAL_DEVIATION));
      }
      String start = KIND + "-";
      if (!text.startsWith(start)) {
        return Optional.empty();
      }
      String number = text.substring(start.length());
      double deviation = number.matches("\\d*\\.?\\d+") ? Double.parseDouble(number) : -1;
      if (deviation < 0 || deviation > 1) {
        throw new UserError(
            "the data set %s must be circles, or circles- and a deviation from 0 to 1 such as circles-0.2"
                .formatted(text));
      }
      return Optional.of(new Circles(text, deviation));
    }

    @Override
    public JsonObject json() {
      JsonObject json = new JsonObject();
      json.addProperty("kind", KIND);
      json.addProperty("name", name);
      json.addProperty("deviation", deviation);
      return json;
    }

    @Override
    public Optional<String> defaultMap() {
      return Optional.of("0101");
    }
  }

  /** Points in a disc. */
  record Disc() implements Generated {
    private static final String KIND = "disc";

    @Override
    public String name() {
      return KIND;
    }

    @Override
    public JsonObject json() {
      JsonObject json = new JsonObject();
      json.addProperty("kind", KIND);
      return json;
    }

    @Override
    public Optional<String> defaultMap() {
      return Optional.of("delta=0.2");
    }
  }
}
