package finegrain.trainer.data;

import java.util.Objects;

/**
 * A file of a published data set.
 *
 * @param name its name, without {@code .gz}
 * @param samples how many images or labels it holds
 * @param hashed which of its bytes the checksum is of
 * @param sha256 their SHA-256 in lower-case hexadecimal
 */
public record OfficialFile(String name, int samples, Hashed hashed, String sha256) {
  /** Which bytes of a file a checksum is of. */
  public enum Hashed {
    /** The bytes after decompression, so that the file may come compressed or not. */
    CONTENT,
    /** The gzip file as it is published, where no checksum of its content is known. */
    GZIP
  }

  /** A file with the checksum of its decompressed bytes. */
  public OfficialFile(String name, int samples, String sha256) {
    this(name, samples, Hashed.CONTENT, sha256);
  }

  /** Checks nothing but that nothing is null. */
  public OfficialFile {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(hashed, "hashed");
    Objects.requireNonNull(sha256, "sha256");
  }
}
