package finegrain.trainer.data;

import finegrain.trainer.UserError;

/**
 * Checks files that were read against the checksums of the published files.
 *
 * @param known the data set that the files should be of
 * @param unverified whether the user accepts files with other checksums
 */
record Verification(KnownDataset known, boolean unverified) {
  /**
   * Checks a well-formed file.
   *
   * @param at the file that was read
   * @param official what it should be
   * @param samples how many images or labels it holds
   * @throws UserError if it is another file, unless the user accepts that
   */
  void check(DataFile at, OfficialFile official, int samples, FileHash hash) {
    if (unverified) {
      return;
    }
    boolean matches =
        switch (official.hashed()) {
          case CONTENT -> hash.content().equals(official.sha256());
          case GZIP -> hash.gzip().filter(official.sha256()::equals).isPresent();
        };
    if (!matches) {
      throw new UserError(at.shown() + " " + difference(official, samples, hash));
    }
  }

  /**
   * The rest of a sentence that starts with the file's name: the most specific cause that applies.
   */
  private String difference(OfficialFile official, int samples, FileHash hash) {
    String orUnverified =
        "; download it from %s, or pass --unverified to use the file as it is"
            .formatted(known.origin());
    for (KnownDataset other : DatasetCatalog.all()) {
      for (OfficialFile file : other.files()) {
        if (file.sha256().equals(hash.content())) {
          return "is %s of %s, not %s of %s"
                  .formatted(file.name(), other.name(), official.name(), known.name())
              + orUnverified;
        }
      }
    }
    if (samples != official.samples()) {
      return "holds %d samples where the official file holds %d"
              .formatted(samples, official.samples())
          + orUnverified;
    }
    boolean ofGzip = official.hashed() == OfficialFile.Hashed.GZIP;
    if (ofGzip && hash.gzip().isEmpty()) {
      return "cannot be checked without its compression, as only the SHA-256 of the official %s.gz is known; put that file in its place, or pass --unverified to use it as it is"
          .formatted(official.name());
    }
    return "is not the official file (SHA-256 %s instead of %s)"
            .formatted(ofGzip ? hash.gzip().get() : hash.content(), official.sha256())
        + orUnverified;
  }
}
