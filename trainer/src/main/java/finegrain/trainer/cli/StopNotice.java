package finegrain.trainer.cli;

import java.util.function.Supplier;

/**
 * What the user reads when the process is told to end, by Ctrl-C or by a batch system: where the
 * run stands, and how it goes on. The JVM runs it beside the threads that train, and ends with 130
 * or 143 when it is printed; what is finished is on the disk already.
 */
final class StopNotice implements AutoCloseable {
  private final Thread hook;

  /**
   * Waits for the end.
   *
   * @param quiet makes an end of what else is printed
   * @param sentence for the user
   */
  StopNotice(Console console, Runnable quiet, Supplier<String> sentence) {
    hook =
        Thread.ofPlatform()
            .unstarted(
                () -> {
                  quiet.run();
                  console.error(sentence.get());
                });
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** The run has ended by itself. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The process was told to end a moment before: the notice is true all the same.
    }
  }
}
