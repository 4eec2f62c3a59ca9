package finegrain.bench.operation;

import finegrain.kernels.Matrix;
import java.util.function.Supplier;

/**
 * An operation of one library on given operands, ready to be called.
 *
 * @param library its name and version, as it tells them
 * @param call one call, as the library's users would write it
 * @param output what the last call computed, without gaps between the rows
 * @param closing gives back what it holds
 */
public record Candidate(String library, Runnable call, Supplier<Matrix> output, Runnable closing)
    implements AutoCloseable {
  @Override
  public void close() {
    closing.run();
  }
}
