package finegrain.kernels;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Binds threads to processors: a service, found through {@link ServiceLoader}, safe for use by many
 * threads. Processors have the operating system's numbers, from 0.
 */
public interface ProcessorAffinity {
  /** {@return the installed service; empty if there is none} */
  static Optional<ProcessorAffinity> installed() {
    return ServiceLoader.load(ProcessorAffinity.class, ProcessorAffinity.class.getClassLoader())
        .findFirst();
  }

  /** {@return the processors that the calling thread may run on} */
  Answer processors();

  /**
   * Lets the calling thread, and those that it starts from now on, run on these processors only. A
   * virtual thread binds its carrier, so this is for platform threads.
   *
   * @param processors their numbers
   * @return the processors that the calling thread may run on from now on
   * @throws IllegalArgumentException if there are none, or a number is negative or far too high
   */
  Answer bind(Collection<Integer> processors);

  /** What the operating system answers. */
  sealed interface Answer {
    /**
     * The processors that the thread may run on.
     *
     * @param numbers theirs, in increasing order
     */
    record Processors(List<Integer> numbers) implements Answer {}

    /**
     * It is not possible here.
     *
     * @param reason why not, for a sentence
     */
    record Impossible(String reason) implements Answer {}
  }
}
