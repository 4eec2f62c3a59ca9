package finegrain.trainer.network;

import finegrain.kernels.Activation;
import finegrain.trainer.data.Shape;
import java.util.List;

/**
 * Two 3 x 3 convolutions, each with batch normalisation, ReLU and 2 x 2 max pooling, then a dense
 * layer of all features. For images of digits and clothes it is more exact than {@link Cnn} with as
 * many parameters.
 *
 * @param width channels of the first convolution, at least 1; the second has twice as many
 */
public record Cnn2(int width) implements Architecture {
  private static final String FAMILY = "cnn2";

  /** Checks that there is a channel. */
  public Cnn2 {
    Architectures.checkWidth(FAMILY, width);
  }

  @Override
  public String family() {
    return FAMILY;
  }

  @Override
  public Cnn2 withWidth(int other) {
    return new Cnn2(other);
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
            Convolve.plain("conv1", width, 1),
            new BatchNormalise("bn1", Activation.RELU),
            new MaxPool(),
            Convolve.plain("conv2", 2 * width, 1),
            new BatchNormalise("bn2", Activation.RELU),
            new MaxPool(),
            new Dense("output", outputs, Activation.IDENTITY)));
  }

  @Override
  public String toString() {
    return FAMILY + "(" + width + ")";
  }
}
