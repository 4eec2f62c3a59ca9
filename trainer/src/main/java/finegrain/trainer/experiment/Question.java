package finegrain.trainer.experiment;

import finegrain.trainer.labels.Target;
import java.util.List;
import java.util.Optional;

/** A question to the results of an experiment. Each kind has its own report. */
public sealed interface Question {
  /** What the paper says about the question. */
  Claim claim();

  /** The finding of the paper that the answer bears out or not; empty for an open question. */
  default Optional<PaperFinding> finding() {
    return Optional.empty();
  }

  /** The target with which all others are compared. */
  default Target reference() {
    return Target.COARSE;
  }

  /** A size of the models or of their training sets. */
  enum Size {
    CAPACITY,
    SAMPLES
  }

  /**
   * How the gain of fine labels changes as a size grows.
   *
   * @param size that grows
   */
  record OverSize(Size size, Claim claim) implements Question {
    @Override
    public Optional<PaperFinding> finding() {
      return Optional.of(size == Size.CAPACITY ? PaperFinding.CAPACITY : PaperFinding.SCARCE_DATA);
    }
  }

  /**
   * What each of several targets gains over a reference.
   *
   * @param varied what differs between the targets, such as {@code beta}
   * @param compared all targets but the reference, such as {@code values of beta above 0}
   * @param judged the target of the claim, which is about its gain as the training set grows
   */
  record OverTargets(String varied, String compared, Target reference, Target judged, Claim claim)
      implements Question {}

  /** Whether subclasses that were found by clustering gain over coarse labels. */
  record OverClusters(Claim claim) implements Question {}

  /**
   * How the gain of fine labels changes with the redundancy of a map.
   *
   * @param maps their texts
   */
  record OverMaps(List<String> maps, Claim claim) implements Question {
    /** Copies the list. */
    public OverMaps {
      maps = List.copyOf(maps);
    }

    @Override
    public Optional<PaperFinding> finding() {
      return Optional.of(PaperFinding.REDUNDANCY);
    }
  }

  /** Whether the fall of L_intra goes with the gain of fine labels. */
  record LossCorrelation(Claim claim) implements Question {
    @Override
    public Optional<PaperFinding> finding() {
      return Optional.of(PaperFinding.LOSS_CORRELATION);
    }
  }
}
