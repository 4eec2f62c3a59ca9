package finegrain.trainer.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import finegrain.trainer.UserError;
import finegrain.trainer.slurm.SlurmCommands.Queued;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that Slurm 22.05 gives, from scripts in its place. */
final class SlurmCommandsTest {
  private static final Path SCRIPT = Path.of("/home/ada/a run's.slurm/shards-of-4.sh");

  @TempDir Path folder;

  private SlurmCommands answering(String command, String script) throws Exception {
    Path file = folder.resolve(command);
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return new SlurmCommands(List.of(folder.resolve("no-such-folder"), folder));
  }

  @Test
  void aJobHasTheIdThatSbatchPrintsAndGetsItsWords() throws Exception {
    SlurmCommands slurm =
        answering("sbatch", "printf '%s\\n' \"$@\" >" + folder + "/words; echo 17");
    assertThat(slurm.submit(List.of("--array=1,3-4", "--comment=a b"), SCRIPT)).isEqualTo("17");
    assertThat(folder.resolve("words"))
        .hasContent("--parsable\n--array=1,3-4\n--comment=a b\n" + SCRIPT);
    assertThat(answering("sbatch", "echo '18;west'").submit(List.of(), SCRIPT)).isEqualTo("18");
  }

  @Test
  void whatSbatchRefusesIsSaidInItsWords() throws Exception {
    SlurmCommands slurm =
        answering(
            "sbatch",
            "echo 'sbatch: error: invalid partition specified: cpu' >&2\n"
                + "echo 'sbatch: error: Batch job submission failed: Invalid partition name"
                + " specified' >&2\n"
                + "exit 1");
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> slurm.submit(List.of(), SCRIPT))
        .withMessage(
            "sbatch refuses the job (invalid partition specified: cpu; Batch job submission failed:"
                + " Invalid partition name specified); its options are given by --sbatch");
  }

  @Test
  void anAnswerWithoutAnIdIsNoJob() throws Exception {
    SlurmCommands slurm = answering("sbatch", "echo 'slurm-wlm 22.05.8'");
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> slurm.submit(List.of("-V"), SCRIPT))
        .withMessage(
            "sbatch submitted no job (slurm-wlm 22.05.8); leave away what keeps it from that in"
                + " --sbatch");
  }

  @Test
  void theQueueHasTasksAndJobs() throws Exception {
    SlurmCommands slurm =
        answering(
            "squeue",
            "cat <<'END'\n17|2|RUNNING|None|"
                + SCRIPT
                + "\n17|4|PENDING|Resources|"
                + SCRIPT
                + "\n"
                + "18|N/A|PENDING|Dependency|/a|b.sh\n"
                + "19|N/A|PENDING|DependencyNeverSatisfied|/c.sh\n"
                + "END");
    assertThat(slurm.queued())
        .containsExactly(
            new Queued("17", OptionalInt.of(2), "RUNNING", SCRIPT.toString()),
            new Queued("17", OptionalInt.of(4), "PENDING", SCRIPT.toString()),
            new Queued("18", OptionalInt.empty(), "PENDING", "/a|b.sh"));
    Queued task = slurm.queued().getFirst();
    assertThat(task.runs(SCRIPT)).isTrue();
    assertThat(task.name()).isEqualTo("17_2");
  }

  @Test
  void nothingIsSubmittedBlindly() throws Exception {
    SlurmCommands slurm =
        answering(
            "squeue",
            "echo 'slurm_load_jobs error: Unable to contact slurm controller (connect failure)'"
                + " >&2; exit 1");
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(slurm::queued)
        .withMessage(
            "squeue does not tell which jobs are queued (slurm_load_jobs error: Unable to contact"
                + " slurm controller (connect failure)); nothing was submitted, give the command"
                + " again when Slurm answers");
  }

  @Test
  void aMachineWithoutSlurmIsToldSo() {
    SlurmCommands slurm = new SlurmCommands(List.of(folder));
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(slurm::queued)
        .withMessage(
            "--on slurm needs squeue, which the PATH does not have; give the command on a machine"
                + " of the cluster from which jobs are submitted");
  }
}
