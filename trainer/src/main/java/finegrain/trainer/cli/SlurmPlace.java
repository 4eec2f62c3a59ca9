package finegrain.trainer.cli;

import finegrain.trainer.ShellWords;
import finegrain.trainer.UserError;
import finegrain.trainer.experiment.Shard;
import finegrain.trainer.result.DividedRun;
import finegrain.trainer.slurm.JobScripts;
import finegrain.trainer.slurm.SbatchOptions;
import finegrain.trainer.slurm.SlurmCommands;
import finegrain.trainer.slurm.SlurmCommands.Queued;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Slurm: submits what is missing of a run, and says how it goes on.
 *
 * @param shards into which the run is divided
 * @param options of the user's own for sbatch
 * @param dryRun whether the scripts are printed, and nothing is submitted
 * @param command the words after {@code finegrain}, without those that say where it is done and
 *     kept
 * @param threads of a task, if the user asks for so many
 */
record SlurmPlace(
    int shards, SbatchOptions options, boolean dryRun, List<String> command, OptionalInt threads) {
  /** The launcher, which tells its own path. */
  private static final String LAUNCHER = "finegrain.launcher";

  /**
   * Checks that the work can be divided.
   *
   * @param division what gives the part of a shard
   * @throws UserError if there are more shards than parts
   */
  void checkDivides(Consumer<Shard> division) {
    division.accept(new Shard(1, shards));
  }

  /**
   * Submits the shards that are neither finished nor queued, and the merge. If all are finished it
   * merges here, which takes seconds.
   *
   * @param name of the experiment
   * @throws UserError if Slurm's commands are missing or refuse
   */
  void submit(Console console, String name, DividedRun run)
      throws IOException, InterruptedException {
    JobScripts scripts =
        new JobScripts(run, launcher(), Path.of("").toAbsolutePath(), name, command, threads);
    if (run.isMerged()) {
      console.say("This run is finished: its results are in %s".formatted(run.folder()));
    } else if (dryRun) {
      print(console, scripts, run.unfinished());
    } else {
      SlurmCommands slurm = SlurmCommands.ofEnvironment();
      // Before the look at the folders: what ends in between is finished there.
      List<Queued> queued = slurm.queued();
      submit(console, slurm, scripts, new Standing(run.unfinished(), queued, scripts));
    }
  }

  /**
   * Where a run stands.
   *
   * @param missing the shards that are neither finished nor queued
   * @param tasks the queued ones of the unfinished shards
   * @param merges the queued merges
   */
  private record Standing(List<Integer> missing, List<Queued> tasks, List<Queued> merges) {
    Standing(List<Integer> unfinished, List<Queued> queued, JobScripts scripts) {
      List<Queued> tasks =
          queued.stream()
              .sorted(Comparator.comparingInt(job -> job.task().orElse(0)))
              .filter(job -> job.runs(scripts.shards()))
              .filter(job -> unfinished.contains(job.task().orElse(0)))
              .toList();
      Set<Integer> inQueue =
          tasks.stream().map(task -> task.task().orElseThrow()).collect(Collectors.toSet());
      this(
          unfinished.stream().filter(shard -> !inQueue.contains(shard)).toList(),
          tasks,
          queued.stream().filter(job -> job.runs(scripts.merge())).toList());
    }

    /** The tasks by their states, such as {@code shards 3-4 pending, shard 1 running}. */
    String tasksInWords() {
      SortedMap<String, List<Integer>> states = new TreeMap<>();
      tasks.forEach(
          task ->
              states
                  .computeIfAbsent(task.state(), _ -> new ArrayList<>())
                  .add(task.task().orElseThrow()));
      return states.entrySet().stream()
          .map(state -> inWords(state.getValue()) + " " + state.getKey().toLowerCase(Locale.ROOT))
          .collect(Collectors.joining(", "));
    }

    boolean isAllFinished() {
      return missing.isEmpty() && tasks.isEmpty();
    }
  }

  private void submit(Console console, SlurmCommands slurm, JobScripts scripts, Standing standing)
      throws IOException, InterruptedException {
    List<String> jobs = new ArrayList<>();
    standing.tasks().forEach(task -> jobs.add(task.name()));
    if (!jobs.isEmpty()) {
      console.say("queued:    " + standing.tasksInWords());
    }
    if (standing.isAllFinished() && standing.merges().isEmpty()) {
      console.say("All %d shards are finished, and are merged here.".formatted(shards));
      new MergeCommand(console).merge(scripts.run().shards(), Optional.of(scripts.run().folder()));
      return;
    }
    List<String> ids =
        new ArrayList<>(standing.tasks().stream().map(Queued::id).distinct().toList());
    if (!standing.missing().isEmpty()) {
      scripts.write();
      String id = slurm.submit(arrayOptions(scripts, standing.missing()), scripts.shards());
      jobs.addFirst(id);
      ids.addFirst(id);
      console.say(
          "submitted: job %s for %s of %d".formatted(id, inWords(standing.missing()), shards));
    }
    if (standing.missing().isEmpty() && !standing.merges().isEmpty()) {
      standing.merges().forEach(merge -> ids.add(merge.id()));
      console.say(
          "queued:    job %s to merge all of them at the end"
              .formatted(standing.merges().getLast().id()));
    } else {
      scripts.write();
      String id = slurm.submit(mergeOptions(scripts, jobs), scripts.merge());
      ids.add(id);
      console.say("submitted: job %s to merge all of them at the end".formatted(id));
    }
    advise(console, scripts, ids);
  }

  private static void advise(Console console, JobScripts scripts, List<String> ids) {
    console.say("");
    console.say("watch:     squeue --jobs=" + String.join(",", ids));
    console.say("           tail -F " + scripts.logs());
    console.say("cancel:    scancel " + String.join(" ", ids));
    console.say("go on:     the same command again; it submits only what is missing");
    console.say("results:   " + scripts.run().folder());
  }

  /** The scripts, each below the command that would submit it. */
  private void print(Console console, JobScripts scripts, List<Integer> unfinished) {
    if (!unfinished.isEmpty()) {
      console.say(commandLine(arrayOptions(scripts, unfinished), scripts.shards()));
      console.out().print(scripts.shardsText());
      console.say("");
    }
    List<String> jobs = unfinished.isEmpty() ? List.of() : List.of("JOB");
    console.say(commandLine(mergeOptions(scripts, jobs), scripts.merge()));
    console.out().print(scripts.mergeText());
  }

  private static String commandLine(List<String> options, Path script) {
    return Stream.of(List.of("sbatch", "--parsable"), options, List.of(script.toString()))
        .flatMap(List::stream)
        .map(ShellWords::quoted)
        .collect(Collectors.joining(" ", "# ", ""));
  }

  private List<String> arrayOptions(JobScripts scripts, List<Integer> missing) {
    return options("--array=" + ranges(missing), "--output=" + scripts.shardsLog());
  }

  private List<String> mergeOptions(JobScripts scripts, List<String> jobs) {
    String log = "--output=" + scripts.mergeLog();
    return jobs.isEmpty()
        ? options(log)
        : options(
            "--dependency=afterok:" + String.join(":", jobs), "--kill-on-invalid-dep=yes", log);
  }

  /** Options of a job, and then those of the user, of which sbatch takes the last. */
  private List<String> options(String... first) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(options.words());
    return all;
  }

  private static String inWords(List<Integer> shards) {
    return (shards.size() == 1 ? "shard " : "shards ") + ranges(shards);
  }

  /** Numbers in increasing order as Slurm writes them, such as {@code 1-3,7}. */
  static String ranges(List<Integer> numbers) {
    List<String> ranges = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < numbers.size(); i++) {
      if (i + 1 == numbers.size() || numbers.get(i + 1) != numbers.get(i) + 1) {
        int from = numbers.get(first);
        int to = numbers.get(i);
        ranges.add(from == to ? Integer.toString(to) : from + "-" + to);
        first = i + 1;
      }
    }
    return String.join(",", ranges);
  }

  private static Path launcher() {
    String path = System.getProperty(LAUNCHER);
    if (path == null) {
      throw new UserError("--on slurm needs the launcher; start the program by ./finegrain");
    }
    return Path.of(path);
  }
}
