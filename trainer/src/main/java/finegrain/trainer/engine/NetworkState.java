package finegrain.trainer.engine;

import finegrain.kernels.Matrix;
import finegrain.trainer.network.Head;
import finegrain.trainer.network.Network;
import finegrain.trainer.network.Parameters;
import finegrain.trainer.training.NetworkEpoch;
import finegrain.trainer.training.Optimiser;
import finegrain.trainer.training.Score;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that the rest of a network's training depends on, between two steps: parameters, the state of
 * layers and of the optimiser, and where the training stands. It can be written and read, and the
 * training then goes on to the same bits. For one thread.
 */
public final class NetworkState {
  private static final int CHUNK = 1 << 14;

  private final Network network;
  private final Matrix parameters;
  private final Matrix layerState;

  /** Velocities, or means and means of squares. */
  private final List<Matrix> moments;

  /** The optimiser's betas to the power of the steps so far. */
  private double power1 = 1;

  private double power2 = 1;
  private int batch;
  private double lossSum;
  private int right;
  private int seen;
  private final List<NetworkEpoch> epochs = new ArrayList<>();
  private Optional<Score> test = Optional.empty();

  private NetworkState(Network network, Matrix parameters, Matrix layerState, Optimiser optimiser) {
    this.network = network;
    this.parameters = parameters;
    this.layerState = layerState;
    moments = new ArrayList<>();
    for (int i = 0; i < optimiser.moments(); i++) {
      moments.add(Matrix.allocate(1, network.blockSize()));
    }
  }

  /** Before the first step, at initial parameters that depend on the seed alone. */
  public static NetworkState initial(Network network, Optimiser optimiser, long seed) {
    return initial(network, optimiser, seed, 0);
  }

  /** The same of a repeat, counted from 0. */
  static NetworkState initial(Network network, Optimiser optimiser, long seed, int repeat) {
    return new NetworkState(
        network, network.initialBlock(seed, repeat), network.initialState(), optimiser);
  }

  /**
   * Before the first step, at the parameters and state of another network.
   *
   * @throws IllegalArgumentException if one is missing or has another shape
   */
  public static NetworkState from(Parameters trained, Network network, Optimiser optimiser) {
    return new NetworkState(
        network, network.block(trained), network.stateBlock(trained), optimiser);
  }

  /**
   * Before the first step, with the body of another network and an initial head.
   *
   * @param trained parameters and state of a network that differs in its outputs alone
   * @param seed of the head
   * @param stage of the training that begins; each has a head of its own
   * @throws IllegalArgumentException if a part of the body is missing or has another shape
   */
  public static NetworkState withNewHead(
      Parameters trained, Network network, Optimiser optimiser, long seed, int stage) {
    return new NetworkState(
        network,
        Head.replaced(network, trained, seed, stage),
        network.stateBlock(trained),
        optimiser);
  }

  /** Sets all biases of the head. */
  public void fillHeadBiases(float value) {
    Head.fillBiases(network, parameters, value);
  }

  /** The block of parameters itself. */
  Matrix parameters() {
    return parameters;
  }

  Matrix layerState() {
    return layerState;
  }

  Matrix moment(int i) {
    return moments.get(i);
  }

  /** Parameters and state of the layers by their names; not copies. */
  public Parameters named() {
    return network.parameters(parameters, layerState);
  }

  /** The epoch that the next step belongs to, counted from 0. */
  public int epoch() {
    return epochs.size();
  }

  /** The batch of the next step in its epoch, counted from 0. */
  public int batch() {
    return batch;
  }

  /** The finished epochs. */
  public List<NetworkEpoch> epochs() {
    return List.copyOf(epochs);
  }

  /** How the finished network does on the test samples; empty until it is finished. */
  public Optional<Score> test() {
    return test;
  }

  /** Whether a loss was not finite, which ends a training. */
  public boolean hasDiverged() {
    return !epochs.isEmpty() && !Double.isFinite(epochs.getLast().train().loss());
  }

  /** The mean over the samples of the epoch so far; NaN before the first. */
  public Score soFar() {
    return new Score(lossSum / seen, (double) right / seen);
  }

  /** Another step has begun: its number's powers of the betas. */
  void raisePowers(double beta1, double beta2) {
    power1 *= beta1;
    power2 *= beta2;
  }

  double power1() {
    return power1;
  }

  double power2() {
    return power2;
  }

  /** A step is done. */
  void add(Matrix losses, int rightAnswers) {
    for (int row = 0; row < losses.columns(); row++) {
      lossSum += losses.get(0, row);
    }
    right += rightAnswers;
    seen += losses.columns();
    batch++;
  }

  /** An epoch is over. */
  void endEpoch(float learningRate, Score judged) {
    epochs.add(new NetworkEpoch(learningRate, soFar(), judged));
    batch = 0;
    lossSum = 0;
    right = 0;
    seen = 0;
  }

  void end(Score score) {
    test = Optional.of(score);
  }

  /**
   * Writes everything.
   *
   * @throws IOException if it cannot be written
   */
  public void write(DataOutput out) throws IOException {
    out.writeDouble(power1);
    out.writeDouble(power2);
    out.writeInt(batch);
    out.writeDouble(lossSum);
    out.writeInt(right);
    out.writeInt(seen);
    out.writeInt(epochs.size());
    for (NetworkEpoch epoch : epochs) {
      out.writeFloat(epoch.learningRate());
      write(out, epoch.train());
      write(out, epoch.judged());
    }
    out.writeBoolean(test.isPresent());
    if (test.isPresent()) {
      write(out, test.get());
    }
    for (Matrix block : blocks()) {
      writeBlock(out, block);
    }
  }

  private static void write(DataOutput out, Score score) throws IOException {
    out.writeDouble(score.loss());
    out.writeDouble(score.accuracy());
  }

  private List<Matrix> blocks() {
    List<Matrix> blocks = new ArrayList<>(List.of(parameters, layerState));
    blocks.addAll(moments);
    return blocks;
  }

  private static void writeBlock(DataOutput out, Matrix block) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK * Float.BYTES);
    for (int from = 0; from < block.columns(); from += CHUNK) {
      int count = Math.min(CHUNK, block.columns() - from);
      bytes.clear();
      bytes.asFloatBuffer().put(block.array(), block.offset() + from, count);
      out.write(bytes.array(), 0, count * Float.BYTES);
    }
  }

  /**
   * Takes what {@link #write} wrote of the state of a network and an optimiser like these.
   *
   * @throws IOException if it cannot be read, or ends before
   */
  public void read(DataInput in) throws IOException {
    power1 = in.readDouble();
    power2 = in.readDouble();
    batch = in.readInt();
    lossSum = in.readDouble();
    right = in.readInt();
    seen = in.readInt();
    epochs.clear();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      epochs.add(new NetworkEpoch(in.readFloat(), readScore(in), readScore(in)));
    }
    test = in.readBoolean() ? Optional.of(readScore(in)) : Optional.empty();
    for (Matrix block : blocks()) {
      readBlock(in, block);
    }
  }

  private static Score readScore(DataInput in) throws IOException {
    return new Score(in.readDouble(), in.readDouble());
  }

  private static void readBlock(DataInput in, Matrix block) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK * Float.BYTES);
    for (int from = 0; from < block.columns(); from += CHUNK) {
      int count = Math.min(CHUNK, block.columns() - from);
      in.readFully(bytes.array(), 0, count * Float.BYTES);
      bytes.clear();
      bytes.asFloatBuffer().get(block.array(), block.offset() + from, count);
    }
  }
}
