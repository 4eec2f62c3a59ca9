package finegrain.trainer.cli;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.data.Samples;
import finegrain.trainer.engine.NetworkScorer;
import finegrain.trainer.network.Network;
import finegrain.trainer.training.Recipe;
import finegrain.trainer.weights.NetworkFile;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a network says of samples, as a csv, and how much of it is right. For one thread. */
final class Predictions {
  private final NetworkFile file;
  private final Network network;
  private final Matrix block;
  private final Matrix state;
  private final int top;
  private int right;
  private int labelled;
  private boolean hasStrangers;

  /**
   * Predictions of the most probable classes.
   *
   * @param top how many of them
   */
  Predictions(NetworkFile file, int top) {
    this.file = file;
    this.top = top;
    network = file.network();
    block = network.block(file.parameters());
    state = network.stateBlock(file.parameters());
  }

  /** The first line. */
  String header() {
    StringBuilder line = new StringBuilder("set,index,label");
    for (int i = 1; i <= top; i++) {
      line.append(top == 1 ? ",prediction,probability" : ",prediction_" + i + ",probability_" + i);
    }
    return line.append('\n').toString();
  }

  /**
   * Adds a line for each sample of a set.
   *
   * @param set its name
   * @param classNames of the labels; empty if there are none
   */
  void add(
      String set,
      Samples samples,
      Optional<List<String>> classNames,
      Kernels kernels,
      StringBuilder csv) {
    hasStrangers |= classNames.isPresent() && !file.classNames().containsAll(classNames.get());
    new NetworkScorer(network, samples, Recipe.USUAL_BATCH, block, state)
        .logits(
            kernels,
            (first, logits) -> {
              kernels.softmax(logits, logits);
              for (int row = 0; row < logits.rows(); row++) {
                int index = first + row;
                Optional<String> label = classNames.map(names -> names.get(samples.label(index)));
                add(set, index, label, logits, row, csv);
              }
            });
  }

  private void add(
      String set,
      int index,
      Optional<String> label,
      Matrix probabilities,
      int row,
      StringBuilder csv) {
    csv.append(set).append(',').append(index).append(',').append(quoted(label.orElse("")));
    List<Integer> best =
        IntStream.range(0, probabilities.columns())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -probabilities.get(row, i)))
            .limit(top)
            .toList();
    for (int i : best) {
      csv.append(',')
          .append(quoted(file.classNames().get(i)))
          .append(',')
          .append(probabilities.get(row, i));
    }
    csv.append('\n');
    right += label.equals(Optional.of(file.classNames().get(best.getFirst()))) ? 1 : 0;
    labelled += label.isPresent() ? 1 : 0;
  }

  /** As RFC 4180 has it. */
  private static String quoted(String field) {
    return field.matches("[^\",\\r\\n]*") ? field : "\"" + field.replace("\"", "\"\"") + "\"";
  }

  /** The accuracy in words; empty without labels, or if one is none of the network's classes. */
  Optional<String> accuracy() {
    return labelled > 0 && !hasStrangers
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "%d of %d samples are labelled right: %.2f %%",
                right,
                labelled,
                100.0 * right / labelled))
        : Optional.empty();
  }
}
