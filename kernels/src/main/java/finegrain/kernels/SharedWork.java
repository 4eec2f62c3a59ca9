package finegrain.kernels;

/** Shares the work of an operation out among the threads of a team, as many as it is worth. */
final class SharedWork implements AutoCloseable {
  private final ThreadTeam team;
  private final int threads;
  private final double threadOperations;

  /**
   * Work for so many threads, the calling one included.
   *
   * @param threadOperations floating-point operations that are worth one thread
   */
  SharedWork(int threads, double threadOperations) {
    team = new ThreadTeam(threads);
    this.threads = threads;
    this.threadOperations = threadOperations;
  }

  /** The most threads that ever work. A part of a task is numbered below it. */
  int threads() {
    return threads;
  }

  /**
   * Does a task in parts.
   *
   * @param units of the task that cannot be divided
   * @param operations floating-point operations of the task
   */
  void run(ThreadTeam.Task task, int units, double operations) {
    double worth = Math.min(units, operations / threadOperations);
    team.run(task, (int) Math.clamp(worth, 1, team.size()));
  }

  /** The same for a task that moves elements through memory, and computes little. */
  void runElements(ThreadTeam.Task task, int units, double elements) {
    run(task, units, elements * Blocking.ELEMENT_OPERATIONS);
  }

  /** The first unit of a part; that of part {@code parts} is the end. */
  static int first(int units, int part, int parts) {
    return (int) ((long) units * part / parts);
  }

  @Override
  public void close() {
    team.close();
  }
}
