package finegrain.trainer.cli;

import finegrain.trainer.UserError;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.data.ImageFolder;
import finegrain.trainer.data.ImageOptions;
import finegrain.trainer.data.MissingValues;
import finegrain.trainer.data.OwnFiles;
import finegrain.trainer.data.ReadOptions;
import finegrain.trainer.data.Scaling;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that name a data source. */
final class DataOptions {
  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description =
          "Data set of 'finegrain list', or csv:FILE, npz:FILE, npy:X,Y, idx:IMAGES,LABELS or"
              + " folder:DIR for your own (default: the experiment's own, mnist or circles).")
  private Optional<String> datasetName = Optional.empty();

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Folder that holds mnist, fashion-mnist, kmnist, cifar-10-batches-bin or"
              + " cifar-100-binary with the official files, or the files themselves (default: the"
              + " cache folder, to which 'finegrain data fetch' brings them).")
  private Optional<Path> dataDir = Optional.empty();

  @Option(
      names = "--unverified",
      description = "Use data files whose checksums are not the official ones.")
  private boolean unverified;

  @Option(
      names = "--scale",
      paramLabel = "NAME",
      defaultValue = "none",
      description =
          "Scale each feature by the training set: standard (mean 0, deviation 1), unit (0 to 1)"
              + " or none; pixels from 0 to 255 become 0 to 1 with none, and stay with raw"
              + " (default: ${DEFAULT-VALUE}).")
  private String scaleName = "";

  @Option(
      names = "--label-column",
      paramLabel = "NAME|N",
      description =
          "Column of the fine labels of a csv file, by its name in the header or its number from 1"
              + " (default: one that is named label, class, target or species, or else the last"
              + " one).")
  private Optional<String> labelColumn = Optional.empty();

  @Option(
      names = "--ignore",
      paramLabel = "NAME|N",
      split = ",",
      description = "Columns of a csv file to leave out.")
  private List<String> ignore = List.of();

  @Option(
      names = "--columns",
      paramLabel = "NAME|N",
      split = ",",
      description = "Columns of a csv file to take as features, without all others.")
  private List<String> columns = List.of();

  @Option(
      names = "--missing",
      paramLabel = "NAME",
      description =
          "Where a csv file lacks values, drop such lines, or take the mean of the training"
              + " samples (default: refuse the file).")
  private Optional<String> missing = Optional.empty();

  @Option(
      names = "--image-size",
      paramLabel = "N",
      description =
          "Make each image of folder:DIR N x N pixels: its shorter side becomes N, and the middle"
              + " of the longer one stays (default: the images' own size, if all have the same).")
  private Optional<Integer> imageSize = Optional.empty();

  @Option(
      names = "--bad-images",
      paramLabel = "NAME",
      description =
          "Of folder:DIR, refuse files that give no image, such as damaged ones, or skip them"
              + " (default: refuse).")
  private Optional<String> badImages = Optional.empty();

  /**
   * The source that the user names, by the option or in another way.
   *
   * @param text as for {@code --dataset}
   * @throws UserError if both are given, or none, or there is no such source
   */
  DataSource source(Optional<String> text) {
    if (text.isPresent() == datasetName.isPresent()) {
      throw new UserError(
          "name one data set: of 'finegrain list', or csv:FILE, npz:FILE or folder:DIR for your"
              + " own");
    }
    return source(text.orElse(""));
  }

  /**
   * The source that the user names.
   *
   * @param otherwise value of {@code --dataset} where the user gives none
   * @throws UserError if there is no such source, or it cannot be scaled
   */
  DataSource source(String otherwise) {
    return source(otherwise, Scaling.named(scaleName));
  }

  /**
   * The source that the user names, scaled as a network needs it.
   *
   * @param otherwise value of {@code --dataset} where the user gives none
   * @param needed how its features must be scaled
   * @throws UserError if there is no such source, or the user asks for another scaling
   */
  DataSource scaledSource(String otherwise, Scaling needed) {
    checkScale(needed);
    return source(otherwise, needed);
  }

  private void checkScale(Scaling needed) {
    Scaling asked = Scaling.named(scaleName);
    if (asked != Scaling.NONE && asked != needed) {
      throw new UserError(
          "--scale %s does not fit the weights, which are for features of --scale %s; leave it out"
              .formatted(asked, needed));
    }
  }

  /**
   * The files of the user's own that the user names, which may have labels or not, scaled as a
   * network needs it; empty if the user names another source.
   *
   * @param otherwise value of {@code --dataset} where the user gives none
   * @throws UserError if their format needs another number of files
   */
  Optional<OwnFiles> ownFiles(String otherwise, Scaling needed) {
    checkScale(needed);
    return OwnFiles.find(datasetName.orElse(otherwise), readOptions(), needed);
  }

  /**
   * The folder of images that the user names, which may have classes or not, scaled as a network
   * needs it; empty if the user names another source.
   *
   * @param otherwise value of {@code --dataset} where the user gives none
   */
  Optional<ImageFolder> imageFolder(String otherwise, Scaling needed) {
    checkScale(needed);
    return ImageFolder.find(datasetName.orElse(otherwise), imageOptions(), needed);
  }

  private DataSource source(String otherwise, Scaling scaling) {
    return DataSource.of(
        datasetName.orElse(otherwise), dataDir, unverified, readOptions(), imageOptions(), scaling);
  }

  private ImageOptions imageOptions() {
    return ImageOptions.of(imageSize, badImages);
  }

  private ReadOptions readOptions() {
    return new ReadOptions(
        labelColumn,
        ignore,
        columns,
        missing.map(MissingValues::named).orElse(MissingValues.REFUSE));
  }

  /** Whether the user names one. */
  boolean isGiven() {
    return datasetName.isPresent();
  }
}
