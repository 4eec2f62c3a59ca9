package finegrain.trainer.data.fetch;

/** Receives the progress of a fetch, from one thread. */
public interface FetchProgress {
  /**
   * A download starts or continues.
   *
   * @param name of the file
   * @param done bytes that were received before
   * @param total bytes of the whole file
   */
  void begin(String name, long done, long total);

  /** The number of bytes received; it falls if the download starts again. */
  void at(long bytes);

  /** The download has ended, with or without success. */
  void end();

  /** Something that the user should know, as a sentence without a full stop. */
  void say(String sentence);
}
