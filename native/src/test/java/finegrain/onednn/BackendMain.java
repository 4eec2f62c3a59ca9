package finegrain.onednn;

import finegrain.kernels.Backend.Availability.Available;
import finegrain.kernels.Backend.Availability.Unavailable;
import finegrain.kernels.Backends;

/** Says whether the backend is available, and how {@code auto} and {@code fast} choose. */
final class BackendMain {
  private BackendMain() {}

  static void main(String[] arguments) {
    switch (new OneDnnBackend().availability()) {
      case Available(String description) -> System.out.println("available: " + description);
      case Unavailable(String reason) -> System.out.println("unavailable: " + reason);
    }
    System.out.println("auto: " + Backends.choose("auto").reason());
    System.out.println("fast: " + Backends.choose("fast").reason());
    try {
      System.out.println("onednn: " + Backends.choose("onednn").reason());
    } catch (IllegalStateException e) {
      System.out.println("onednn: " + e.getMessage());
    }
  }
}
