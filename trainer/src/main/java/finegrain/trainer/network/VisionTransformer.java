package finegrain.trainer.network;

import finegrain.kernels.Activation;
import finegrain.trainer.data.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A vision transformer, from Dosovitskiy et al., "An image is worth 16x16 words" (2021): patches
 * become tokens, learnt positions are added, and blocks of attention and of a perceptron with GELU
 * follow, each of them normalised before and added to its input. The normalised tokens are then
 * averaged, or one of them is taken, for a dense layer.
 *
 * @param family its name
 * @param width numbers of a token, d; a multiple of the heads
 * @param heads of the attention
 * @param depth how many blocks
 * @param mlp hidden units of a block's perceptron, in multiples of d
 * @param patch rows and columns of a patch
 * @param classToken whether a learnt token is put before the others, and taken in the end
 */
public record VisionTransformer(
    String family, int width, int heads, int depth, int mlp, int patch, boolean classToken)
    implements Architecture {
  private static final String SMALL = "vit";
  private static final String BASE = "vit-b16";
  private static final int SMALL_WIDTH = 64;
  private static final int SMALL_MLP = 2;
  private static final int SMALL_PATCH = 4;
  private static final int BASE_WIDTH = 768;

  /** Checks the sizes. */
  public VisionTransformer {
    Architectures.checkWidth(family, width);
    if (heads < 1 || depth < 1 || mlp < 1 || patch < 1) {
      throw new IllegalArgumentException(
          "a vision transformer has at least 1 head and 1 block, not %s and %s"
              .formatted(Integer.toString(heads), Integer.toString(depth)));
    }
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          "%s with %s heads needs a width that is a multiple of %s, not %s"
              .formatted(
                  family,
                  Integer.toString(heads),
                  Integer.toString(heads),
                  Integer.toString(width)));
    }
  }

  /** A small one: patches of 4 x 4 pixels, a perceptron of 2 d, and the mean of the tokens. */
  public static VisionTransformer small(int width, int heads, int depth) {
    return new VisionTransformer(SMALL, width, heads, depth, SMALL_MLP, SMALL_PATCH, false);
  }

  /** ViT-B/16 as its paper has it, with 86 million parameters for images of 224 x 224 pixels. */
  public static VisionTransformer base() {
    return new VisionTransformer(BASE, BASE_WIDTH, 12, 12, 4, 16, true);
  }

  @Override
  public VisionTransformer withWidth(int other) {
    return new VisionTransformer(family, other, heads, depth, mlp, patch, classToken);
  }

  /** The same with perceptrons of so many times d. */
  public VisionTransformer withMlp(int times) {
    return new VisionTransformer(family, width, heads, depth, times, patch, classToken);
  }

  /** {@inheritDoc} Those of a small one: width, heads, depth and the perceptron's multiple of d. */
  @Override
  public Architecture withNumbers(List<Integer> numbers) {
    int count = numbers.size();
    boolean small = family.equals(SMALL);
    if (count < 1 || count > (small ? 4 : 1)) {
      throw new IllegalArgumentException(
          small
              ? "vit has a width, and after it heads, depth and the perceptron's size, such as"
                  + " vit(64,4,6)"
              : "%s has a width alone, such as %s(%s)"
                  .formatted(family, family, Integer.toString(BASE_WIDTH)));
    }
    return new VisionTransformer(
        family,
        numbers.getFirst(),
        count > 1 ? numbers.get(1) : heads,
        count > 2 ? numbers.get(2) : depth,
        count > 3 ? numbers.get(3) : mlp,
        patch,
        classToken);
  }

  @Override
  public int widthStep() {
    return heads;
  }

  @Override
  public int usualWidth() {
    return family.equals(SMALL) ? SMALL_WIDTH : BASE_WIDTH;
  }

  @Override
  public String widthUnit() {
    return "numbers of a token";
  }

  @Override
  public Network network(Shape input, int outputs, Activation activation) {
    return network(input, outputs, activation, 0);
  }

  /**
   * {@inheritDoc} As its paper has it (appendix B.1), they are dropped after the positions and
   * after each dense layer but those of queries, keys and values, and of the output.
   */
  @Override
  public Network network(Shape input, int outputs, Activation activation, float dropout) {
    Images.checkMultiple(this, input, patch);
    List<Layer> layers = new ArrayList<>();
    layers.add(Convolve.patches("patch", width, patch));
    if (classToken) {
      layers.add(new ClassToken("class_token"));
    }
    layers.add(new Positions("positions"));
    layers.add(new Dropout(dropout));
    for (int block = 1; block <= depth; block++) {
      String name = "b" + block;
      layers.add(
          branch(
              new LayerNormalise(name + ".ln1"),
              new TokenDense(name + ".qkv", 3 * width),
              new Attend(heads),
              new TokenDense(name + ".out", width),
              new Dropout(dropout)));
      layers.add(
          branch(
              new LayerNormalise(name + ".ln2"),
              new TokenDense(name + ".up", mlp * width),
              new Gelu(),
              new Dropout(dropout),
              new TokenDense(name + ".down", width),
              new Dropout(dropout)));
    }
    layers.add(new LayerNormalise("ln"));
    layers.add(classToken ? new FirstToken() : new GlobalAverage());
    layers.add(new TokenDense("output", outputs));
    return Network.ofImages(input, Dropout.withoutIdle(layers));
  }

  private static Residual branch(Layer... layers) {
    return new Residual(new Sequence(Dropout.withoutIdle(List.of(layers))), Activation.IDENTITY);
  }

  @Override
  public String toString() {
    if (!family.equals(SMALL)) {
      return width == BASE_WIDTH ? family : family + "(" + width + ")";
    }
    String last = mlp == SMALL_MLP ? "" : "," + mlp;
    return family + "(" + width + "," + heads + "," + depth + last + ")";
  }
}
