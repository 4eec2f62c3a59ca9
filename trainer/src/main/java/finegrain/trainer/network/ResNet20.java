package finegrain.trainer.network;

import finegrain.kernels.Activation;
import finegrain.trainer.data.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The residual network of 20 layers of He et al., "Deep residual learning for image recognition"
 * (2016), section 4.2: a convolution, three stages of three blocks, then the mean of each channel
 * and a dense layer. The first blocks of the second and third stage have stride 2. All convolutions
 * are 3 x 3 and without biases, because batch normalisation has its own.
 *
 * @param width channels of the first stage, at least 1; 16 in the paper. The others have twice and
 *     four times as many
 */
public record ResNet20(int width) implements Architecture {
  private static final String FAMILY = "resnet20";
  private static final int STAGES = 3;
  private static final int BLOCKS = 3;

  /** Checks that there is a channel. */
  public ResNet20 {
    Architectures.checkWidth(FAMILY, width);
  }

  @Override
  public String family() {
    return FAMILY;
  }

  @Override
  public ResNet20 withWidth(int other) {
    return new ResNet20(other);
  }

  @Override
  public String widthUnit() {
    return "channels";
  }

  @Override
  public Network network(Shape input, int outputs, Activation activation) {
    Images.checkSides(this, input, 4);
    List<Layer> layers = new ArrayList<>();
    layers.add(Convolve.plain("stem.conv", width, 1));
    layers.add(new BatchNormalise("stem.bn", Activation.RELU));
    for (int stage = 1; stage <= STAGES; stage++) {
      for (int block = 1; block <= BLOCKS; block++) {
        int stride = stage > 1 && block == 1 ? 2 : 1;
        layers.add(block("s" + stage + "b" + block, width << (stage - 1), stride));
      }
    }
    layers.add(new GlobalAverage());
    layers.add(new TokenDense("output", outputs));
    return Network.ofImages(input, layers);
  }

  private static Layer block(String name, int channels, int stride) {
    Sequence branch =
        Sequence.of(
            Convolve.plain(name + ".conv1", channels, stride),
            new BatchNormalise(name + ".bn1", Activation.RELU),
            Convolve.plain(name + ".conv2", channels, 1),
            new BatchNormalise(name + ".bn2", Activation.IDENTITY));
    return new Residual(branch, Activation.RELU);
  }

  @Override
  public String toString() {
    return FAMILY + "(" + width + ")";
  }
}
