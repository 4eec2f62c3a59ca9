package finegrain.trainer.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Data folders for tests: one with a few made-up images that train in no time, and one with the
 * official files.
 */
final class SmallMnist {
  static final List<String> FILES =
      List.of(
          "train-images-idx3-ubyte",
          "train-labels-idx1-ubyte",
          "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte");

  private SmallMnist() {}

  /** Writes 10 training and 20 test images of each digit into {@code data/mnist}. */
  static Path write(Path data) throws IOException {
    Path folder = Files.createDirectories(data.resolve("mnist"));
    Files.write(folder.resolve(FILES.get(0)), images(100, 1));
    Files.write(folder.resolve(FILES.get(1)), labels(100));
    Files.write(folder.resolve(FILES.get(2)), images(200, 2));
    Files.write(folder.resolve(FILES.get(3)), labels(200));
    return folder;
  }

  /** Copies the official files that are built in into {@code data/mnist}, compressed. */
  static Path copyOfficial(Path data) throws IOException {
    Path folder = Files.createDirectories(data.resolve("mnist"));
    for (String file : FILES) {
      String resource = "/finegrain/trainer/data/mnist/" + file + ".gz";
      try (InputStream in = SmallMnist.class.getResourceAsStream(resource)) {
        Files.copy(in, folder.resolve(file + ".gz"));
      }
    }
    return folder;
  }

  /** Image i has a bright row 2 d for its digit d = i mod 10, over noise. */
  private static byte[] images(int count, int seed) {
    ByteBuffer file = ByteBuffer.allocate(16 + 784 * count);
    file.putInt(0x803).putInt(count).putInt(28).putInt(28);
    int noise = seed;
    for (int i = 0; i < count; i++) {
      for (int pixel = 0; pixel < 784; pixel++) {
        noise = 1_664_525 * noise + 1_013_904_223;
        boolean bright = pixel / 28 == 2 * (i % 10);
        file.put((byte) (bright ? 255 : noise >>> 25));
      }
    }
    return file.array();
  }

  private static byte[] labels(int count) {
    ByteBuffer file = ByteBuffer.allocate(8 + count);
    file.putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      file.put((byte) (i % 10));
    }
    return file.array();
  }
}
