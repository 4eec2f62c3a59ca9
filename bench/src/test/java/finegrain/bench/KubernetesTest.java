package finegrain.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import finegrain.trainer.experiment.Shard;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests of docs, by classes that are generated from the schema of Kubernetes. */
final class KubernetesTest {
  private static final Path FOLDER = Path.of("..", "docs", "kubernetes");

  private final ObjectMapper yaml = new YAMLMapper();

  private Job job(String file) throws IOException {
    return yaml.readValue(FOLDER.resolve(file).toFile(), Job.class);
  }

  private static Container container(Job job) {
    return job.getSpec().getTemplate().getSpec().getContainers().getFirst();
  }

  @ParameterizedTest
  @ValueSource(strings = {"job.yaml", "merge.yaml"})
  void theSchemaHasAllFields(String file) throws Exception {
    Job job = job(file);
    List<String> unknown = new ArrayList<>();
    collectUnknown(job, unknown);
    assertThat(unknown).isEmpty();
    // What is written is what was understood.
    JsonNode given = yaml.readTree(FOLDER.resolve(file).toFile());
    JsonNode understood = yaml.readTree(yaml.writeValueAsString(job));
    assertThat(understood).isEqualTo(given);
    assertThat(container(job).getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
  }

  /** The classes of the model keep fields that the schema does not have as additional ones. */
  private static void collectUnknown(Object value, List<String> unknown)
      throws ReflectiveOperationException {
    if (value instanceof Collection<?> many) {
      for (Object one : many) {
        collectUnknown(one, unknown);
      }
    } else if (value != null && value.getClass().getName().startsWith("io.fabric8.")) {
      for (Method method : value.getClass().getMethods()) {
        boolean isGetter = method.getName().startsWith("get") && method.getParameterCount() == 0;
        if (method.getName().equals("getAdditionalProperties")) {
          ((Map<?, ?>) method.invoke(value)).keySet().forEach(key -> unknown.add((String) key));
        } else if (isGetter) {
          collectUnknown(method.invoke(value), unknown);
        }
      }
    }
  }

  @Test
  void theIndicesOfTheJobAreAllShardsAndTheMergeHasTheirFolders() throws Exception {
    Job job = job("job.yaml");
    int shards = job.getSpec().getCompletions();
    List<String> folders = new ArrayList<>(List.of("merge", "--out=/output/capacity"));
    for (int index : IntStream.range(0, shards).toArray()) {
      List<String> arguments =
          container(job).getArgs().stream()
              .map(text -> text.replace("$(JOB_COMPLETION_INDEX)", Integer.toString(index)))
              .toList();
      String shard = arguments.get(3).substring("--shard=".length());
      assertThat(Shard.parse(shard)).isEqualTo(new Shard(index + 1, shards));
      folders.add(arguments.get(4).substring("--out=".length()));
    }
    assertThat(container(job("merge.yaml")).getArgs()).isEqualTo(folders);
  }
}
