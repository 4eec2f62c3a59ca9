package finegrain.trainer.result;

import com.google.gson.JsonObject;
import finegrain.kernels.host.Machine;
import finegrain.kernels.host.WholeFile;
import finegrain.trainer.Sha256;
import finegrain.trainer.UserError;
import finegrain.trainer.data.Fact;
import finegrain.trainer.engine.NetworkState;
import finegrain.trainer.report.ReportWriter;
import finegrain.trainer.training.TrainedNetwork;
import finegrain.trainer.weights.NetworkFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The output folder of {@code finegrain train}. While the training goes on it holds the
 * configuration, a checkpoint of each network that was begun, and a lock; in the end the results,
 * with the manifest as the last one.
 */
public final class TrainingFolder implements AutoCloseable {
  private static final String MANIFEST = RunFolder.MANIFEST;

  private final Path folder;
  private final TrainingConfiguration configuration;
  private final FolderLock lock;

  private TrainingFolder(Path folder, TrainingConfiguration configuration, FolderLock lock) {
    this.folder = folder;
    this.configuration = configuration;
    this.lock = lock;
  }

  /**
   * What the manifest says beside the configuration; it changes nothing.
   *
   * @param version of this program
   * @param backend its name, and why it was chosen
   * @param readFrom where the data were read
   * @param facts what was understood of the data
   * @param threads that were used
   * @param seconds of the last part of the training
   */
  public record Circumstances(
      String version,
      String backend,
      String readFrom,
      List<Fact> facts,
      int threads,
      double seconds) {
    /** Copies the list. */
    public Circumstances {
      facts = List.copyOf(facts);
    }
  }

  /**
   * Opens a folder: a new or empty one, or one in which the same training was begun.
   *
   * @throws UserError if the folder holds anything else, is in use by another process, or cannot be
   *     written
   */
  public static TrainingFolder open(Path folder, TrainingConfiguration configuration) {
    try {
      return new TrainingFolder(
          folder, configuration, RunFolder.begin(folder, configuration.json()));
    } catch (IOException e) {
      throw RunFolder.unwritable(folder, e, "choose another one with --out");
    }
  }

  /** Where it is. */
  public Path path() {
    return folder;
  }

  /**
   * Whether the training is finished: its manifest is there.
   *
   * @throws UserError if a file is not the one that the manifest names
   */
  public boolean isFinished() throws IOException {
    if (!Files.exists(folder.resolve(MANIFEST))) {
      return false;
    }
    Optional<Path> damaged = Manifest.damagedFile(folder);
    if (damaged.isPresent()) {
      throw new UserError(
          "%s is not the file that its training wrote; remove the folder to train again, or choose another one with --out"
              .formatted(damaged.get()));
    }
    return true;
  }

  private Path checkpoint(long seed) {
    return folder.resolve("checkpoint-" + seed + ".bin");
  }

  private String training(long seed) {
    return configuration.sha256() + " " + seed;
  }

  /**
   * Keeps the state of a training, so that it can go on from there.
   *
   * @throws UserError if it cannot be written; what was kept before still is
   */
  public void keep(long seed, NetworkState state) {
    try {
      CheckpointFile.write(checkpoint(seed), training(seed), state);
    } catch (IOException e) {
      throw RunFolder.unwritable(folder, e, RunFolder.MAKE_ROOM);
    }
  }

  /**
   * Takes the state that was kept of a training, if there is any.
   *
   * @param state of the training before its first step
   * @return whether there was
   * @throws UserError if it is damaged, or of another training
   */
  public boolean resume(long seed, NetworkState state) {
    Path file = checkpoint(seed);
    if (!Files.exists(file)) {
      return false;
    }
    try {
      CheckpointFile.read(file, training(seed), state);
      return true;
    } catch (IOException e) {
      throw new UserError(
          "the checkpoint %s cannot be read (%s); make it readable, or remove it to begin that training again"
              .formatted(file, RunFolder.reason(e)),
          e);
    }
  }

  /** Where the weights of a network go. */
  public Path weights(long seed) {
    return folder.resolve(
        configuration.seeds().size() == 1
            ? "weights.safetensors"
            : "weights-" + seed + ".safetensors");
  }

  /**
   * Writes the weights of a finished network.
   *
   * @throws UserError if they cannot be written
   */
  public void writeWeights(long seed, NetworkFile weights) {
    weights.write(weights(seed));
  }

  /**
   * Writes the results of networks that are all finished, the manifest last, and removes what was
   * for its time only.
   *
   * @param networks in the order of the seeds
   * @return the accuracy in one sentence
   * @throws UserError if they cannot be written; the networks are kept
   */
  public String finish(List<TrainedNetwork> networks, Circumstances circumstances) {
    try {
      TrainingFiles.write(folder, configuration, networks);
      TrainingReport.write(folder, configuration, networks, circumstances.facts());
      JsonObject manifest = manifest(circumstances);
      WholeFile.write(folder.resolve(MANIFEST), ConfigurationFile.GSON.toJson(manifest) + "\n");
      removeLeftovers();
    } catch (IOException e) {
      throw RunFolder.unwritable(folder, e, RunFolder.MAKE_ROOM);
    }
    return TrainingReport.finding(networks);
  }

  private JsonObject manifest(Circumstances circumstances) throws IOException {
    JsonObject json = new JsonObject();
    json.addProperty("finegrain", circumstances.version());
    json.add("configuration", configuration.json());
    JsonObject source = configuration.source().json();
    source.addProperty("read_from", circumstances.readFrom());
    json.add(ConfigurationFile.DATA_SOURCE, source);
    new RunNotes(circumstances.facts(), List.of()).addTo(json);
    json.addProperty("backend", circumstances.backend());
    json.addProperty(Manifest.REFERENCE_BITS, configuration.warningOfBits().isEmpty());
    json.addProperty("threads", circumstances.threads());
    json.addProperty("seconds", circumstances.seconds());
    Manifest.add(Machine.current(), json);
    json.addProperty(Manifest.RESULTS_SHA256, hash(folder.resolve(TrainingFiles.RESULTS)));
    JsonObject hashes = new JsonObject();
    for (Path file : hashed()) {
      hashes.addProperty(file.getFileName().toString(), hash(file));
    }
    json.add(Manifest.FILES_SHA256, hashes);
    return json;
  }

  private List<Path> hashed() {
    List<Path> files = new ArrayList<>(List.of(folder.resolve(TrainingFiles.EPOCHS)));
    configuration.seeds().forEach(seed -> files.add(weights(seed)));
    return files;
  }

  private static String hash(Path file) throws IOException {
    return Sha256.of(Files.readAllBytes(file));
  }

  /** The files that a finished training has for its user. */
  public List<Path> files() {
    List<Path> files = new ArrayList<>(hashed());
    Stream.of(TrainingFiles.RESULTS, MANIFEST, ReportWriter.HTML)
        .map(folder::resolve)
        .forEach(files::add);
    return files;
  }

  private void removeLeftovers() throws IOException {
    for (long seed : configuration.seeds()) {
      Files.deleteIfExists(checkpoint(seed));
    }
  }

  /** Gives the folder free for other processes. */
  @Override
  public void close() throws IOException {
    try (lock) {
      if (Files.exists(folder.resolve(MANIFEST))) {
        removeLeftovers();
        lock.remove();
      }
    }
  }
}
