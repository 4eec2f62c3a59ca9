package finegrain.trainer.slurm;

import finegrain.kernels.host.WholeFile;
import finegrain.trainer.ShellWords;
import finegrain.trainer.UserError;
import finegrain.trainer.result.DividedRun;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * The scripts of the two jobs of a divided run: an array job with a task for each shard, and a job
 * that merges. They lie with their logs in a folder beside that of the run, whose name ends with
 * {@code .slurm}, so that no folder of results has a file that no run wrote.
 *
 * @param run whose shards are the tasks
 * @param launcher the file {@code finegrain} of the checkout
 * @param workingFolder in which the user gave the command: relative paths begin there
 * @param name of the experiment, in letters of ASCII
 * @param command the words after {@code finegrain} that make the run, without those that say where
 *     it is computed and kept
 * @param threads of a task, if the user asks for so many
 */
public record JobScripts(
    DividedRun run,
    Path launcher,
    Path workingFolder,
    String name,
    List<String> command,
    OptionalInt threads) {
  private static final String FOLDER = ".slurm";
  private static final String LOG = ".log";

  /** Enough to stop at the end of a step. Slurm may be a minute early. */
  private static final int SECONDS_BEFORE_LIMIT = 60;

  private static final String TASK = "\"$SLURM_ARRAY_TASK_ID\"";

  /**
   * Copies the list.
   *
   * @throws UserError if Slurm would read the path of the logs as another one
   */
  public JobScripts {
    command = List.copyOf(command);
    if (run.folder().toString().contains("\\")) {
      throw new UserError(
          "the output folder %s has a backslash, which Slurm does not take in names of logs; choose another one with --out"
              .formatted(run.folder()));
    }
  }

  /** Where the scripts and the logs are. */
  public Path folder() {
    return run.folder().resolveSibling(run.folder().getFileName() + FOLDER);
  }

  /** The script of the tasks. Its name has the number of shards: a run may be divided anew. */
  public Path shards() {
    return folder().resolve("shards%s.sh".formatted(run.afterNumber()));
  }

  /** The script of the merge. */
  public Path merge() {
    return folder().resolve("merge%s.sh".formatted(run.afterNumber()));
  }

  /** The logs of all tasks, as a pattern of the shell. */
  public String logs() {
    return ShellWords.quoted(folder() + "/") + "shard-*" + run.afterNumber() + LOG;
  }

  /**
   * Writes both scripts.
   *
   * @throws UserError if they cannot be written
   */
  public void write() {
    // The letters of the locale, in which the shell and Slurm name files too.
    Charset charset =
        Charset.forName(
            System.getProperty("sun.jnu.encoding", StandardCharsets.UTF_8.name()),
            StandardCharsets.UTF_8);
    try {
      Files.createDirectories(folder());
      WholeFile.write(shards(), out -> out.write(shardsText().getBytes(charset)));
      WholeFile.write(merge(), out -> out.write(mergeText().getBytes(charset)));
    } catch (IOException e) {
      throw new UserError(
          "the scripts of the jobs cannot be written to %s (%s); choose another output folder with"
                  .formatted(folder(), e.getMessage())
              + " --out",
          e);
    }
  }

  /** The path of the tasks' logs, as Slurm reads it: {@code %a} is the number of the shard. */
  public String shardsLog() {
    return pattern() + "shard-%a" + run.afterNumber() + LOG;
  }

  /** The path of the merge's log, as Slurm reads it. */
  public String mergeLog() {
    return pattern() + "merge" + run.afterNumber() + LOG;
  }

  private String pattern() {
    return (folder() + "/").replace("%", "%%");
  }

  /**
   * The script of the tasks. It becomes the JVM, so that Slurm's signal reaches that: the signal
   * comes before the time limit, and a run that it stops has kept all finished models.
   */
  public String shardsText() {
    return head(name)
        + "#SBATCH --signal=B:TERM@%d\n".formatted(SECONDS_BEFORE_LIMIT)
        + (threads.isPresent() ? "#SBATCH --cpus-per-task=%d\n".formatted(threads.getAsInt()) : "")
        + body(
            "%s --shard=%s/%d --out=%s%s%s"
                .formatted(
                    quoted(command),
                    TASK,
                    run.count(),
                    ShellWords.quoted(run.beforeNumber()),
                    TASK,
                    run.afterNumber()));
  }

  /** The script of the merge. */
  public String mergeText() {
    return head(name + "-merge")
        + body(
            "merge --out=%s %s{1..%d}%s"
                .formatted(
                    ShellWords.quoted(run.folder().toString()),
                    ShellWords.quoted(run.beforeNumber()),
                    run.count(),
                    run.afterNumber()));
  }

  private static String head(String job) {
    return """
    #!/usr/bin/env bash
    # Written by 'finegrain run --on slurm', which writes it again each time.
    #SBATCH --job-name=finegrain-%s
    #SBATCH --open-mode=append
    #SBATCH --requeue
    """
        .formatted(job);
  }

  private String body(String arguments) {
    String folder = ShellWords.quoted(workingFolder.toString());
    return """
    cd -- %s || {
      printf 'finegrain: this node does not have the folder above; the nodes must share the file system.\\n' >&2
      exit 2
    }
    exec %s %s
    """
        .formatted(folder, ShellWords.quoted(launcher.toString()), arguments);
  }

  private static String quoted(List<String> words) {
    return words.stream().map(ShellWords::quoted).collect(Collectors.joining(" "));
  }
}
