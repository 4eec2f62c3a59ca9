package finegrain.trainer.result;

import finegrain.kernels.host.WholeFile;
import finegrain.trainer.Sha256;
import finegrain.trainer.UserError;
import finegrain.trainer.engine.NetworkState;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A checkpoint: the state of a training, which training it is, and a hash over both at the end. It
 * is written whole, or not at all.
 */
final class CheckpointFile {
  private static final String TITLE = "finegrain checkpoint 1";
  private static final int HASH_BYTES = 32;
  private static final int BUFFER = 1 << 16;

  private CheckpointFile() {}

  /**
   * Writes or replaces a checkpoint.
   *
   * @param training what tells this training from others
   */
  static void write(Path file, String training, NetworkState state) throws IOException {
    WholeFile.write(
        file,
        whole -> {
          MessageDigest digest = Sha256.digest();
          DigestOutputStream hashed = new DigestOutputStream(whole, digest);
          DataOutputStream out = new DataOutputStream(new BufferedOutputStream(hashed, BUFFER));
          out.writeUTF(TITLE);
          out.writeUTF(training);
          state.write(out);
          out.flush();
          whole.write(digest.digest());
        });
  }

  /**
   * Takes the state of a training from its checkpoint.
   *
   * @param training as it was written
   * @param state of a network and an optimiser like those of the training
   * @throws UserError if the file is damaged, or belongs to another training
   */
  static void read(Path file, String training, NetworkState state) throws IOException {
    if (!hasItsHash(file)) {
      throw unusable(file, "is damaged", null);
    }
    try (DataInputStream in = open(file)) {
      if (!in.readUTF().equals(TITLE)) {
        throw unusable(file, "was written by another version of Finegrain", null);
      }
      if (!in.readUTF().equals(training)) {
        throw unusable(file, "belongs to another training", null);
      }
      state.read(in);
      if (in.skip(Long.MAX_VALUE) != HASH_BYTES) {
        throw unusable(file, "was written by another version of Finegrain", null);
      }
    } catch (java.io.EOFException | java.io.UTFDataFormatException e) {
      throw unusable(file, "was written by another version of Finegrain", e);
    }
  }

  private static UserError unusable(Path file, String fault, Throwable cause) {
    return new UserError(
        "the checkpoint %s %s; remove it to begin that training again, or choose another folder with --out"
            .formatted(file, fault),
        cause);
  }

  private static DataInputStream open(Path file) throws IOException {
    return new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER));
  }

  /** Before anything is taken from the file. */
  private static boolean hasItsHash(Path file) throws IOException {
    long left = Files.size(file) - HASH_BYTES;
    if (left < 0) {
      return false;
    }
    MessageDigest digest = Sha256.digest();
    try (DataInputStream whole = open(file);
        InputStream hashed = new DigestInputStream(whole, digest)) {
      byte[] chunk = new byte[BUFFER];
      while (left > 0) {
        int read = hashed.read(chunk, 0, (int) Math.min(left, chunk.length));
        if (read < 0) {
          return false;
        }
        left -= read;
      }
      byte[] hash = new byte[HASH_BYTES];
      whole.readFully(hash);
      return HexFormat.of().formatHex(hash).equals(Sha256.hex(digest));
    }
  }
}
