package finegrain.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThreadCountTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      value = {
        "-     | -     | 8",
        "1     | -     | 1 (SLURM_CPUS_PER_TASK, of 8 cores)",
        "-     | 4     | 4 (OMP_NUM_THREADS, of 8 cores)",
        "6     | 3     | 3 (OMP_NUM_THREADS, of 8 cores)",
        "2     | 2     | 2 (SLURM_CPUS_PER_TASK, of 8 cores; OMP_NUM_THREADS, of 8 cores)",
        "64    | 8     | 8",
        "''    | ' '   | 8",
        "-     | 4,2,1 | 4 (OMP_NUM_THREADS, of 8 cores)",
        "0     | 4     | 4 (SLURM_CPUS_PER_TASK is ignored: it is no number of threads;"
            + " OMP_NUM_THREADS, of 8 cores)",
        "-     | all   | 8 (OMP_NUM_THREADS is ignored: it is no number of threads)",
        "-1    | -     | 8 (SLURM_CPUS_PER_TASK is ignored: it is no number of threads)",
        "99999999999 | - | 8 (SLURM_CPUS_PER_TASK is ignored: it is no number of threads)",
      })
  void theEnvironmentBoundsTheDefault(String slurm, String omp, String words) {
    Map<String, String> environment = new HashMap<>();
    if (slurm != null) {
      environment.put("SLURM_CPUS_PER_TASK", slurm);
    }
    if (omp != null) {
      environment.put("OMP_NUM_THREADS", omp);
    }
    assertThat(ThreadCount.ofEnvironment(8, environment).words()).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      value = {
        "-  | 3 | 3 (SLURM_CPUS_ON_NODE, of 8 cores)",
        "2  | 6 | 2 (SLURM_CPUS_PER_TASK, of 8 cores)",
        "6  | 2 | 6 (SLURM_CPUS_PER_TASK, of 8 cores)",
        "x  | 6 | 6 (SLURM_CPUS_PER_TASK is ignored: it is no number of threads;"
            + " SLURM_CPUS_ON_NODE, of 8 cores)",
        "-  | 64 | 8",
      })
  void slurmBoundsAJobThatAsksForNoCores(String task, String job, String words) {
    Map<String, String> environment = new HashMap<>(Map.of("SLURM_CPUS_ON_NODE", job));
    if (task != null) {
      environment.put("SLURM_CPUS_PER_TASK", task);
    }
    assertThat(ThreadCount.ofEnvironment(8, environment).words()).isEqualTo(words);
  }
}
