package finegrain.trainer.weights;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.reflect.TypeToken;
import finegrain.kernels.Activation;
import finegrain.kernels.Matrix;
import finegrain.trainer.PlainText;
import finegrain.trainer.UserError;
import finegrain.trainer.data.FeatureScale;
import finegrain.trainer.data.Scaling;
import finegrain.trainer.data.Shape;
import finegrain.trainer.network.Architecture;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.network.Network;
import finegrain.trainer.network.ParameterShape;
import finegrain.trainer.network.Parameters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A trained network as a safetensors file: its parameters and state by the names that PyTorch would
 * give them, and in the metadata what is needed to use it.
 *
 * @param architecture of the network; its hidden activation is ReLU where it has none of its own
 * @param input the shape of a sample
 * @param classNames the name of each class, in the order of the logits
 * @param scaling of the features
 * @param scale what this made of the features in the files; empty where they stayed as they are
 * @param dataset the name of the data that it was trained on
 * @param data SHA-256 of each file of them
 * @param parameters with the state of the layers
 */
public record NetworkFile(
    Architecture architecture,
    Shape input,
    List<String> classNames,
    Scaling scaling,
    FeatureScale scale,
    String dataset,
    SortedMap<String, String> data,
    Parameters parameters) {
  private static final String ARCHITECTURE = "finegrain.architecture";
  private static final String INPUT = "finegrain.input";
  private static final String CLASSES = "finegrain.classes";
  private static final String SCALING = "finegrain.scaling";
  private static final String SHIFT = "finegrain.shift";
  private static final String DIVISOR = "finegrain.divisor";
  private static final String DATASET = "finegrain.dataset";
  private static final String DATA = "finegrain.data_sha256";

  /** PyTorch counts batches in each batch normalisation; nothing reads it. */
  private static final String COUNTER = ".num_batches_tracked";

  /** Copies the collections. */
  public NetworkFile {
    classNames = List.copyOf(classNames);
    data = Collections.unmodifiableSortedMap(new TreeMap<>(data));
  }

  /** The network. */
  public Network network() {
    return architecture.network(input, classNames.size(), Activation.RELU);
  }

  /**
   * Writes the file, or replaces it as a whole; equal networks have equal bytes.
   *
   * @throws UserError if it cannot be written
   */
  public void write(Path file) {
    Gson gson = new Gson();
    Map<String, String> metadata = new TreeMap<>();
    metadata.put("format", "pt");
    metadata.put(ARCHITECTURE, architecture.toString());
    metadata.put(INPUT, gson.toJson(new int[] {input.channels(), input.height(), input.width()}));
    metadata.put(CLASSES, gson.toJson(classNames));
    metadata.put(SCALING, scaling.toString());
    if (!scale.equals(FeatureScale.NONE)) {
      metadata.put(SHIFT, gson.toJson(scale.shift()));
      metadata.put(DIVISOR, gson.toJson(scale.divisor()));
    }
    metadata.put(DATASET, dataset);
    metadata.put(DATA, gson.toJson(data));
    List<ParameterShape> shapes = network().shapes();
    List<Matrix> values = parameters.tensors();
    List<NamedTensor> tensors = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      tensors.add(TensorLayout.of(shapes.get(i)).write(values.get(i)));
    }
    SafetensorsFile.write(file, metadata, tensors);
  }

  /**
   * Reads a file that {@link #write} wrote, or that holds the like.
   *
   * @throws UserError if it cannot be read, is malformed, or holds no such network
   */
  public static NetworkFile read(Path file) {
    SafetensorsFile content = SafetensorsFile.read(file);
    Map<String, String> metadata = content.metadata();
    for (String key : List.of(ARCHITECTURE, INPUT, CLASSES, SCALING)) {
      if (!metadata.containsKey(key)) {
        throw new UserError(
            "%s does not say %s in its metadata; give a file that 'finegrain train' wrote"
                .formatted(file, key));
      }
    }
    try {
      Gson gson = new Gson();
      int[] sides = gson.fromJson(metadata.get(INPUT), int[].class);
      List<String> classNames = List.of(gson.fromJson(metadata.get(CLASSES), String[].class));
      Architecture architecture = Architectures.parse(metadata.get(ARCHITECTURE));
      Shape input = new Shape(sides[0], sides[1], sides[2]);
      Network network = architecture.network(input, classNames.size(), Activation.RELU);
      SortedMap<String, String> data =
          gson.fromJson(
              metadata.getOrDefault(DATA, "{}"), new TypeToken<TreeMap<String, String>>() {});
      return new NetworkFile(
          architecture,
          input,
          classNames,
          Scaling.named(metadata.get(SCALING)),
          scale(metadata, input),
          metadata.getOrDefault(DATASET, "unknown data"),
          data,
          parameters(network, architecture, content, file));
    } catch (UserError e) {
      throw e;
    } catch (JsonParseException | IllegalArgumentException | ArithmeticException e) {
      throw useless(file, e);
    } catch (NullPointerException | IndexOutOfBoundsException e) {
      // JSON's null, or too few sides.
      throw useless(file, e);
    }
  }

  private static FeatureScale scale(Map<String, String> metadata, Shape input) {
    Gson gson = new Gson();
    FeatureScale scale =
        new FeatureScale(
            List.of(gson.fromJson(metadata.getOrDefault(SHIFT, "[]"), Double[].class)),
            List.of(gson.fromJson(metadata.getOrDefault(DIVISOR, "[]"), Double[].class)));
    if (!scale.fits(input.features())) {
      throw new IllegalArgumentException("a scale of another number of features");
    }
    return scale;
  }

  private static UserError useless(Path file, RuntimeException e) {
    return new UserError(
        "%s has metadata that describe no network; give a file that 'finegrain train' wrote"
            .formatted(file),
        e);
  }

  private static Parameters parameters(
      Network network, Architecture architecture, SafetensorsFile content, Path file) {
    Map<String, NamedTensor> left = new HashMap<>();
    content.tensors().forEach(tensor -> left.put(tensor.name(), tensor));
    List<ParameterShape> shapes = network.shapes();
    // Before anything is allocated on the word of the metadata.
    List<NamedTensor> tensors =
        shapes.stream().map(shape -> tensor(shape, left, architecture, file)).toList();
    left.keySet().removeIf(name -> name.endsWith(COUNTER));
    if (!left.isEmpty()) {
      throw new UserError(
          "%s has a tensor %s, which %s has no place for; give weights of this architecture"
              .formatted(
                  file,
                  PlainText.shortened(left.keySet().stream().sorted().findFirst().orElseThrow()),
                  architecture));
    }
    Matrix block = Matrix.allocate(1, network.blockSize());
    Matrix state = Matrix.allocate(1, network.stateSize());
    Parameters parameters = network.parameters(block, state);
    for (int i = 0; i < tensors.size(); i++) {
      TensorLayout.of(shapes.get(i)).read(tensors.get(i), parameters.tensors().get(i));
    }
    return parameters;
  }

  /** Takes the tensor of a parameter out of those that are left. */
  private static NamedTensor tensor(
      ParameterShape shape, Map<String, NamedTensor> left, Architecture architecture, Path file) {
    TensorLayout layout = TensorLayout.of(shape);
    NamedTensor tensor = left.remove(layout.name());
    if (tensor == null) {
      throw new UserError(
          "%s lacks the tensor %s of %s; give weights of this architecture"
              .formatted(file, layout.name(), architecture));
    }
    if (!Arrays.equals(tensor.shape(), layout.sides())) {
      throw new UserError(
          "%s has the tensor %s of shape %s, and %s needs %s; give weights of this architecture"
              .formatted(
                  file,
                  layout.name(),
                  Arrays.toString(tensor.shape()),
                  architecture,
                  Arrays.toString(layout.sides())));
    }
    return tensor;
  }
}
