package finegrain.trainer.network;

import finegrain.kernels.Activation;
import finegrain.trainer.data.Shape;
import java.util.List;

/**
 * A small convolutional network: three 3 x 3 convolutions with ReLU, the second and third of stride
 * 2, then the mean of each channel and a dense layer.
 *
 * @param width channels of the first convolution, at least 1; the others have twice and four times
 *     as many
 */
public record Cnn(int width) implements Architecture {
  private static final String FAMILY = "cnn";

  /** Checks that there is a channel. */
  public Cnn {
    Architectures.checkWidth(FAMILY, width);
  }

  @Override
  public String family() {
    return FAMILY;
  }

  @Override
  public Cnn withWidth(int other) {
    return new Cnn(other);
  }

  @Override
  public String widthUnit() {
    return "channels";
  }

  @Override
  public Network network(Shape input, int outputs, Activation activation) {
    Images.checkSides(this, input, 4);
    return Network.ofImages(
        input,
        List.of(
            Convolve.relu("conv1", width, 1),
            Convolve.relu("conv2", 2 * width, 2),
            Convolve.relu("conv3", 4 * width, 2),
            new GlobalAverage(),
            new TokenDense("output", outputs)));
  }

  @Override
  public String toString() {
    return FAMILY + "(" + width + ")";
  }
}
