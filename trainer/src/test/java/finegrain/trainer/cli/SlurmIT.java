package finegrain.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.trainer.FolderContents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code --on slurm} with scripts in the place of Slurm's commands: what is submitted, and that the
 * job scripts are right for bash. {@code .ci/slurm} tests the same on a real Slurm.
 */
final class SlurmIT {
  @TempDir Path scratch;

  private Path folder;
  private Path commands;
  private String data;

  /** Lets the launcher build, which it says on standard error. */
  @BeforeAll
  static void build(@TempDir Path scratch) throws Exception {
    LauncherProcess help = LauncherProcess.start(scratch, Map.of(), List.of("--help"));
    assertThat(help.exit()).as(help.error()).isZero();
  }

  @BeforeEach
  void prepare() throws Exception {
    folder = Files.createDirectories(scratch.resolve("L\u00e4ufe %a of $HOME's \"x\""));
    commands = Files.createDirectories(scratch.resolve("bin"));
    data = "my $data's \u00fc";
    SmallMnist.write(folder.resolve(data));
    command("squeue", "cat '%s/queue' 2>/dev/null || true");
    command(
        "sbatch",
        """
        printf '%%s\\n' "$@" >>'%1$s/calls'
        echo >>'%1$s/ids'
        wc -l <'%1$s/ids'
        """);
  }

  private void command(String name, String script) throws Exception {
    Path file = commands.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + script.formatted(scratch) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private LauncherProcess run(String... more) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                "run",
                "capacity-scaling",
                "--data-dir",
                data,
                "--unverified",
                "--widths",
                "5,7",
                "--per-class",
                "5",
                "--repeats",
                "3",
                "--epochs",
                "2",
                "--threads",
                "1"));
    all.addAll(List.of(more));
    LauncherProcess process =
        LauncherProcess.start(folder, Map.of("PATH", commands + ":" + System.getenv("PATH")), all);
    process.exit();
    return process;
  }

  private String onSlurm(String... more) throws Exception {
    List<String> all = new ArrayList<>(List.of("--out", "out", "--on", "slurm", "--shards", "3"));
    all.addAll(List.of(more));
    LauncherProcess process = run(all.toArray(String[]::new));
    assertThat(process.exit()).as(process.error()).isZero();
    return process.output();
  }

  private List<String> takeCalls() throws Exception {
    Path calls = scratch.resolve("calls");
    List<String> words = Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    Files.deleteIfExists(calls);
    return words;
  }

  /** Runs a script as Slurm does: a copy elsewhere, in another folder, without a locale. */
  private void job(String script, int task) throws Exception {
    Path copy = Files.copy(folder.resolve("out.slurm").resolve(script), scratch.resolve("job"));
    LauncherProcess process =
        LauncherProcess.start(
            scratch,
            Map.of("SLURM_ARRAY_TASK_ID", Integer.toString(task), "LC_ALL", "C"),
            "bash",
            copy.toString());
    assertThat(process.exit()).as(process.error()).isZero();
    Files.delete(copy);
  }

  @Test
  void onlyWhatIsMissingIsSubmittedAndTheEndHasTheBytesOfOneRun() throws Exception {
    assertThat(run("--out", "plain").exit()).isZero();
    Path scripts = folder.resolve("out.slurm");
    String log = "--output=" + (scripts + "/").replace("%", "%%");

    assertThat(onSlurm("--sbatch", "--partition=cpu --comment='a b'"))
        .startsWith(
            """
            submitted: job 1 for shards 1-3 of 3
            submitted: job 2 to merge all of them at the end
            """)
        .contains("squeue --jobs=1,2", "scancel 1 2", "the same command again");
    assertThat(takeCalls())
        .containsExactly(
            "--parsable",
            "--array=1-3",
            log + "shard-%a-of-3.log",
            "--partition=cpu",
            "--comment=a b",
            scripts.resolve("shards-of-3.sh").toString(),
            "--parsable",
            "--dependency=afterok:1",
            "--kill-on-invalid-dep=yes",
            log + "merge-of-3.log",
            "--partition=cpu",
            "--comment=a b",
            scripts.resolve("merge-of-3.sh").toString());
    assertThat(Files.readString(scripts.resolve("shards-of-3.sh")))
        .contains(
            "\n#SBATCH --requeue\n",
            "\n#SBATCH --signal=B:TERM@60\n",
            "\n#SBATCH --cpus-per-task=1\n");

    // Shard 1 is finished, shard 2 is still queued, and shard 3 is gone.
    job("shards-of-3.sh", 1);
    Path queue = scratch.resolve("queue");
    Files.writeString(
        queue,
        "1|2|PENDING|Resources|%1$s/shards-of-3.sh\n2|N/A|PENDING|DependencyNeverSatisfied|%1$s/merge-of-3.sh\n8|3|RUNNING|None|/another/shards-of-3.sh\n"
            .formatted(scripts));
    assertThat(onSlurm())
        .startsWith(
            """
            queued:    shard 2 pending
            submitted: job 3 for shard 3 of 3
            submitted: job 4 to merge all of them at the end
            """);
    assertThat(takeCalls()).contains("--array=3", "--dependency=afterok:3:1_2");

    // All are queued.
    Files.writeString(
        queue,
        "1|2|RUNNING|None|%1$s/shards-of-3.sh\n3|3|PENDING|Resources|%1$s/shards-of-3.sh\n4|N/A|PENDING|Dependency|%1$s/merge-of-3.sh\n"
            .formatted(scripts));
    assertThat(onSlurm())
        .startsWith(
            """
            queued:    shard 3 pending, shard 2 running
            queued:    job 4 to merge all of them at the end
            """);
    assertThat(takeCalls()).isEmpty();

    job("shards-of-3.sh", 2);
    job("shards-of-3.sh", 3);
    Files.delete(queue);
    assertThat(onSlurm()).startsWith("All 3 shards are finished, and are merged here.\n");
    assertThat(takeCalls()).isEmpty();
    for (String file : List.of("results.csv", "summary.csv", "epochs.csv.gz")) {
      assertThat(folder.resolve("out").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("plain").resolve(file));
    }
    assertThat(onSlurm()).startsWith("This run is finished: its results are in ");

    // The script of the merge says the same.
    Path merged = Files.move(folder.resolve("out"), folder.resolve("by command"));
    job("merge-of-3.sh", 0);
    assertThat(folder.resolve("out/results.csv"))
        .hasSameBinaryContentAs(merged.resolve("results.csv"));
  }

  @Test
  void aDryRunWritesAndSubmitsNothing() throws Exception {
    assertThat(onSlurm("--dry-run", "--sbatch", "-p cpu"))
        .startsWith("# sbatch --parsable --array=1-3 '--output=")
        .contains("\nexec ", "--shard=\"$SLURM_ARRAY_TASK_ID\"/3 ", " merge --out=");
    assertThat(takeCalls()).isEmpty();
    assertThat(FolderContents.of(folder).keySet()).noneMatch(name -> name.startsWith("out"));
  }

  @Test
  void whatSlurmRefusesIsOneSentence() throws Exception {
    command("sbatch", "echo 'sbatch: error: Invalid qos specification' >&2; exit 1");
    LauncherProcess process = run("--out", "out", "--on", "slurm", "--shards", "3");
    assertThat(process.exit()).isEqualTo(2);
    assertThat(process.error())
        .isEqualTo(
            "finegrain: sbatch refuses the job (Invalid qos specification); its options are given"
                + " by --sbatch\n");
  }
}
