package finegrain.trainer.repro;

import finegrain.kernels.Backend;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.ScalarBackend;
import finegrain.trainer.Sha256;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The standard workload: every operation of the kernels on random operands, and the training of
 * small models. It needs no files. It changes only with the numerics or with the operations.
 *
 * <p>A round takes some milliseconds once it is compiled. The first rounds are interpreted, and
 * must give the same hashes.
 */
final class StandardWorkload {
  private final List<KernelCase> cases = KernelOperations.all();
  private final KernelCase large = KernelOperations.large();
  private final StandardTraining training = new StandardTraining();
  private final ReferenceHashes reference;

  /** What the scalar backend of this process computes, in the order of the cases. */
  private final List<List<Matrix>> oracle = new ArrayList<>();

  /**
   * The workload.
   *
   * @param reference the hashes that it is compared with
   */
  StandardWorkload(ReferenceHashes reference) {
    this.reference = reference;
    try (Kernels scalar = new ScalarBackend().open()) {
      cases.forEach(each -> oracle.add(each.run(scalar)));
    }
  }

  /** An item whose hash is not the reference, and what is known about the difference. */
  record Mismatch(String item, String detail) {
    @Override
    public String toString() {
      return item + ": " + detail;
    }
  }

  /**
   * The results of a round.
   *
   * @param hashes of all items
   * @param first the first item that is not the reference
   */
  record Round(ReferenceHashes hashes, Optional<Mismatch> first) {}

  /**
   * Does everything once.
   *
   * @throws InterruptedException if the calling thread is interrupted
   */
  Round run(Backend backend) throws InterruptedException {
    return run(backend, true);
  }

  /**
   * Everything that needs one thread only.
   *
   * @throws InterruptedException if the calling thread is interrupted
   */
  Round runInOneThread(Backend backend) throws InterruptedException {
    return run(backend, false);
  }

  private Round run(Backend backend, boolean team) throws InterruptedException {
    Map<String, String> hashes = new LinkedHashMap<>();
    Optional<Mismatch> operation;
    try (Kernels kernels = backend.open()) {
      operation = runOperations(kernels, hashes);
    }
    if (team) {
      try (Kernels kernels = backend.open(KernelOperations.LARGE_THREADS)) {
        List<Matrix> product = large.run(kernels);
        hashes.put(large.operation(), FloatBits.sha256(product));
        operation = operation.or(() -> largeMismatch(product));
      }
    }
    StandardTraining.Outcome trained = training.run(backend, 1, Integer.MAX_VALUE);
    hashes.putAll(trained.hashes());
    ReferenceHashes all = new ReferenceHashes(hashes);
    Optional<String> item = all.firstDifference(reference);
    if (item.isEmpty()) {
      return new Round(all, Optional.empty());
    }
    Optional<Mismatch> first = operation.filter(mismatch -> mismatch.item().equals(item.get()));
    if (first.isPresent()) {
      return new Round(all, first);
    }
    StandardTraining.Item weights = trained.weights().get(item.get());
    String detail =
        weights == null
            ? "hash %s instead of %s"
                .formatted(hashes.get(item.get()), reference.byItem().get(item.get()))
            : difference(backend, weights);
    return new Round(all, Optional.of(new Mismatch(item.get(), detail)));
  }

  /**
   * Every operation of the kernels once.
   *
   * @param hashes of the operations, added to
   * @return the first operation that does not give what the scalar backend does
   */
  private Optional<Mismatch> runOperations(Kernels kernels, Map<String, String> hashes) {
    Optional<Mismatch> first = Optional.empty();
    MessageDigest digest = Sha256.digest();
    for (int i = 0; i < cases.size(); i++) {
      KernelCase each = cases.get(i);
      List<Matrix> outputs = each.run(kernels);
      outputs.forEach(output -> FloatBits.update(digest, output));
      if (first.isEmpty()) {
        first = mismatch(each, outputs, oracle.get(i));
      }
      if (i + 1 == cases.size() || !cases.get(i + 1).operation().equals(each.operation())) {
        hashes.put(each.operation(), Sha256.hex(digest));
      }
    }
    return first;
  }

  private static Optional<Mismatch> mismatch(
      KernelCase each, List<Matrix> outputs, List<Matrix> expected) {
    return DifferingElement.first(each.names(), outputs, expected)
        .map(found -> new Mismatch(each.operation(), each.size() + ": " + found));
  }

  private Optional<Mismatch> largeMismatch(List<Matrix> product) {
    if (FloatBits.sha256(product).equals(reference.byItem().get(large.operation()))) {
      return Optional.empty();
    }
    try (Kernels scalar = new ScalarBackend().open()) {
      return mismatch(large, product, large.run(scalar));
    }
  }

  /** Trains a model again, beside the scalar backend, and finds where the two differ. */
  private String difference(Backend backend, StandardTraining.Item weights)
      throws InterruptedException {
    SideBySide.Finding finding =
        SideBySide.run(
            training.alone(weights.model()), backend, new ScalarBackend(), weights.epoch());
    return finding
        .difference()
        .map(
            difference ->
                "in step %d of the epoch %s".formatted(difference.step() + 1, difference.element()))
        .orElse("trained again, it has the same weights as on the scalar backend");
  }
}
