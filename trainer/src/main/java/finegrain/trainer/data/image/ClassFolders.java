package finegrain.trainer.data.image;

import finegrain.trainer.UserError;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The folders of a folder in ImageNet's layout, without a look at the images. */
public final class ClassFolders {
  private static final List<String> TRAINING = List.of("train", "train_mini");
  private static final List<String> HELD_OUT = List.of("val", "validation", "test");

  private ClassFolders() {}

  /**
   * The names of the classes, in alphabetical order.
   *
   * @throws UserError if there is no such folder, it cannot be read, or it has no folders
   */
  public static List<String> names(Path dir) {
    check(dir);
    List<String> names = new ArrayList<>();
    Path training = training(dir).map(dir::resolve).orElse(dir);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(training, Files::isDirectory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (!name.startsWith(".")) {
          names.add(name);
        }
      }
    } catch (IOException e) {
      throw new UserError("the folder %s cannot be read (%s)".formatted(training, e), e);
    }
    if (names.isEmpty()) {
      throw new UserError(
          "%s has no folders; give a folder that has a folder of images for each class"
              .formatted(training));
    }
    Collections.sort(names);
    return names;
  }

  static void check(Path dir) {
    if (!Files.isDirectory(dir)) {
      throw new UserError(
          "%s %s; give a folder that has a folder of images for each class"
              .formatted(dir, Files.exists(dir) ? "is not a folder" : "does not exist"));
    }
  }

  /** The folder of the training images; empty if classes lie in the folder itself. */
  static Optional<String> training(Path dir) {
    return existing(dir, TRAINING);
  }

  /** The folder of the held-out images. */
  static Optional<String> heldOut(Path dir) {
    return existing(dir, HELD_OUT);
  }

  private static Optional<String> existing(Path dir, List<String> names) {
    return names.stream().filter(name -> Files.isDirectory(dir.resolve(name))).findFirst();
  }
}
