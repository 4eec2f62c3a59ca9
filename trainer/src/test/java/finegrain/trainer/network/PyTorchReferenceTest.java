package finegrain.trainer.network;

import finegrain.kernels.Backends;
import finegrain.kernels.Kernels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every array of every file of the {@link ReferenceFolder} against the kernels and layers, by both
 * Java backends. The begin of a file's name tells what it is.
 */
class PyTorchReferenceTest {
  /** A comparison of all arrays of a case with what Finegrain computes from its inputs. */
  private interface Comparison {
    void run(ReferenceCase reference, Kernels kernels);
  }

  private static final Map<String, Comparison> BY_KIND =
      Map.ofEntries(
          Map.entry("conv", ReferenceLayers::convolution),
          Map.entry("max_pool", ReferenceLayers::maxPool),
          Map.entry("global_average", ReferenceLayers::globalAverage),
          Map.entry("batch_norm", ReferenceLayers::batchNorm),
          Map.entry("layer_norm", ReferenceLayers::layerNorm),
          Map.entry("attention", ReferenceLayers::attention),
          Map.entry("block", ReferenceLayers::block),
          Map.entry("relu", ReferenceElements::relu),
          Map.entry("gelu_tanh", ReferenceElements::gelu),
          Map.entry("gelu_erf", ReferenceElements::geluByErf),
          Map.entry("softmax", ReferenceElements::softmax),
          Map.entry("log_softmax", ReferenceElements::logSoftmax),
          Map.entry("cross_entropy", ReferenceElements::crossEntropy),
          Map.entry("binary_cross_entropy", ReferenceElements::binaryCrossEntropy),
          Map.entry("sgd", ReferenceElements::sgd),
          Map.entry("adamw", ReferenceElements::adamw),
          Map.entry("clip", ReferenceElements::clip),
          Map.entry("resnet20", ReferenceNetworks::resnet20),
          Map.entry("vit", ReferenceNetworks::vit));

  /** The comparison for a file; no kind is the begin of another one's name. */
  private static Comparison of(String file) {
    return BY_KIND.entrySet().stream()
        .filter(kind -> file.startsWith(kind.getKey()))
        .findFirst()
        .map(Map.Entry::getValue)
        .orElseThrow(
            () ->
                new AssertionError("no comparison takes %s: its kind is unknown".formatted(file)));
  }

  @TestFactory
  Stream<DynamicNode> everyFileAgreesWithPyTorch() throws IOException {
    ReferenceFolder folder = ReferenceFolder.find();
    return folder.files().stream()
        .map(
            path ->
                DynamicContainer.dynamicContainer(
                    path.getFileName().toString(),
                    Stream.of("scalar", "auto")
                        .map(
                            backend ->
                                DynamicTest.dynamicTest(
                                    backend, () -> compare(path, folder, backend)))));
  }

  private static void compare(Path path, ReferenceFolder folder, String backend)
      throws IOException {
    ReferenceCase reference = new ReferenceCase(path, folder);
    Comparison comparison = of(reference.file());
    try (Kernels kernels = Backends.choose(backend).backend().open()) {
      comparison.run(reference, kernels);
    }
    reference.checkEnd();
  }
}
