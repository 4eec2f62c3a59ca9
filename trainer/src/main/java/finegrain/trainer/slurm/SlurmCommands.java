package finegrain.trainer.slurm;

import static java.nio.charset.StandardCharsets.UTF_8;

import finegrain.trainer.PlainText;
import finegrain.trainer.UserError;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The commands of Slurm on this machine.
 *
 * @param path the folders in which they are looked for
 */
public record SlurmCommands(List<Path> path) {
  /** The job id, and the cluster's name where there are several. */
  private static final Pattern SUBMITTED = Pattern.compile("(\\d+)(;.*)?");

  /** A line of squeue. The script comes last, because a path may have any character. */
  private static final String FORMAT = "%F|%K|%T|%r|%o";

  private static final int FIELDS = 5;

  /** A job that waits for one that has failed never runs. */
  private static final String NEVER = "DependencyNeverSatisfied";

  /** Copies the list. */
  public SlurmCommands {
    path = List.copyOf(path);
  }

  /** Those of the PATH. */
  public static SlurmCommands ofEnvironment() {
    return new SlurmCommands(
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
            .filter(folder -> !folder.isEmpty())
            .map(Path::of)
            .toList());
  }

  /**
   * A job that is queued or running.
   *
   * @param id of the job, which the tasks of an array have in common
   * @param task the number in its array; empty if it is none of an array
   * @param state in Slurm's word, such as {@code PENDING}
   * @param script the path by which it was submitted
   */
  public record Queued(String id, OptionalInt task, String state, String script) {
    /** The job or the task as Slurm's commands name it. */
    public String name() {
      return task.isPresent() ? id + "_" + task.getAsInt() : id;
    }

    /** Whether it runs a script. */
    public boolean runs(Path path) {
      return script.equals(path.toString());
    }
  }

  /** What a command said. */
  private record Answer(int exit, String out, String err) {}

  /**
   * Submits a script.
   *
   * @return the job's id
   * @throws UserError if there is no sbatch here, or it refuses the job
   */
  public String submit(List<String> options, Path script) throws InterruptedException {
    List<String> words = new ArrayList<>(List.of("--parsable"));
    words.addAll(options);
    words.add(script.toString());
    Answer answer = run("sbatch", words);
    if (answer.exit() != 0) {
      throw new UserError(
          "sbatch refuses the job (%s); its options are given by --sbatch"
              .formatted(sentence("sbatch", answer)));
    }
    Matcher id = SUBMITTED.matcher(answer.out().strip().lines().reduce("", (_, last) -> last));
    if (!id.matches()) {
      throw new UserError(
          "sbatch submitted no job (%s); leave away what keeps it from that in --sbatch"
              .formatted(PlainText.shortened(answer.out())));
    }
    return id.group(1);
  }

  /**
   * The jobs and the tasks of this user that are queued or running.
   *
   * @throws UserError if there is no squeue here, or it does not answer
   */
  public List<Queued> queued() throws InterruptedException {
    Answer answer = run("squeue", List.of("--me", "--array", "--noheader", "--format=" + FORMAT));
    if (answer.exit() != 0) {
      throw new UserError(
          "squeue does not tell which jobs are queued (%s); nothing was submitted, give the command again when Slurm answers"
              .formatted(sentence("squeue", answer)));
    }
    List<Queued> queued = new ArrayList<>();
    for (String line : answer.out().lines().toList()) {
      String[] fields = line.split("\\|", FIELDS);
      if (fields.length == FIELDS && !fields[3].equals(NEVER)) {
        queued.add(new Queued(fields[0], number(fields[1]), fields[2], fields[4].strip()));
      }
    }
    return queued;
  }

  private static OptionalInt number(String text) {
    return text.matches("\\d{1,9}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
  }

  private Answer run(String command, List<String> options) throws InterruptedException {
    Path file =
        path.stream()
            .map(folder -> folder.resolve(command))
            .filter(Files::isExecutable)
            .findFirst()
            .orElseThrow(
                () ->
                    new UserError(
                        "--on slurm needs %s, which the PATH does not have; give the command on a machine of the cluster from which jobs are submitted"
                            .formatted(command)));
    List<String> words = new ArrayList<>(List.of(file.toString()));
    words.addAll(options);
    ProcessBuilder builder = new ProcessBuilder(words);
    // The user's own formats and filters of squeue.
    builder.environment().keySet().removeIf(name -> name.startsWith("SQUEUE_"));
    try {
      Path errors = Files.createTempFile("finegrain", ".err");
      try {
        Process process =
            builder
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectError(errors.toFile())
                .start();
        String out = new String(process.getInputStream().readAllBytes(), charset());
        int exit = process.waitFor();
        return new Answer(exit, out, new String(Files.readAllBytes(errors), charset()));
      } finally {
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new UserError("%s cannot be started (%s)".formatted(file, e.getMessage()), e);
    }
  }

  private static Charset charset() {
    return Charset.forName(System.getProperty("sun.jnu.encoding", UTF_8.name()), UTF_8);
  }

  /** What a command that failed said, without its name before each line. */
  private static String sentence(String command, Answer answer) {
    String said =
        (answer.err().isBlank() ? answer.out() : answer.err())
            .lines()
            .map(line -> line.replaceFirst("^" + command + ": (error: |fatal: )?", ""))
            .map(PlainText::line)
            .filter(line -> !line.isEmpty())
            .collect(Collectors.joining("; "));
    return said.isEmpty() ? "it ended with %d and said nothing".formatted(answer.exit()) : said;
  }
}
