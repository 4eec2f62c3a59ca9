package finegrain.trainer.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** All arrays of an npz file, for tests of other packages. */
public final class NpzArrays {
  /**
   * An array.
   *
   * @param shape the sizes of its dimensions
   * @param values in C order
   */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
  public record Array(List<Integer> shape, float[] values) {}

  private NpzArrays() {}

  /** The arrays by their names. */
  public static Map<String, Array> read(Path path) throws IOException {
    Map<String, Array> arrays = new TreeMap<>();
    try (ZipFile zip = new ZipFile(path.toFile())) {
      for (ZipEntry entry : new ArrayList<ZipEntry>(zip.stream().toList())) {
        String name = entry.getName().replaceFirst("\\.npy$", "");
        try (InputStream in = zip.getInputStream(entry)) {
          NpyArray array = NpyArray.read(in, name, name + " in " + path);
          array.checkEnd(in);
          float[] values = new float[array.size()];
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.value(i);
          }
          arrays.put(name, new Array(array.shape(), values));
        }
      }
    }
    return arrays;
  }
}
