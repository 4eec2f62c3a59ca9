package finegrain.bench.operation;

import finegrain.onednn.OneDnnRival;

/** oneDNN: {@code dnnl_sgemm} and primitives, on native memory. */
final class OneDnnCandidates {
  private OneDnnCandidates() {}

  static Candidate open(Task task, Operands operands) {
    OneDnnRival rival;
    try {
      rival = rival(task, operands);
    } catch (IllegalStateException e) {
      throw new UnavailableException(e.getMessage(), e);
    }
    return new Candidate(rival.description(), rival::run, rival::output, rival::close);
  }

  private static OneDnnRival rival(Task task, Operands operands) {
    Operation operation = task.operation();
    int threads = task.threads();
    return switch (operation) {
      case MATMUL ->
          OneDnnRival.matmul(task.shape().transposed(), operands.left(), operands.right(), threads);
      case DENSE_RELU, DENSE_TANH ->
          OneDnnRival.dense(
              operands.left(),
              operands.right(),
              operands.bias(),
              operation == Operation.DENSE_RELU,
              threads);
      case EXP, RELU, TANH, SOFTMAX ->
          OneDnnRival.function(operation.id(), operands.left(), threads);
      case LOG_SOFTMAX -> OneDnnRival.function("log_softmax", operands.left(), threads);
      case SIGMOID -> OneDnnRival.function("logistic", operands.left(), threads);
      default -> throw new UnavailableException("it has no " + operation.id());
    };
  }
}
