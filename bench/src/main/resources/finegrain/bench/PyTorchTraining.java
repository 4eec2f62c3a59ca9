package finegrain.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import com.sun.management.OperatingSystemMXBean;
import finegrain.kernels.Matrix;
import finegrain.trainer.data.Samples;
import finegrain.trainer.engine.TrainingBatches;
import finegrain.trainer.training.Optimiser;
import finegrain.trainer.weights.NamedTensor;
import finegrain.trainer.weights.SafetensorsFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * ResNet-20 on CIFAR-10 in PyTorch, through DJL, with the initial weights, the batches and the
 * recipe of 'finegrain train': only the arithmetic is PyTorch's. 'finegrain bench accuracy' starts
 * this file with 'java', which compiles it: so no build needs DJL.
 *
 * <p>Arguments: threads; the folder of data sets, or nothing for that of the cache; training images
 * of each class, or 0 for all; epochs; a folder for weights; and then seeds, to train from, and
 * safetensors files, to test.
 */
public final class PyTorchTraining {
  private static final int CLASSES = 10;
  private static final int SIDE = 32;
  private static final int CHANNELS = 3;
  private static final int FEATURES = CHANNELS * SIDE * SIDE;
  private static final int TEST_BATCH = 100;

  private final NDManager manager;
  private final SharedTraining shared;
  private final SafetensorsFile initial;

  /** All tensors of the file by their names. */
  private final Map<String, NDArray> tensors = new LinkedHashMap<>();

  private final List<Parameter> parameters = new ArrayList<>();
  private final PyTorchResNet network;

  /** A trained tensor, its velocity, and the share of it that weight decay adds to its gradient. */
  private record Parameter(NDArray values, NDArray velocity, float decay) {}

  private PyTorchTraining(NDManager manager, SharedTraining shared, Path weights) {
    this.manager = manager;
    this.shared = shared;
    initial = SafetensorsFile.read(weights);
    for (NamedTensor tensor : initial.tensors()) {
      long[] sides = Arrays.stream(tensor.shape()).asLongStream().toArray();
      NDArray array = manager.create(tensor.values(), new Shape(sides));
      tensors.put(tensor.name(), array);
      if (!tensor.name().contains(".running_")) {
        array.setRequiresGradient(true);
        // Only the weights of products have two sides or more.
        float decay = sides.length > 1 ? shared.recipe().weightDecay() : 0;
        parameters.add(new Parameter(array, manager.zeros(array.getShape()), decay));
      }
    }
    network = new PyTorchResNet((name, shape) -> tensors.get(name), CHANNELS, CLASSES);
  }

  /**
   * The view of PyTorch on images whose channels lie last in memory, which its convolutions take as
   * they are.
   */
  private NDArray images(float[] values, int batch) {
    return manager.create(values, new Shape(batch, SIDE, SIDE, CHANNELS)).transpose(0, 3, 1, 2);
  }

  /** Trains an epoch; the mean loss of its images. */
  private double trainEpoch(TrainingBatches batches, int epoch) {
    batches.epoch(epoch);
    double sum = 0;
    for (int batch = 0; batch < batches.count(); batch++) {
      int size = batches.size(batch);
      float[] values = new float[size * FEATURES];
      int[] labels = new int[size];
      batches.take(batch, Matrix.of(values, 0, size, FEATURES, FEATURES), labels);
      sum += size * step(values, labels, shared.learningRate(epoch * batches.count() + batch));
    }
    return sum / shared.trainingImages();
  }

  /**
   * One step; its loss. The velocity has the learning rates in it, as that of Finegrain has and as
   * in Sutskever et al. (2013): v = momentum v - rate g, w = w + momentum v - rate g. That of
   * torch.optim.SGD has not, so a change of the rate would act on earlier gradients too.
   */
  private float step(float[] values, int[] labels, float learningRate) {
    Optimiser.Sgd sgd = (Optimiser.Sgd) shared.recipe().optimiser();
    float loss;
    try (NDScope scope = new NDScope()) {
      NDArray x = images(values, labels.length);
      NDArray targets = manager.create(labels).oneHot(CLASSES).toType(DataType.FLOAT32, true);
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray logits = network.forward(x, true);
        NDArray mean = logits.logSoftmax(1).mul(targets).sum().mul(-1f / labels.length);
        collector.backward(mean);
        loss = mean.getFloat();
      }
      for (Parameter parameter : parameters) {
        NDArray gradient = parameter.values().getGradient();
        NDArray whole =
            parameter.decay() == 0
                ? gradient
                : gradient.add(parameter.values().mul(parameter.decay()));
        NDArray change = whole.mul(-learningRate);
        parameter.velocity().muli(sgd.momentum()).addi(change);
        parameter.values().addi(parameter.velocity().mul(sgd.momentum()).addi(change));
        gradient.muli(0f);
      }
    }
    return loss;
  }

  /** The logits of all test images, row after row. */
  private float[] testLogits() {
    Samples test = shared.test();
    float[] all = new float[test.size() * CLASSES];
    float[] image = new float[FEATURES];
    for (int first = 0; first < test.size(); first += TEST_BATCH) {
      int size = Math.min(TEST_BATCH, test.size() - first);
      float[] values = new float[size * FEATURES];
      for (int i = 0; i < values.length; i++) {
        int feature = i % FEATURES;
        if (feature == 0) {
          test.copyFeatures(first + i / FEATURES, image, 0);
        }
        values[i] = image[feature % CHANNELS * SIDE * SIDE + feature / CHANNELS];
      }
      try (NDScope scope = new NDScope()) {
        float[] logits = network.forward(images(values, size), false).toFloatArray();
        System.arraycopy(logits, 0, all, first * CLASSES, logits.length);
      }
    }
    return all;
  }

  /** The share of test images whose greatest logit is that of their class, in percent. */
  private double accuracy(float[] logits) {
    Samples test = shared.test();
    int right = 0;
    for (int i = 0; i < test.size(); i++) {
      int best = 0;
      for (int k = 1; k < CLASSES; k++) {
        if (logits[i * CLASSES + k] > logits[i * CLASSES + best]) {
          best = k;
        }
      }
      right += best == test.label(i) ? 1 : 0;
    }
    return 100.0 * right / test.size();
  }

  private void train(long seed) {
    TrainingBatches batches = shared.batches(seed);
    int epochs = shared.recipe().epochs();
    double seconds = 0;
    double ofProcessors = 0;
    for (int epoch = 0; epoch < epochs; epoch++) {
      long begin = System.nanoTime();
      long processorsBegin = processorNanoseconds();
      double loss = trainEpoch(batches, epoch);
      seconds += 1e-9 * (System.nanoTime() - begin);
      ofProcessors += 1e-9 * (processorNanoseconds() - processorsBegin);
      print(
          "seed %d, epoch %d of %d: loss %.4f, test accuracy %.2f %%, %.0f s so far, %.0f s of"
              + " processors",
          seed, epoch + 1, epochs, loss, accuracy(testLogits()), seconds, ofProcessors);
    }
  }

  private static long processorNanoseconds() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private void write(Path file) {
    List<NamedTensor> all = new ArrayList<>();
    for (NamedTensor tensor : initial.tensors()) {
      float[] values = tensors.get(tensor.name()).toFloatArray();
      all.add(new NamedTensor(tensor.name(), tensor.shape(), values));
    }
    SafetensorsFile.write(file, initial.metadata(), all);
  }

  /** Tests these weights, and the file of them by our kernels. */
  private void compare(Path file) {
    float[] theirs = testLogits();
    Matrix matrix = shared.logits(file);
    float[] ours = new float[theirs.length];
    double greatest = 0;
    for (int i = 0; i < ours.length; i++) {
      ours[i] = matrix.get(i / CLASSES, i % CLASSES);
      // Not by Math.max of floats: a NaN on one side alone shows as NaN.
      greatest = Math.max(greatest, Math.abs((double) ours[i] - theirs[i]));
    }
    print(
        "%s: test accuracy %.2f %% by PyTorch, %.2f %% by Finegrain, logits differ by %.1e at"
            + " most",
        file.getFileName(), accuracy(theirs), accuracy(ours), greatest);
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  /** Trains from a seed, or tests a file. */
  private static void run(SharedTraining shared, Path folder, String what) {
    boolean trains = what.matches("-?\\d+");
    Path first = trains ? folder.resolve("initial-" + what + ".safetensors") : Path.of(what);
    if (trains) {
      shared.writeInitial(Long.parseLong(what), first);
    }
    try (NDManager manager = NDManager.newBaseManager()) {
      PyTorchTraining training = new PyTorchTraining(manager, shared, first);
      training.compare(first);
      if (trains) {
        training.train(Long.parseLong(what));
        Path last = folder.resolve("pytorch-" + what + ".safetensors");
        training.write(last);
        training.compare(last);
      }
    }
  }

  public static void main(String[] arguments) {
    // Loads PyTorch, which the next calls need.
    Engine engine = Engine.getInstance();
    JniUtils.setGradMode(false);
    JniUtils.setNumThreads(Integer.parseInt(arguments[0]));
    print("PyTorch %s, DJL %s", engine.getVersion(), Engine.getDjlVersion());
    SharedTraining shared =
        new SharedTraining(
            Optional.of(arguments[1]).filter(text -> !text.isEmpty()).map(Path::of),
            Optional.of(Integer.valueOf(arguments[2])).filter(count -> count > 0),
            Integer.parseInt(arguments[3]));
    for (String what : Arrays.asList(arguments).subList(5, arguments.length)) {
      run(shared, Path.of(arguments[4]), what);
    }
  }
}
