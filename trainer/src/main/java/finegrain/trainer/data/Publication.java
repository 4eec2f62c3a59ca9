package finegrain.trainer.data;

import java.net.URI;
import java.util.List;

/**
 * What the official hosts of a data set send.
 *
 * @param hosts the folders of the files, each ending with a slash; the first is the best
 * @param packing how the data files are packed
 * @param downloads the files to be fetched
 */
public record Publication(List<URI> hosts, Packing packing, List<Download> downloads) {
  /** How data files are packed for download. */
  public enum Packing {
    /** Each data file is a gzip file of its own, and is kept as it is. */
    GZIP_EACH,
    /** One tar file, compressed by gzip, has them all in a folder. */
    TAR_GZIP
  }

  /**
   * A file as it is sent.
   *
   * @param name its name on the host
   * @param bytes its size
   * @param sha256 of its bytes as they are sent, in lower-case hexadecimal
   */
  public record Download(String name, long bytes, String sha256) {}

  /** Copies the lists. */
  public Publication {
    hosts = List.copyOf(hosts);
    downloads = List.copyOf(downloads);
  }

  /** The size of all that is fetched. */
  public long bytes() {
    return downloads.stream().mapToLong(Download::bytes).sum();
  }
}
