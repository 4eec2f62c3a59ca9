package finegrain.bench.operation;

import finegrain.kernels.Matrix;
import java.util.function.Supplier;

/**
 * An operation of one library on given operands, ready to be called.
 *
 * @param library name and version, as the library reports them
 * @param call one call, as the library's users would write it
 * @param output what the last call computed, without gaps between the rows
 * @param closing frees its resources
 */
public record Candidate(String library, Runnable call, Supplier<Matrix> output, Runnable closing)
    implements AutoCloseable {
  @Override
  public void close() {
    closing.run();
  }
}
