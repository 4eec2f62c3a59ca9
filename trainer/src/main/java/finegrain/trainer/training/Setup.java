package finegrain.trainer.training;

import finegrain.trainer.labels.Task;
import finegrain.trainer.network.Architecture;
import java.util.Optional;
import java.util.function.Function;

/**
 * What all models of a sweep share.
 *
 * @param task what they learn
 * @param rules how the models of an architecture are trained
 * @param seed of all random numbers
 * @param stopping the early-stopping criterion, for protocols that stop early
 * @param recordsWhole whether each epoch is scored on all training and test samples, too
 * @param trace observes the trainings
 */
public record Setup(
    Task task,
    Function<Architecture, Rules> rules,
    long seed,
    StoppingCriterion stopping,
    boolean recordsWhole,
    Trace trace) {
  /**
   * A setup with the same rules for all architectures, and without a trace.
   *
   * @param mostEpochs 0 for as many as the protocol says
   */
  public Setup(
      Task task,
      Protocol protocol,
      long seed,
      int mostEpochs,
      StoppingCriterion stopping,
      boolean recordsWhole) {
    this(task, same(protocol, mostEpochs), seed, stopping, recordsWhole, Trace.NONE);
  }

  /** The same that stops by the accuracy on own labels. */
  public Setup(Task task, Protocol protocol, long seed, int mostEpochs) {
    this(task, protocol, seed, mostEpochs, StoppingCriterion.OWN_ACCURACY, false);
  }

  private static Function<Architecture, Rules> same(Protocol protocol, int mostEpochs) {
    Rules rules = new Rules(protocol, mostEpochs);
    return _ -> rules;
  }

  /** The same setup with a trace. */
  public Setup with(Trace observer) {
    return new Setup(task, rules, seed, stopping, recordsWhole, observer);
  }

  /** How a model is trained. */
  public Rules rules(ModelSpec spec) {
    return rules.apply(spec.model());
  }

  /** The protocol of a model. */
  public Protocol protocol(ModelSpec spec) {
    return rules(spec).protocol();
  }

  /**
   * The recipe of a model's training; empty for protocols that stop early.
   *
   * @param architecture that it has
   * @param samples of its training set
   */
  public Optional<Recipe> recipe(ModelSpec spec, Architecture architecture, int samples) {
    Rules own = rules(spec);
    return switch (own.protocol().optimisation()) {
      case Optimisation.EarlyStopped _ -> Optional.empty();
      case Optimisation.ByRecipe usual -> {
        int batch = own.protocol().batchSize(spec.perClass(), samples);
        yield Optional.of(
            usual.recipe(architecture, batch, spec.perClass(), samples, own.epochs()));
      }
    };
  }

  /**
   * The length of a model's training if no accuracy ends it, in epochs.
   *
   * @param architecture that it has
   * @param samples of its training set
   */
  public int mostEpochs(ModelSpec spec, Architecture architecture, int samples) {
    Rules own = rules(spec);
    return switch (own.protocol().optimisation()) {
      case Optimisation.EarlyStopped early -> own.epochs() > 0 ? own.epochs() : early.mostEpochs();
      case Optimisation.ByRecipe _ -> recipe(spec, architecture, samples).orElseThrow().epochs();
    };
  }
}
