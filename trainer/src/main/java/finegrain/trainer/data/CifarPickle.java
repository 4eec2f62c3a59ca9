package finegrain.trainer.data;

import finegrain.trainer.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * Reads a batch of the python version of CIFAR: a dictionary with lists of labels and an array of
 * pixels, in the order of the binary version.
 */
final class CifarPickle {
  /** CIFAR-100's training set has 155 MB. */
  private static final int MOST_BYTES = 1 << 28;

  private static final List<List<String>> LABELS =
      List.of(List.of("labels"), List.of("coarse_labels", "fine_labels"));

  private CifarPickle() {}

  /**
   * The records that the binary version has.
   *
   * @throws UserError if the file is no such batch
   */
  static byte[] records(DataFile file, KnownDataset known) {
    try (InputStream in = file.opener().open()) {
      byte[] bytes = in.readNBytes(MOST_BYTES);
      if (in.read() >= 0) {
        throw new Pickle.Refused("it has more than %d bytes".formatted(MOST_BYTES));
      }
      if (Pickle.read(bytes) instanceof Map<?, ?> batch) {
        return records(batch, known.format());
      }
      throw new Pickle.Refused("it is no dictionary");
    } catch (Pickle.Refused e) {
      throw new UserError(
          "%s is not a batch of the python version of %s (%s); download it again, or use the binary version, which 'finegrain data fetch %s' brings"
              .formatted(file.shown(), known.name(), e.getMessage(), known.name()),
          e);
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }

  private static byte[] records(Map<?, ?> batch, KnownDataset.Format format) throws Pickle.Refused {
    byte[] pixels = pixels(batch.get("data"));
    int features = format.features();
    int samples = pixels.length / features;
    byte[] records = new byte[Math.multiplyExact(samples, format.sampleBytes())];
    List<String> names = LABELS.get(format.labelBytes() - 1);
    for (int j = 0; j < names.size(); j++) {
      if (!(batch.get(names.get(j)) instanceof List<?> labels)
          || labels.size() != samples
          || pixels.length % features != 0) {
        throw new Pickle.Refused(
            "it has not as many %s as images of %d bytes".formatted(names.get(j), features));
      }
      for (int i = 0; i < samples; i++) {
        records[i * format.sampleBytes() + j] = label(labels.get(i));
      }
    }
    for (int i = 0; i < samples; i++) {
      System.arraycopy(
          pixels, i * features, records, i * format.sampleBytes() + names.size(), features);
    }
    return records;
  }

  private static byte label(Object label) throws Pickle.Refused {
    if (label instanceof Integer value && value >= 0 && value < 1 << Byte.SIZE) {
      return value.byteValue();
    }
    throw new Pickle.Refused("it has a label that is no byte");
  }

  /** The state of an array is its version, shape, type, order and bytes. */
  private static byte[] pixels(Object data) throws Pickle.Refused {
    if (data instanceof Pickle.Made array
        && array.state().size() == 5
        && array.state().get(2) instanceof Pickle.Made type
        && !type.arguments().isEmpty()
        && type.arguments().getFirst() instanceof byte[] code
        && Pickle.text(code).equals("u1")
        && Integer.valueOf(0).equals(array.state().get(3))
        && array.state().get(4) instanceof byte[] pixels) {
      return pixels;
    }
    throw new Pickle.Refused("its data are no array of uint8");
  }
}
