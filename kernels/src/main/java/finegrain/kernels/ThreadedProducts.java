package finegrain.kernels;

import java.util.Arrays;

/**
 * Products that are shared out among the threads of a team: each thread computes some rows, or some
 * columns, of the output.
 */
final class ThreadedProducts {
  private final Product product = new Product();
  private final ThreadTeam.Task part = this::multiplyPart;
  private final SharedWork work;
  private final TiledMatmul[] workspaces;
  private final KernelTally[] tallies;
  private final KernelTally tally = new KernelTally(TileFamily.methods());

  /** Products by the threads of a team, each with a workspace of its own. */
  ThreadedProducts(SharedWork work) {
    this.work = work;
    workspaces = new TiledMatmul[work.threads()];
    Arrays.setAll(workspaces, thread -> new TiledMatmul());
    tallies = Arrays.stream(workspaces).map(each -> each.tally).toArray(KernelTally[]::new);
  }

  /** The product that {@link #multiply} computes, to be set before each call. */
  Product product() {
    return product;
  }

  /** Computes the product, by as many threads as it is worth, and forgets it. */
  void multiply() {
    work.run(part, Integer.MAX_VALUE, product.operations());
    product.clear();
  }

  /**
   * A part of the product. The rows of the output are divided if they are at least as many as the
   * columns, else the columns. With a large right side the rows must be twice as many, because each
   * thread would pack the whole right side for its rows.
   */
  private void multiplyPart(int index, int parts) {
    View output = product.output;
    int rows = output.rows();
    int columns = output.columns();
    if (parts == 1) {
      workspaces[0].multiply(product, 0, rows, 0, columns);
    } else if (rows >= (RightSide.isLarge(product.inner(), columns) ? 2 : 1) * columns) {
      int share = share(rows, parts, Blocking.ROWS);
      int from = Math.min(rows, index * share);
      workspaces[index].multiply(product, from, Math.min(rows, from + share), 0, columns);
    } else {
      int share = share(columns, parts, Simd.LANES);
      int from = Math.min(columns, index * share);
      workspaces[index].multiply(product, 0, rows, from, Math.min(columns, from + share));
    }
  }

  /** The length of a part, in whole units. */
  private static int share(int length, int parts, int unit) {
    return Math.ceilDiv(Math.ceilDiv(length, parts), unit) * unit;
  }

  /** The operations counted so far, by all threads. */
  KernelTally tally() {
    tally.setSum(tallies);
    return tally;
  }

  /** The workspace of a thread, for products that it does alone as a part of a shared task. */
  TiledMatmul workspace(int thread) {
    return workspaces[thread];
  }
}
