package finegrain.trainer.network;

import finegrain.kernels.Matrix;
import finegrain.kernels.Philox;
import finegrain.kernels.RandomStream;

/**
 * How initial weights are drawn. A weight is a function of the stream and of its index alone, and
 * has the same bits on every machine.
 */
public sealed interface Initialisation {
  /**
   * A draw.
   *
   * @param index from 0 on; below {@link Normal#MOST_DRAWS} for normal numbers
   */
  float draw(RandomStream random, int index);

  /**
   * Fills a matrix. Element (row, column) is draw {@code from + column * rows + row}, so that a
   * wider layer starts with the draws of a narrower one.
   *
   * @param from the index of the first draw; parameters of one stream take ranges that do not
   *     overlap
   * @param weights overwritten
   */
  default void fill(RandomStream random, int from, Matrix weights) {
    Math.addExact(from, Math.multiplyExact(weights.rows(), weights.columns()));
    for (int column = 0; column < weights.columns(); column++) {
      for (int row = 0; row < weights.rows(); row++) {
        weights.set(row, column, draw(random, from + column * weights.rows() + row));
      }
    }
  }

  /**
   * Normal numbers whose deviation keeps the size of signals through ReLU: sqrt(2 / fanIn). He,
   * Zhang, Ren and Sun, "Delving deep into rectifiers" (2015).
   *
   * @param fanIn how many inputs a unit has, at least 1: of a convolution, the kernel's rows times
   *     its columns times the input channels
   */
  record HeNormal(int fanIn) implements Initialisation {
    /** Checks that there is an input. */
    public HeNormal {
      checkFan(fanIn);
    }

    @Override
    public float draw(RandomStream random, int index) {
      return (float) (Math.sqrt(2.0 / fanIn) * Normal.draw(random, index));
    }
  }

  /**
   * Uniform numbers in +-sqrt(6 / (fanIn + fanOut)). Glorot and Bengio, "Understanding the
   * difficulty of training deep feedforward neural networks" (2010). {@link Dense} draws the same.
   *
   * @param fanIn how many inputs a unit has, at least 1
   * @param fanOut how many units an input goes to, at least 1
   */
  record GlorotUniform(int fanIn, int fanOut) implements Initialisation {
    /** Checks that there are an input and an output. */
    public GlorotUniform {
      checkFan(fanIn);
      checkFan(fanOut);
    }

    @Override
    public float draw(RandomStream random, int index) {
      float limit = (float) Math.sqrt(6.0 / ((double) fanIn + fanOut));
      return (2 * ((random.bits(index) >>> 8) * 0x1p-24f) - 1) * limit;
    }
  }

  /**
   * Normal numbers without those that are more than two deviations from 0, as transformers have
   * them. What remains has 0.88 of the deviation.
   *
   * @param deviation of the normal numbers before they are cut, above 0
   */
  record TruncatedNormal(double deviation) implements Initialisation {
    /** Checks the deviation. */
    public TruncatedNormal {
      if (!(deviation > 0) || deviation == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException(
            "a normal number has a deviation above 0, not " + deviation);
      }
    }

    @Override
    public float draw(RandomStream random, int index) {
      return (float) (deviation * Normal.drawWithin(2, random, index));
    }
  }

  private static void checkFan(int fan) {
    if (fan < 1) {
      throw new IllegalArgumentException("a layer has 1 input and 1 output or more, not " + fan);
    }
  }

  /**
   * Standard normal numbers by Box and Muller, "A note on the generation of random normal deviates"
   * (1958): sqrt(-2 ln u) cos(2 pi v) and sqrt(-2 ln u) sin(2 pi v), in double precision. Each
   * index has blocks of its own, and these are no blocks of a stream's uniform draws.
   */
  final class Normal {
    /** How many normal numbers a stream has. */
    public static final int MOST_DRAWS = 1 << 27;

    /** Blocks for each index; that all are used up has a probability of 1e-42. */
    private static final int MOST_TRIES = 16;

    private Normal() {}

    /** A number: the first of the first block of its index. */
    static double draw(RandomStream random, int index) {
      int[] block = block(random, index, 0);
      return radius(block) * StrictMath.cos(angle(block));
    }

    /** The first number of those of its index, two of each block, that is within a limit of 0. */
    static double drawWithin(double limit, RandomStream random, int index) {
      for (int attempt = 0; attempt < MOST_TRIES; attempt++) {
        int[] block = block(random, index, attempt);
        double radius = radius(block);
        double angle = angle(block);
        double first = radius * StrictMath.cos(angle);
        if (Math.abs(first) <= limit) {
          return first;
        }
        double second = radius * StrictMath.sin(angle);
        if (Math.abs(second) <= limit) {
          return second;
        }
      }
      return 0;
    }

    private static int[] block(RandomStream random, int index, int attempt) {
      if (index < 0 || index >= MOST_DRAWS) {
        throw new IllegalArgumentException(
            "a stream has the normal numbers 0 to " + (MOST_DRAWS - 1) + ", not " + index);
      }
      int[] block = new int[Philox.WORDS];
      // Negative: the blocks from 0 on are those of uniform draws.
      random.block(Integer.MIN_VALUE + attempt * MOST_DRAWS + index, block);
      return block;
    }

    private static double radius(int[] block) {
      // 1 - u is in (0, 1], whose logarithm is finite.
      return Math.sqrt(-2 * StrictMath.log(1 - uniform(block[0], block[1])));
    }

    private static double angle(int[] block) {
      return 2 * Math.PI * uniform(block[2], block[3]);
    }

    /** A number in [0, 1), a multiple of 2^-53. */
    private static double uniform(int high, int low) {
      return (((long) high << 32 | Integer.toUnsignedLong(low)) >>> 11) * 0x1p-53;
    }
  }
}
