package finegrain.bench;

import finegrain.bench.operation.Library;
import finegrain.bench.operation.Task;

/** Measures a task with a library, in a fresh JVM each time. */
interface Forks {
  Outcome run(Task task, Library library);
}
