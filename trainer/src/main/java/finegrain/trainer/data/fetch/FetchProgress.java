package finegrain.trainer.data.fetch;

/** Is told how a fetch goes, from one thread. */
public interface FetchProgress {
  /**
   * A download begins, or goes on.
   *
   * @param name of the file
   * @param done bytes that are here already
   * @param total bytes of the whole file
   */
  void begin(String name, long done, long total);

  /** So many bytes are here; fewer than before where the download has to begin anew. */
  void at(long bytes);

  /** The download has ended, in whichever way. */
  void end();

  /** Something that the user should know, as a sentence without a full stop. */
  void say(String sentence);
}
