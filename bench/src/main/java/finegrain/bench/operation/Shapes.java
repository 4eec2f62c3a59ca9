package finegrain.bench.operation;

import finegrain.kernels.operation.Operation;
import finegrain.kernels.operation.Shape;
import java.util.List;
import java.util.stream.Stream;

/** The shapes on which an operation is measured if the user names none. */
public final class Shapes {
  private Shapes() {}

  /** The shapes of the trainer and, for the product, squares. */
  public static List<Shape> of(Operation operation) {
    Stream<String> shapes =
        switch (operation.kind()) {
          case PRODUCT ->
              Stream.of(
                  "256x256x256",
                  "512x512x512",
                  "1024x1024x1024",
                  "2048x2048x2048",
                  "8x200x784",
                  "16x200x784",
                  "32x100x784",
                  "32x560x784",
                  "128x100x784",
                  "1024x100x784",
                  "10000x100x784",
                  "32x10x784",
                  "784x200x8:left",
                  "784x200x16:left",
                  "784x560x32:left",
                  "784x100x128:left",
                  "97x89x101");
          case LAYER -> Stream.of("8x200x784", "32x100x784", "32x560x784", "1024x100x784");
          case GRADIENT ->
              Stream.of("784x200x8:left", "784x100x32:left", "784x560x32:left", "784x100x128:left");
          case ELEMENTS -> Stream.of("4096", "1048576");
          case ROWS -> Stream.of("32x8", "32x100", "32x1000", "1024x8", "1024x100", "1024x1000");
          case COLUMN -> Stream.of("32x1", "1024x1");
          case WEIGHTS -> Stream.of("784x100", "784x560");
        };
    return shapes.map(Shape::parse).toList();
  }
}
