package finegrain.trainer.data;

import finegrain.trainer.UserError;

/**
 * The check of what was read against the checksums of the published files.
 *
 * @param known the data set that the files should be of
 * @param unverified whether the user takes files with other checksums as they are
 */
record Verification(KnownDataset known, boolean unverified) {
  /**
   * Checks a well-formed file.
   *
   * @param at the file that was read
   * @param official what it should be
   * @param samples how many images or labels it holds
   * @throws UserError if it is another file, unless the user takes that
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
      throw new UserError(at.shown() + " " + whatInstead(official, samples, hash));
    }
  }

  /** The rest of a sentence that starts with the file, the most telling cause first. */
  private String whatInstead(OfficialFile official, int samples, FileHash hash) {
    String orUnverified =
        "; download it from " + known.origin() + ", or pass --unverified to use the file as it is";
    for (KnownDataset other : DatasetCatalog.all()) {
      for (OfficialFile file : other.files()) {
        if (file.sha256().equals(hash.content())) {
          return "is "
              + file.name()
              + " of "
              + other.name()
              + ", not "
              + official.name()
              + " of "
              + known.name()
              + orUnverified;
        }
      }
    }
    if (samples != official.samples()) {
      return "holds "
          + samples
          + " samples where the official file holds "
          + official.samples()
          + orUnverified;
    }
    if (official.hashed() == OfficialFile.Hashed.GZIP && hash.gzip().isEmpty()) {
      return "cannot be checked without its compression, as only the SHA-256 of the official "
          + official.name()
          + ".gz is known; put that file in its place, or pass --unverified to use it as it is";
    }
    return "is not the official file (SHA-256 "
        + (official.hashed() == OfficialFile.Hashed.GZIP ? hash.gzip().get() : hash.content())
        + " instead of "
        + official.sha256()
        + ")"
        + orUnverified;
  }
}
