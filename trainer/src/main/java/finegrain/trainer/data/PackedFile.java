package finegrain.trainer.data;

import finegrain.trainer.UserError;
import java.io.FilterInputStream;
import java.io.InputStream;
import java.nio.file.Path;

/** A file of the user's own that may be compressed by gzip. */
public final class PackedFile {
  private PackedFile() {}

  /**
   * Opens a file. The stream gives its unpacked bytes, and throws a {@link UserError} that names
   * the file where it cannot be read.
   *
   * @throws UserError if there is no such file, or it cannot be read
   */
  public static InputStream open(Path path) {
    DataStream stream = DataStream.open(DataFile.own(path));
    return new FilterInputStream(stream.asInput()) {
      @Override
      public void close() {
        stream.close();
      }
    };
  }
}
