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
          case WEIGHTS ->
              operation == Operation.MOMENTUM_STEP
                  ? Stream.of("784x100", "784x560")
                  : Stream.of("576x64", "192x768", "768x3072");
          case IMAGES -> images(operation);
          case CONVOLUTION -> convolutions();
          case POINTWISE -> Stream.of("32x1x64x192:1s1:768", "4x1x197x768:1s1:3072");
          case ATTENTION -> Stream.of("32x64x192:3", "4x197x768:12");
        };
    return shapes.map(Shape::parse).toList();
  }

  /** The sizes of ResNet-20 and of vision transformers. */
  private static Stream<String> images(Operation operation) {
    return switch (operation) {
      case LAYER_NORMALISE, LAYER_NORMALISE_GRADIENT -> Stream.of("32x1x64x192", "4x1x197x768");
      case AVERAGE_POOL, AVERAGE_POOL_GRADIENT -> Stream.of("32x8x8x64", "32x64x1x192");
      default -> Stream.of("32x32x32x16", "32x16x16x32", "32x8x8x64");
    };
  }

  /** The 3x3 convolutions of ResNet-20 and, from 64 channels on, of ResNet-18 at 32x32 pixels. */
  private static Stream<String> convolutions() {
    return Stream.of(
        "32x32x32x3:3s1:16",
        "32x32x32x16:3s1:16",
        "32x32x32x16:3s2:32",
        "32x16x16x32:3s1:32",
        "32x16x16x32:3s2:64",
        "32x8x8x64:3s1:64",
        "32x32x32x64:3s1:64",
        "32x32x32x64:3s2:128",
        "32x16x16x128:3s1:128",
        "32x16x16x128:3s2:256",
        "32x8x8x256:3s1:256",
        "32x8x8x256:3s2:512",
        "32x4x4x512:3s1:512");
  }
}
