package finegrain.trainer.network;

import finegrain.kernels.Matrix;
import java.util.ArrayList;
import java.util.List;

/**
 * Where tensors lie in one row of numbers: those that decay first, each at a multiple of 16 numbers
 * from the start, which is a cache line. The numbers between them are 0 and stay so, because their
 * gradients are 0.
 */
final class Block {
  private static final int LINE = 16;

  private final List<ParameterShape> shapes;
  private final int[] starts;
  private final int decaying;
  private final int length;

  Block(List<ParameterShape> shapes) {
    this.shapes = List.copyOf(shapes);
    starts = new int[shapes.size()];
    decaying = place(0, true);
    length = place(decaying, false);
  }

  private int place(int from, boolean decays) {
    int at = from;
    for (int i = 0; i < starts.length; i++) {
      if (shapes.get(i).decays() == decays) {
        starts[i] = at;
        at = Math.addExact(at, Math.ceilDiv(shapes.get(i).size(), LINE) * LINE);
      }
    }
    return at;
  }

  List<ParameterShape> shapes() {
    return shapes;
  }

  /** How many numbers a row needs. */
  int length() {
    return length;
  }

  /** How many of them, from the first on, belong to tensors that decay. */
  int decaying() {
    return decaying;
  }

  /** How many numbers the tensors have in all. */
  int size() {
    int size = 0;
    for (ParameterShape shape : shapes) {
      size = Math.addExact(size, shape.size());
    }
    return size;
  }

  /**
   * Views of the tensors.
   *
   * @param row 1 x {@link #length}
   */
  List<Matrix> views(Matrix row) {
    if (row.rows() != 1 || row.columns() != length) {
      throw new IllegalArgumentException(
          "the numbers of this network are a block of 1 x %s, not %s"
              .formatted(Integer.toString(length), row));
    }
    List<Matrix> views = new ArrayList<>();
    for (int i = 0; i < starts.length; i++) {
      ParameterShape shape = shapes.get(i);
      views.add(
          Matrix.of(
              row.array(),
              row.offset() + starts[i],
              shape.rows(),
              shape.columns(),
              shape.columns()));
    }
    return views;
  }
}
