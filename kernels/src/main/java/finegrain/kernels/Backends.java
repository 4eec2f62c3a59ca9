package finegrain.kernels;

import finegrain.kernels.Backend.Availability.Available;
import finegrain.kernels.Backend.Availability.Unavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;

/** Finds the backends of this JVM and chooses one of them. */
public final class Backends {
  /** The fastest backend that gives the reference bits. */
  public static final String AUTO = "auto";

  /** The fastest backend, whatever its bits. */
  public static final String FAST = "fast";

  /** From the fastest on. */
  private static final List<String> PREFERENCE = List.of("vector", "onednn", "scalar");

  private Backends() {}

  /**
   * A backend and why it was chosen.
   *
   * @param backend the backend, which is available
   * @param reason one line for a log
   */
  public record Choice(Backend backend, String reason) {}

  /**
   * {@return every installed backend, available or not, from the fastest on} Each call looks anew.
   */
  public static List<Backend> installed() {
    List<Backend> found = new ArrayList<>();
    // The module's own loader sees the backends beside it, whoever calls.
    for (Backend backend : ServiceLoader.load(Backend.class, Backends.class.getClassLoader())) {
      found.add(backend);
    }
    found.sort((a, b) -> Integer.compare(rank(a), rank(b)));
    return List.copyOf(found);
  }

  /**
   * The backend with a name. For {@value #AUTO} it is the fastest of those with the {@linkplain
   * Backend#referenceBits reference bits} that are available: so the bits do not depend on what is
   * installed. For {@value #FAST} it is the fastest of all that are available.
   *
   * @param name of a backend, {@value #AUTO} or {@value #FAST}
   * @return the backend and why it was chosen
   * @throws IllegalArgumentException if there is none of that name, or the system property {@code
   *     finegrain.vector.bits} has no sense
   * @throws IllegalStateException if it is not available here
   */
  public static Choice choose(String name) {
    Objects.requireNonNull(name, "name");
    var _ = VectorWidth.asked();
    List<Backend> installed = installed();
    return switch (name) {
      case AUTO -> fastest(installed.stream().filter(Backend::referenceBits).toList());
      case FAST -> fastest(installed);
      default -> named(name, installed);
    };
  }

  private static Choice named(String name, List<Backend> installed) {
    for (Backend backend : installed) {
      if (backend.name().equals(name)) {
        return switch (backend.availability()) {
          case Available(String description) -> choice(backend, description, "as asked");
          case Unavailable(String reason) ->
              throw new IllegalStateException(
                  "the backend %s cannot run here: %s".formatted(name, reason));
        };
      }
    }
    List<String> names = new ArrayList<>(List.of(AUTO, FAST));
    installed.forEach(backend -> names.add(backend.name()));
    throw new IllegalArgumentException(
        "there is no backend %s; choose one of %s".formatted(name, String.join(", ", names)));
  }

  private static Choice fastest(List<Backend> backends) {
    StringBuilder passedOver = new StringBuilder();
    for (Backend backend : backends) {
      switch (backend.availability()) {
        case Available(String description) -> {
          return choice(
              backend, description, passedOver.isEmpty() ? "the fastest" : passedOver.toString());
        }
        case Unavailable(String reason) -> {
          passedOver.append(passedOver.isEmpty() ? "" : "; ");
          passedOver.append("not ").append(backend.name()).append(": ").append(reason);
        }
      }
    }
    throw new IllegalStateException("no backend can run here: " + passedOver);
  }

  private static Choice choice(Backend backend, String description, String why) {
    String bits = backend.referenceBits() ? "" : "; not the reference bits";
    return new Choice(backend, "%s, %s (%s%s)".formatted(backend.name(), description, why, bits));
  }

  private static int rank(Backend backend) {
    int rank = PREFERENCE.indexOf(backend.name());
    return rank < 0 ? PREFERENCE.size() : rank;
  }
}
