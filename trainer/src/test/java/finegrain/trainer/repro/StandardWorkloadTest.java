package finegrain.trainer.repro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import finegrain.kernels.Backend;
import finegrain.kernels.Backend.Availability.Available;
import finegrain.kernels.Backends;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The reference bits that are released: in the README, in the resource, and as they are computed.
 * They change with the numerical contract or with the workload alone; who changes those on purpose
 * takes the new ones from {@code finegrain repro check --hashes}.
 */
class StandardWorkloadTest {
  private static Backend backend(String name) {
    return Backends.installed().stream()
        .filter(backend -> backend.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void givesTheReleasedBits(String name) throws Exception {
    assumeTrue(backend(name).availability() instanceof Available, name + " cannot run here");
    StandardWorkload.Round round =
        new StandardWorkload(ReferenceHashes.released()).run(backend(name));
    assertThat(round.first()).isEmpty();
    assertThat(round.hashes().text()).isEqualTo(ReferenceHashes.released().text());
  }

  @Test
  void isInTheReadmeAndTheDocumentation() throws Exception {
    Path root = Path.of(System.getProperty("finegrain.root"));
    String total = ReferenceHashes.released().total();
    assertThat(Files.readString(root.resolve("README.md"))).contains(total);
    assertThat(Files.readString(root.resolve("docs/reproducibility.md"))).contains(total);
  }

  /** An operation that is wrong in one element of one case is named, with both values. */
  @Test
  void locatesAWrongResultOfAnOperation() throws Exception {
    AtomicInteger operations = new AtomicInteger();
    Backend wrong = new BitFlips(backend("scalar"), () -> () -> operations.incrementAndGet() == 7);
    StandardWorkload.Mismatch first =
        new StandardWorkload(ReferenceHashes.released()).run(wrong).first().orElseThrow();
    assertThat(first.item()).isEqualTo("matmul, chosen rows");
    assertThat(first.detail()).matches("5 x 7 x 19: c\\[0, 0] is [0-9a-f]{8} .* 8388608 ULP apart");
  }

  /** The reference is what the hashes are compared with, even where the backends agree. */
  @Test
  void departsFromAnotherReference() throws Exception {
    Map<String, String> other = new LinkedHashMap<>(ReferenceHashes.released().byItem());
    String item =
        "paper, width 3, 21 images a class, repeat 0, coarse labels: weights after epoch 2";
    assertThat(other.put(item, "0".repeat(64))).isNotNull();
    StandardWorkload.Mismatch first =
        new StandardWorkload(new ReferenceHashes(other))
            .run(backend("scalar"))
            .first()
            .orElseThrow();
    assertThat(first.item()).isEqualTo(item);
    assertThat(first.detail())
        .isEqualTo("trained again, it has the same weights as on the scalar backend");
  }
}
