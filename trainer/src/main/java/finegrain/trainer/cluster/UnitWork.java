package finegrain.trainer.cluster;

import finegrain.kernels.Backend;
import finegrain.trainer.engine.Meter;
import finegrain.trainer.result.FinishedUnit;
import finegrain.trainer.result.StudyConfiguration;
import finegrain.trainer.study.Plan;
import finegrain.trainer.study.Unit;
import finegrain.trainer.study.UnitTeam;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The units of a study.
 *
 * @param units of the whole study; an item is an index of this list
 * @param folder of this process, in which the study may keep files
 * @param meter counts nothing: units do not say how far they are
 */
record UnitWork(List<Unit> units, Backend backend, Path folder, Meter meter)
    implements ClusterWork {
  static UnitWork of(ClusterJob job) {
    StudyConfiguration configuration =
        StudyConfiguration.parse(job.configuration())
            .orElseThrow(() -> new IllegalArgumentException("another version's configuration"));
    Backend backend = ClusterWork.backend(job.backend(), configuration.arithmetic()).backend();
    Plan plan = configuration.study().plan(configuration.settings());
    ClusterWork.check(
        configuration.study().name(), configuration.data(), plan.data(), plan.readFrom());
    try {
      // The working folder is the process's own, and the cluster removes it.
      Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "study");
      return new UnitWork(plan.units(), backend, folder, new Meter());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void run(int[] items, int threads, Results results) throws InterruptedException {
    Map<String, Integer> numbers = new HashMap<>();
    Arrays.stream(items).forEach(item -> numbers.put(units.get(item).key(), item));
    new UnitTeam(backend, threads, folder)
        .run(
            Arrays.stream(items).mapToObj(units::get).toList(),
            computed ->
                computed.forEach(
                    its -> {
                      String key = its.unit().key();
                      results.finished(numbers.get(key), new FinishedUnit(key, its.rows()).bytes());
                    }));
  }
}
