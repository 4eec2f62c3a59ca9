package finegrain.trainer.data;

import finegrain.trainer.UserError;
import finegrain.trainer.data.ArraySets.Pair;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads files of the user's own with an array each, as {@code numpy.save} writes them: x and y, or
 * x_train, y_train, x_test and y_test.
 */
final class NpyReader {
  private NpyReader() {}

  /**
   * Reads two files or four.
   *
   * @throws UserError if one cannot be read or is malformed, if they do not fit, or if there are
   *     too few samples
   */
  static FileContents read(List<Path> paths, ReadOptions options) {
    options.refuseFor(paths.getFirst().toString());
    List<NpyArray> arrays = new ArrayList<>();
    List<String> sha256 = new ArrayList<>();
    for (Path path : paths) {
      try (DataStream in = DataStream.open(DataFile.own(path))) {
        arrays.add(read(in.asInput(), path));
        sha256.add(in.hash().content());
      }
    }
    List<Pair> pairs = ArrayOrder.pairs(arrays, paths.getFirst().toString());
    return ArraySets.of(
        paths.getFirst(), pairs.getFirst(), pairs.stream().skip(1).findFirst(), sha256, List.of());
  }

  /**
   * Reads a file of samples without labels.
   *
   * @throws UserError if it cannot be read or is malformed
   */
  static OwnContents.Unlabelled readSamples(Path path, ReadOptions options) {
    options.refuseFor(path.toString());
    try (DataStream in = DataStream.open(DataFile.own(path))) {
      return ArraySets.unlabelled(read(in.asInput(), path));
    }
  }

  private static NpyArray read(InputStream in, Path path) {
    try {
      NpyArray array = NpyArray.read(in, String.valueOf(path.getFileName()), path.toString());
      array.checkEnd(in);
      return array;
    } catch (IOException e) {
      throw new AssertionError("a DataStream throws no IOException", e);
    }
  }
}
