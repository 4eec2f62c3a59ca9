package finegrain.trainer.data;

import com.google.gson.JsonObject;
import finegrain.trainer.UserError;
import finegrain.trainer.data.image.DecodedImages;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A folder of images of the user's own in ImageNet's layout: a folder for each class, or {@code
 * train} and {@code val} with such folders.
 *
 * @param path as the user gave it
 */
public record ImageFolder(Path path, ImageOptions imageOptions, Scaling scaling)
    implements DataSource.Stored {
  static final String KIND = "folder";
  private static final String START = KIND + ":";
  private static final String PATH = "path";
  private static final int MOST_NAME = 40;

  /**
   * The folder that a text such as {@code folder:DIR} names; empty if it names none.
   *
   * @throws UserError if nothing comes after the colon
   */
  public static Optional<ImageFolder> find(String text, ImageOptions options, Scaling scaling) {
    if (!text.startsWith(START)) {
      return Optional.empty();
    }
    String folder = text.substring(START.length());
    if (folder.isEmpty()) {
      throw new UserError("--dataset %s must have a folder after the colon".formatted(text));
    }
    try {
      return Optional.of(new ImageFolder(OwnFiles.withoutTilde(Path.of(folder)), options, scaling));
    } catch (InvalidPathException e) {
      throw new UserError("--dataset %s does not name a folder".formatted(text), e);
    }
  }

  /** How to name a folder that the user gives where a name is due; empty if it is none. */
  static Optional<String> advice(String text) {
    try {
      return DatasetCatalog.all().stream().anyMatch(known -> known.name().equals(text))
              || !Files.isDirectory(Path.of(text))
          ? Optional.empty()
          : Optional.of(START + text);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** From its JSON form. */
  static ImageFolder of(JsonObject json) {
    return new ImageFolder(
        Path.of(json.get(PATH).getAsString()),
        ImageOptions.of(json),
        Scaling.named(json.get("scaling").getAsString()));
  }

  /** The folder's own name, and the size that images are brought to. */
  @Override
  public String name() {
    String own =
        Optional.ofNullable(path.toAbsolutePath().normalize().getFileName())
            .map(Path::toString)
            .orElse("")
            .replaceAll("[^A-Za-z0-9._-]", "_");
    String size = imageOptions.side().map(side -> "-" + side).orElse("");
    return scaling.nameOf(KIND + "-" + own.substring(0, Math.min(own.length(), MOST_NAME)) + size);
  }

  @Override
  public List<String> options() {
    List<String> options = new ArrayList<>(List.of("--dataset", START + path));
    options.addAll(imageOptions.options());
    options.addAll(scaling.options());
    return options;
  }

  @Override
  public DataSource absolute() {
    return new ImageFolder(path.toAbsolutePath(), imageOptions, scaling);
  }

  @Override
  public JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("kind", KIND);
    json.addProperty(PATH, path.toString());
    imageOptions.addTo(json);
    json.addProperty("scaling", scaling.toString());
    return json;
  }

  @Override
  public Optional<String> defaultMap() {
    return Optional.empty();
  }

  @Override
  public boolean isPhotographs() {
    return true;
  }

  /** The same images in another folder. */
  public ImageFolder in(Path folder) {
    return new ImageFolder(folder, imageOptions, scaling);
  }

  @Override
  public OpenedDataset open() {
    DecodedImages images = decoded(imageOptions.side());
    if (images.sections().getFirst().classes().isEmpty()) {
      throw new UserError(
          "%s has images but no folders of them; give a folder that has a folder of images for each class"
              .formatted(path));
    }
    ClassImages classes = ClassImages.of(images, scaling != Scaling.RAW, path.toString());
    FileContents contents =
        new FileContents(classes.names(), shape(images), classes.sets(), List.of(), List.of())
            .checked(path);
    return new OpenedDataset(
        IntStream.range(0, contents.classNames().size()).boxed().toList(),
        contents.classNames(),
        () -> {
          FeatureScale scale = scaling.scale(contents.sets().train());
          return dataset(images, contents, classes.facts(), scale);
        });
  }

  /**
   * Reads images that may lie in folders of classes or not, for a network.
   *
   * @param shape of a sample of the network, which images are brought to unless the user says
   *     otherwise
   * @param scale of the samples that it was trained on
   * @throws UserError if the folder cannot be read, or an image cannot and is not to be skipped
   */
  public Predictable read(Shape shape, FeatureScale scale) {
    Optional<Integer> side =
        imageOptions
            .side()
            .or(
                () ->
                    shape.height() == shape.width()
                        ? Optional.of(shape.height())
                        : Optional.empty());
    DecodedImages images = decoded(side);
    boolean divided = scaling != Scaling.RAW;
    // Pixels come as 0 to 1, and are not divided again; samples of another shape are refused later.
    FeatureScale known =
        scale.equals(PixelRange.SCALE) || !scale.fits(shape(images).features())
            ? FeatureScale.NONE
            : scale;
    DecodedImages.Section only = images.sections().getFirst();
    if (only.classes().isEmpty()) {
      MappedPixels samples =
          new MappedPixels(
              images.pixels(),
              shape(images).features(),
              IntStream.range(0, only.labels().length).toArray(),
              only.labels(),
              divided);
      return new UnlabelledSamples(
          name(),
          shape(images),
          scaling.apply(known, new Scaling.Sets(samples, samples), name()).train());
    }
    ClassImages classes = ClassImages.of(images, divided, path.toString());
    FileContents contents =
        new FileContents(classes.names(), shape(images), classes.sets(), List.of(), List.of());
    return dataset(images, contents, classes.facts(), known);
  }

  private DecodedImages decoded(Optional<Integer> side) {
    DecodedImages images =
        DecodedImages.open(path, side.map(OptionalInt::of).orElseGet(OptionalInt::empty));
    if (!images.faults().isEmpty() && !imageOptions.skipBad()) {
      throw new UserError(
          "%s has %d %s; %s skip leaves them out:\n%s"
              .formatted(
                  path,
                  images.faults().size(),
                  images.faults().size() == 1
                      ? "entry that gives no image"
                      : "entries that give no image",
                  ImageOptions.BAD,
                  DecodedImages.text(images.faults())));
    }
    return images;
  }

  private static Shape shape(DecodedImages images) {
    return new Shape(3, images.height(), images.width());
  }

  private Dataset dataset(
      DecodedImages images, FileContents contents, List<Fact> facts, FeatureScale scale) {
    Scaling.Sets scaled = scaling.apply(scale, contents.sets(), path.toString());
    SortedMap<String, String> sha256 = new TreeMap<>();
    for (DecodedImages.Section section : images.sections()) {
      sha256.put(section.name().isEmpty() ? "images" : section.name(), section.sha256());
    }
    return new Dataset(
        name(),
        contents.shape(),
        contents.classNames(),
        scaled.train(),
        scaled.test(),
        path.toString(),
        Collections.unmodifiableSortedMap(sha256),
        scale,
        facts);
  }
}
