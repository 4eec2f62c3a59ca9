package finegrain.kernels;

import static finegrain.kernels.Simd.LANES;

import java.util.function.Consumer;

/**
 * Some tokens whose layer normalisation one thread computes together: they fit the first-level
 * cache, and each loop runs over all of them.
 */
final class TokenBlock {
  private static final int PARTIALS = ScalarKernels.PARTIALS;

  /** Elements of a block, unless one token has more. */
  private static final int ELEMENTS = 4096;

  /** The most tokens of a block. */
  static final int MOST = ELEMENTS / PARTIALS;

  private static final float[] NOTHING = new float[0];

  private final OutOfLineCall<Consumer<TokenBlock>> sums =
      new OutOfLineCall<>(TokenLoops::sums, TokenLoops::sums, TokenLoops::sums);
  private final OutOfLineCall<Consumer<TokenBlock>> squares =
      new OutOfLineCall<>(TokenLoops::squares, TokenLoops::squares, TokenLoops::squares);
  private final OutOfLineCall<Consumer<TokenBlock>> normalise =
      new OutOfLineCall<>(TokenLoops::normalise, TokenLoops::normalise, TokenLoops::normalise);
  private final OutOfLineCall<Consumer<TokenBlock>> gradientSums =
      new OutOfLineCall<>(
          TokenLoops::gradientSums, TokenLoops::gradientSums, TokenLoops::gradientSums);
  private final OutOfLineCall<Consumer<TokenBlock>> gradient =
      new OutOfLineCall<>(TokenLoops::gradient, TokenLoops::gradient, TokenLoops::gradient);
  private final PartialSums fold = new PartialSums();

  // The block, for the loops.
  int tokens;
  int features;
  float[] x = NOTHING;
  int xAt;
  float[] scale = NOTHING;
  int scaleAt;
  float[] shift = NOTHING;
  int shiftAt;
  float[] dy = NOTHING;
  int dyAt;

  /** The output: y or dx. */
  float[] y = NOTHING;

  int yAt;
  final float[] partial = new float[MOST * PARTIALS];
  final float[] otherPartial = new float[MOST * PARTIALS];

  // A value of each token; a loop writes whole vectors.
  final float[] means = new float[MOST + LANES];
  final float[] inverses = new float[MOST + LANES];
  final float[] first = new float[MOST + LANES];
  final float[] second = new float[MOST + LANES];

  /** The tokens of a block. */
  static int most(int features) {
    return Math.clamp(ELEMENTS / features, 1, MOST);
  }

  /** Means, and r = 1 / sqrt(variance + epsilon); then y. */
  void normalise(float epsilon) {
    float share = 1f / features;
    sums.next().accept(this);
    fold.fold(partial, tokens, means);
    for (int t = 0; t < tokens; t++) {
      means[t] *= share;
    }
    squares.next().accept(this);
    fold.fold(partial, tokens, inverses);
    for (int t = 0; t < tokens; t++) {
      inverses[t] = 1 / (float) Math.sqrt(inverses[t] * share + epsilon);
    }
    normalise.next().accept(this);
  }

  /** The gradient with respect to x, from {@link #means} and {@link #inverses}. */
  void gradient() {
    float share = 1f / features;
    gradientSums.next().accept(this);
    fold.fold(partial, tokens, first);
    fold.fold(otherPartial, tokens, second);
    for (int t = 0; t < tokens; t++) {
      first[t] *= share;
      second[t] *= share;
    }
    gradient.next().accept(this);
  }

  /** Drops the references to the caller's arrays. */
  void release() {
    x = NOTHING;
    scale = NOTHING;
    shift = NOTHING;
    dy = NOTHING;
    y = NOTHING;
  }
}
