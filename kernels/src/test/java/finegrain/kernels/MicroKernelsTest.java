package finegrain.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class MicroKernelsTest {
  @Test
  void theSourceIsWhatTheGeneratorWrites() throws IOException {
    assertThat(withoutSpace(Files.readString(MicroKernelsGenerator.FILE)))
        .isEqualTo(withoutSpace(MicroKernelsGenerator.source()));
  }

  @Test
  void theSparseSourceIsWhatItsGeneratorWrites() throws IOException {
    assertThat(withoutSpace(Files.readString(SparseMicroKernelsGenerator.FILE)))
        .isEqualTo(withoutSpace(SparseMicroKernelsGenerator.source()));
  }

  /** The formatter has put line breaks in. */
  private static String withoutSpace(String source) {
    return source.replaceAll("[\\s*]+", "");
  }
}
