package finegrain.kernels;

import static finegrain.kernels.Matrix.LEAD;
import static finegrain.kernels.Simd.LANES;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Measures the cost of the numerical contract. Code that keeps the contract and code that does not
 * take turns in short rounds on one thread. The median and the quartiles of the ratios of their
 * times are printed. Above 1, the contract costs time. A JVM is one sample of C2's code, so run it
 * several times. docs/reproducibility.md has the command and the results.
 */
final class ContractCost {
  private static final long WARM_UP_NANOSECONDS = 4_000_000_000L;
  private static final long ROUND_NANOSECONDS = 3_000_000;
  private static final int ROUNDS = 301;

  private ContractCost() {}

  private record Pair(String name, Runnable kept, Runnable free) {}

  /** Prints a line for each pair; the first argument is the number of rounds, if there is one. */
  public static void main(String[] arguments) {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : ROUNDS;
    System.out.printf(
        Locale.ROOT,
        "%-44s %10s %10s %8s %8s %8s%n",
        "contract over freedom",
        "us",
        "us",
        "quartile",
        "median",
        "quartile");
    for (Pair pair : pairs()) {
      measure(pair, rounds);
    }
  }

  private static List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (int batch : new int[] {8, 32}) {
      // On the same operands, whose place in memory costs or saves some percent.
      Step step = new Step(batch);
      Kernels kept = new FreeKernels(false, false);
      Kernels same = new FreeKernels(false, false);
      Kernels functions = new FreeKernels(true, false);
      Kernels all = new FreeKernels(true, true);
      String name = "step, batch %d, ".formatted(batch);
      pairs.add(new Pair(name + "over itself", () -> step.run(kept), () -> step.run(same)));
      pairs.add(
          new Pair(name + "the JDK's functions", () -> step.run(kept), () -> step.run(functions)));
      pairs.add(new Pair(name + "and split sums", () -> step.run(kept), () -> step.run(all)));
    }
    pairs.addAll(products());
    pairs.addAll(functions());
    return pairs;
  }

  /** A warm-up of both, and rounds in turns, each of so many calls as fill it. */
  private static void measure(Pair pair, int rounds) {
    long begin = System.nanoTime();
    int calls = 0;
    while (System.nanoTime() - begin < WARM_UP_NANOSECONDS) {
      pair.kept().run();
      pair.free().run();
      calls++;
    }
    int perRound = (int) Math.max(1, 2L * calls * ROUND_NANOSECONDS / WARM_UP_NANOSECONDS);
    double[] ratios = new double[rounds];
    double[] kept = new double[rounds];
    double[] free = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      boolean keptFirst = round % 2 == 0;
      double first = time(keptFirst ? pair.kept() : pair.free(), perRound);
      double second = time(keptFirst ? pair.free() : pair.kept(), perRound);
      kept[round] = keptFirst ? first : second;
      free[round] = keptFirst ? second : first;
      ratios[round] = kept[round] / free[round];
    }
    Arrays.sort(ratios);
    Arrays.sort(kept);
    Arrays.sort(free);
    System.out.printf(
        Locale.ROOT,
        "%-44s %10.3f %10.3f %8.3f %8.3f %8.3f%n",
        pair.name(),
        kept[rounds / 2],
        free[rounds / 2],
        ratios[rounds / 4],
        ratios[rounds / 2],
        ratios[3 * rounds / 4]);
  }

  /** Microseconds of a call. */
  private static double time(Runnable call, int calls) {
    long begin = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      call.run();
    }
    return (System.nanoTime() - begin) * 1e-3 / calls;
  }

  /**
   * A step of training of 14 models, seven with 8 outputs and seven with 2, of 304 hidden units in
   * all, on 570 inputs, by protocol released: the calls of the engine.
   */
  private static final class Step {
    private static final int MODELS = 14;
    private static final int INPUTS = 570;
    private static final int UNITS = 304;
    private static final int UNITS_OF_MODEL = 20;

    private final Matrix x;
    private final Matrix w1 = random(INPUTS, UNITS);
    private final Matrix v1 = Matrix.allocate(INPUTS, UNITS);
    private final Matrix b1 = random(1, UNITS);
    private final Matrix b1Gradient = Matrix.allocate(1, UNITS);
    private final Matrix hidden;
    private final Matrix hiddenGradient;
    private final Matrix[] w2 = new Matrix[MODELS];
    private final Matrix[] w2Gradient = new Matrix[MODELS];
    private final Matrix[] b2 = new Matrix[MODELS];
    private final Matrix[] b2Gradient = new Matrix[MODELS];
    private final Matrix[] logits = new Matrix[MODELS];
    private final Matrix[] logitsGradient = new Matrix[MODELS];
    private final Matrix[] stacked = new Matrix[2];
    private final Matrix[] stackedGradient = new Matrix[2];
    private final Matrix[] losses = new Matrix[2];
    private final int[] labels;
    private final Matrix rest = random(1, UNITS + MODELS * 21 * 5);
    private final Matrix restVelocity = Matrix.allocate(1, rest.columns());
    private final Matrix restGradient = Matrix.allocate(1, rest.columns());
    private final int batch;

    Step(int batch) {
      this.batch = batch;
      x = Matrix.allocateLeft(batch, INPUTS);
      Matrix pixels = random(batch, INPUTS);
      for (int row = 0; row < batch; row++) {
        for (int column = 0; column < INPUTS; column++) {
          x.set(row, column, Math.max(0, 8 * pixels.get(row, column)));
        }
      }
      hidden = Matrix.allocate(batch, UNITS);
      hiddenGradient = Matrix.allocate(batch, UNITS);
      labels = new int[MODELS * batch];
      for (int group = 0; group < 2; group++) {
        int outputs = group == 0 ? 8 : 2;
        int rows = MODELS / 2 * batch;
        stacked[group] = Matrix.allocate(rows, outputs);
        stackedGradient[group] = Matrix.allocate(rows, outputs);
        losses[group] = Matrix.allocate(1, rows);
        for (int i = 0; i < MODELS / 2; i++) {
          int model = group * MODELS / 2 + i;
          w2[model] = random(UNITS_OF_MODEL, outputs);
          w2Gradient[model] = Matrix.allocate(UNITS_OF_MODEL, outputs);
          b2[model] = random(1, outputs);
          b2Gradient[model] = Matrix.allocate(1, outputs);
          logits[model] = stacked[group].rowRange(i * batch, batch);
          logitsGradient[model] = stackedGradient[group].rowRange(i * batch, batch);
        }
      }
      for (int i = 0; i < labels.length; i++) {
        labels[i] = i % 2;
      }
    }

    void run(Kernels kernels) {
      kernels.dense(x, w1, b1, Activation.TANH, hidden);
      for (int model = 0; model < MODELS; model++) {
        kernels.dense(of(model, hidden), w2[model], b2[model], Activation.IDENTITY, logits[model]);
      }
      for (int group = 0; group < 2; group++) {
        kernels.crossEntropyGradient(
            stacked[group], labels, 1f / batch, losses[group], stackedGradient[group]);
      }
      for (int model = 0; model < MODELS; model++) {
        Matrix dz = logitsGradient[model];
        kernels.matmul(Transposed.LEFT, of(model, hidden), dz, w2Gradient[model]);
        kernels.columnSums(dz, b2Gradient[model]);
        kernels.matmul(Transposed.RIGHT, dz, w2[model], of(model, hiddenGradient));
      }
      kernels.activationGradient(Activation.TANH, hidden, hiddenGradient, hiddenGradient);
      kernels.columnSums(hiddenGradient, b1Gradient);
      // A rate that does not change the weights, so that every step is the same work.
      kernels.denseMomentumStep(x, hiddenGradient, w1, v1, 1e-12f, 0.5f);
      kernels.momentumStep(rest, restVelocity, restGradient, 1e-12f, 0.5f);
    }

    private static Matrix of(int model, Matrix wide) {
      return wide.columnRange(model * UNITS_OF_MODEL, UNITS_OF_MODEL);
    }
  }

  /** Products of 32 rows and 784 inputs, both sides packed: tile after tile. */
  private static List<Pair> products() {
    int inner = 784;
    int rows = 32;
    float[] a = random(1, LEAD + rows * Blocking.STRIDE).array();
    float[] b = random(1, LEAD + inner * 2 * 3 * LANES).array();
    float[] c = new float[LEAD + rows * 6 * LANES];
    float[] zeros = new float[3 * LANES];
    Runnable wide =
        () -> {
          for (int panel = 0; panel < 2; panel++) {
            int bAt = LEAD + panel * inner * 3 * LANES;
            for (int row = 0; row < rows; row += 8) {
              int cAt = LEAD + row * 6 * LANES + panel * 3 * LANES;
              int aAt = LEAD + row * Blocking.STRIDE;
              MicroKernels.byRowFrom(
                  1, 8, 3, a, aAt, b, bAt, 3 * LANES, inner, zeros, 0, 0, c, cAt, 6 * LANES);
            }
          }
        };
    Runnable wideFree =
        () -> {
          for (int panel = 0; panel < 2; panel++) {
            int bAt = LEAD + panel * inner * 3 * LANES;
            for (int row = 0; row < rows; row += 4) {
              int cAt = LEAD + row * 6 * LANES + panel * 3 * LANES;
              int aAt = LEAD + row * Blocking.STRIDE;
              FreeLoops.tile4x3(
                  a, aAt, Blocking.STRIDE, b, bAt, 3 * LANES, inner, c, cAt, 6 * LANES);
            }
          }
        };
    Runnable narrow =
        () -> {
          for (int row = 0; row < rows; row += 8) {
            int aAt = LEAD + row * Blocking.STRIDE;
            int cAt = LEAD + row * LANES;
            MicroKernels.byRowFrom(
                1, 8, 1, a, aAt, b, LEAD, LANES, inner, zeros, 0, 0, c, cAt, LANES);
          }
        };
    Runnable narrowFree =
        () -> {
          for (int row = 0; row < rows; row += 8) {
            int aAt = LEAD + row * Blocking.STRIDE;
            int cAt = LEAD + row * LANES;
            FreeLoops.tile8x1(a, aAt, Blocking.STRIDE, b, LEAD, LANES, inner, c, cAt, LANES);
          }
        };
    return List.of(
        new Pair("product 32 x %d x 784".formatted(6 * LANES), wide, wideFree),
        new Pair("product 32 x %d x 784".formatted(LANES), narrow, narrowFree));
  }

  /** Functions of 4096 elements, and their sum. */
  private static List<Pair> functions() {
    int n = 4096;
    Matrix x = random(1, n);
    Matrix positive = Matrix.allocate(1, n);
    for (int i = 0; i < n; i++) {
      positive.set(0, i, 0.1f + Math.abs(x.get(0, i)));
    }
    Matrix y = Matrix.allocate(1, n);
    Matrix sum = Matrix.allocate(1, 1);
    Kernels kernels = new VectorBackend().open();
    OutOfLineLoop exp = new OutOfLineLoop(FreeLoops::exp, FreeLoops::exp, FreeLoops::exp);
    OutOfLineLoop log = new OutOfLineLoop(FreeLoops::log, FreeLoops::log, FreeLoops::log);
    OutOfLineLoop tanh = new OutOfLineLoop(FreeLoops::tanh, FreeLoops::tanh, FreeLoops::tanh);
    return List.of(
        new Pair("exp of 4096", () -> kernels.exp(x, y), () -> map(exp, x, y)),
        new Pair("log of 4096", () -> kernels.log(positive, y), () -> map(log, positive, y)),
        new Pair(
            "tanh of 4096", () -> kernels.activate(Activation.TANH, x, y), () -> map(tanh, x, y)),
        new Pair(
            "sum of 4096",
            () -> kernels.rowSums(x, sum),
            () -> sum.set(0, 0, FreeLoops.sum(x.array(), x.offset(), n))));
  }

  private static void map(OutOfLineLoop loop, Matrix x, Matrix y) {
    loop.map(x.array(), x.offset(), y.array(), y.offset(), x.columns());
  }

  /** Small numbers of both signs. */
  private static Matrix random(int rows, int columns) {
    SplittableRandom random = new SplittableRandom(1);
    Matrix matrix = Matrix.allocate(rows, columns);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        matrix.set(row, column, (float) random.nextDouble(-0.125, 0.125));
      }
    }
    return matrix;
  }
}
