package finegrain.trainer.cli;

import finegrain.kernels.host.PhysicalCores;
import finegrain.trainer.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How many threads train, and why. The default is the physical cores that the process may use, but
 * no more than what a batch system or the user's environment allots: clusters without task affinity
 * say it in variables alone.
 *
 * @param count at least 1
 * @param reason why it is not the cores; empty if it is, or if the user asked for so many
 */
record ThreadCount(int count, String reason) {
  static final int MOST = 4_096;

  private static final String OF_TASK = "SLURM_CPUS_PER_TASK";

  /** Slurm sets it always, and the other one only for jobs that ask for it. */
  private static final String OF_JOB = "SLURM_CPUS_ON_NODE";

  private static final List<String> LIMITS = List.of(OF_TASK, OF_JOB, "OMP_NUM_THREADS");

  /**
   * The number that the user asks for, or the default.
   *
   * @throws UserError if the user asks for too few or too many
   */
  static ThreadCount of(Optional<Integer> asked) {
    if (asked.isEmpty()) {
      return ofEnvironment(PhysicalCores.available(), System.getenv());
    }
    int count = asked.get();
    if (count < 1 || count > MOST) {
      throw new UserError("--threads must be from 1 to %d, not %d".formatted(MOST, count));
    }
    return new ThreadCount(count, "");
  }

  /** The default on so many cores in an environment. */
  static ThreadCount ofEnvironment(int cores, Map<String, String> environment) {
    int count = Math.min(cores, MOST);
    Map<String, OptionalInt> limits = new LinkedHashMap<>();
    for (String variable : LIMITS) {
      String value = environment.getOrDefault(variable, "").strip();
      if (!value.isEmpty()) {
        limits.put(variable, number(value));
      }
    }
    if (limits.getOrDefault(OF_TASK, OptionalInt.empty()).isPresent()) {
      limits.remove(OF_JOB);
    }
    for (OptionalInt limit : limits.values()) {
      count = Math.min(count, limit.orElse(count));
    }
    List<String> reasons = new ArrayList<>();
    for (Map.Entry<String, OptionalInt> limit : limits.entrySet()) {
      if (limit.getValue().isEmpty()) {
        reasons.add(limit.getKey() + " is ignored: it is no number of threads");
      } else if (count < cores && limit.getValue().getAsInt() == count) {
        reasons.add("%s, of %d cores".formatted(limit.getKey(), cores));
      }
    }
    return new ThreadCount(count, String.join("; ", reasons));
  }

  /** A number from 1 on. OMP_NUM_THREADS may be a list, one number for each level of nesting. */
  private static OptionalInt number(String value) {
    String first = value.split(",", 2)[0].strip();
    return first.matches("0*[1-9][0-9]{0,8}")
        ? OptionalInt.of(Integer.parseInt(first))
        : OptionalInt.empty();
  }

  /** The number, with the reason where there is one. */
  String words() {
    return reason.isEmpty() ? Integer.toString(count) : "%d (%s)".formatted(count, reason);
  }
}
