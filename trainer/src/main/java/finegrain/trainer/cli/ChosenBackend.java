package finegrain.trainer.cli;

import finegrain.kernels.Backend;
import finegrain.kernels.Backends;
import finegrain.trainer.UserError;
import java.util.Optional;

/** The backend of a command. */
final class ChosenBackend {
  private ChosenBackend() {}

  /**
   * The backend of a name, {@code auto} and {@code fast} included.
   *
   * @throws UserError if there is none, or it cannot run here
   */
  static Backends.Choice of(String name) {
    try {
      return Backends.choose(name);
    } catch (IllegalArgumentException | IllegalStateException unusable) {
      throw new UserError(unusable.getMessage(), unusable);
    }
  }

  /** What a user who has not chosen the plain loops can gain; docs/backends.md has the figures. */
  static Optional<String> advice(String name, Backend backend) {
    return name.equals(Backends.AUTO) && backend.name().equals("scalar")
        ? Optional.of(
            "         --backend fast takes oneDNN, 3 to 11 times as fast (docs/backends.md), with"
                + " bits of its own")
        : Optional.empty();
  }
}
