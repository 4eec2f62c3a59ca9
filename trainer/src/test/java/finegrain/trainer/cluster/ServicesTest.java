package finegrain.trainer.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import finegrain.trainer.experiment.Experiment;
import finegrain.trainer.study.Study;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A process of a cluster has this module on its class path, where module-info says nothing. */
final class ServicesTest {
  private static List<String> named(Class<?> service) throws IOException {
    try (InputStream in =
        ServicesTest.class.getResourceAsStream("/META-INF/services/" + service.getName())) {
      return new String(in.readAllBytes(), UTF_8).lines().toList();
    }
  }

  @Test
  void theClassPathHasTheSameExperimentsAsTheModule() throws Exception {
    assertThat(named(Experiment.class))
        .containsExactlyInAnyOrderElementsOf(
            Experiment.all().stream().map(each -> each.getClass().getName()).toList());
  }

  @Test
  void theClassPathHasTheSameStudiesAsTheModule() throws Exception {
    assertThat(named(Study.class))
        .containsExactlyInAnyOrderElementsOf(
            Study.all().stream().map(each -> each.getClass().getName()).toList());
  }
}
