package finegrain.trainer.cli;

import finegrain.kernels.Backends;
import finegrain.trainer.UserError;

/** The backend of a check. */
final class ReproBackend {
  private ReproBackend() {}

  /**
   * The backend of a name.
   *
   * @param arithmetic that it must have: {@code reference}, or the name of a backend
   * @throws UserError if it cannot run here, or has another arithmetic
   */
  static Backends.Choice choose(String name, String arithmetic) {
    boolean own = name.equals(Backends.AUTO) && !arithmetic.equals("reference");
    Backends.Choice choice = ChosenBackend.of(own ? arithmetic : name);
    String its = choice.backend().referenceBits() ? "reference" : choice.backend().name();
    if (!its.equals(arithmetic)) {
      throw new UserError(
          arithmetic.equals("reference")
              ? "the backend %s has not the reference bits; choose --backend vector or scalar"
                  .formatted(choice.backend().name())
              : "the run was made with the backend %s, which has bits of its own; choose --backend %s"
                  .formatted(arithmetic, arithmetic));
    }
    return choice;
  }
}
