package finegrain.trainer.study.pretraining;

import finegrain.trainer.UserError;
import finegrain.trainer.data.FeatureScale;
import finegrain.trainer.data.Scaling;
import finegrain.trainer.data.Shape;
import finegrain.trainer.network.Architecture;
import finegrain.trainer.network.Parameters;
import finegrain.trainer.weights.NetworkFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The pretrained networks of a run, one safetensors file each, which every arm that needs one
 * takes. A file is written as a whole, so one that is there is a finished network.
 *
 * @param folder for them
 * @param dataset the name of the data
 * @param scaling of the features
 * @param scale what this made of the features in the files
 * @param perClass training images of each leaf; 0 for all
 */
record Pretrained(Path folder, String dataset, Scaling scaling, FeatureScale scale, int perClass) {
  private Path file(Arm arm, long seed) {
    return folder.resolve("%s-of-%d-%d.safetensors".formatted(arm, perClass, seed));
  }

  /**
   * A network that is there already; empty if none is, or its file is damaged.
   *
   * @param outputs of the network
   */
  Optional<Parameters> read(Arm arm, long seed, Architecture architecture, int outputs) {
    Path file = file(arm, seed);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      NetworkFile network = NetworkFile.read(file);
      boolean fits =
          network.architecture().equals(architecture) && network.classNames().size() == outputs;
      return fits ? Optional.of(network.parameters()) : Optional.empty();
    } catch (UserError damaged) {
      // It is trained again, to the same bits.
      return Optional.empty();
    }
  }

  /** Keeps a network. */
  void write(
      Arm arm,
      long seed,
      Architecture architecture,
      Shape input,
      int outputs,
      Parameters parameters) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    new NetworkFile(
            architecture,
            input,
            IntStream.range(0, outputs).mapToObj(String::valueOf).toList(),
            scaling,
            scale,
            dataset,
            new TreeMap<>(),
            parameters)
        .write(file(arm, seed));
  }
}
