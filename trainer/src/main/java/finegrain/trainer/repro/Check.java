package finegrain.trainer.repro;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Checks whether this machine computes the reference bits. The standard workload runs at every
 * vector width of the processor and on the scalar backend, each in a JVM of its own, and must give
 * the released hashes.
 */
public final class Check {
  /** How long each JVM repeats the workload: until most of its code is compiled. */
  private static final double SECONDS = 2;

  private static final int MOST_AT_ONCE = 4;

  private final List<Setting> settings;
  private final ReferenceHashes reference = ReferenceHashes.released();

  /**
   * A way to compute.
   *
   * @param name for people
   * @param options of its JVM
   */
  private record Setting(String name, String backend, List<String> options) {}

  /**
   * A check in JVMs like this one.
   *
   * @param options more options for them
   */
  Check(List<String> options) {
    settings = new ArrayList<>();
    for (int bits : ChildJvm.widths().reversed()) {
      List<String> all = new ArrayList<>(options);
      all.add(ChildJvm.vectorBits(bits));
      settings.add(new Setting("vector, %d bits".formatted(bits), "vector", all));
    }
    settings.add(new Setting("scalar", "scalar", options));
  }

  /** A check of this machine. */
  public Check() {
    this(List.of());
  }

  /**
   * Checks, and tells of each setting.
   *
   * @param hashes whether to tell the hash of every item too, by the first setting
   * @return whether all settings gave the reference bits
   * @throws InterruptedException if the thread is interrupted meanwhile
   */
  public boolean run(boolean hashes, Consumer<String> say) throws InterruptedException {
    say.accept(
        "standard workload: %d items, reference %s"
            .formatted(reference.byItem().size(), reference.total()));
    boolean all = true;
    Optional<ReferenceHashes> items = Optional.empty();
    int atOnce = Math.min(MOST_AT_ONCE, Runtime.getRuntime().availableProcessors());
    try (ExecutorService team = Executors.newFixedThreadPool(atOnce)) {
      List<Future<ChildJvm.Outcome>> children = new ArrayList<>();
      for (Setting setting : settings) {
        children.add(
            team.submit(
                () ->
                    ChildJvm.run(
                        setting.options(),
                        Map.of(),
                        "check",
                        setting.backend(),
                        Double.toString(SECONDS))));
      }
      for (int i = 0; i < settings.size(); i++) {
        ChildJvm.Outcome outcome = result(children.get(i));
        all &= tell(settings.get(i), outcome, say);
        items = items.or(() -> items(outcome));
      }
    }
    if (hashes) {
      items.ifPresent(found -> found.text().lines().forEach(say));
      items.ifPresent(found -> say.accept("total " + found.total()));
    }
    say.accept(
        all
            ? "This machine computes the reference bits."
            : "This machine departs from the reference bits.");
    return all;
  }

  private static ChildJvm.Outcome result(Future<ChildJvm.Outcome> child)
      throws InterruptedException {
    try {
      return child.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Tells the result of a setting; returns whether it is right. */
  private boolean tell(Setting setting, ChildJvm.Outcome outcome, Consumer<String> say) {
    String name = "  %-17s ".formatted(setting.name());
    if (outcome.failure().isPresent()) {
      say.accept(name + "its JVM " + outcome.failure().get());
      return false;
    }
    Optional<List<String>> unavailable = outcome.line(Child.UNAVAILABLE);
    if (unavailable.isPresent()) {
      say.accept(name + "not checked: " + unavailable.get().get(1));
      return true;
    }
    String rounds = outcome.lines().getLast().get(1);
    Optional<List<String>> mismatch = outcome.line(Child.MISMATCH);
    if (mismatch.isPresent()) {
      say.accept(
          name
              + "departs in round %s, first at %s; %s"
                  .formatted(mismatch.get().get(1), mismatch.get().get(2), mismatch.get().get(3)));
      return false;
    }
    String total = items(outcome).map(ReferenceHashes::total).orElse("");
    boolean same = total.equals(reference.total());
    say.accept(
        name
            + (same
                ? "the reference bits, in %s rounds".formatted(rounds)
                : "departs: its hashes are %s".formatted(total)));
    return same;
  }

  private static Optional<ReferenceHashes> items(ChildJvm.Outcome outcome) {
    Map<String, String> items = new LinkedHashMap<>();
    outcome.lines().stream()
        .filter(line -> line.getFirst().equals(Child.ITEM))
        .forEach(line -> items.put(line.get(2), line.get(1)));
    return items.isEmpty() ? Optional.empty() : Optional.of(new ReferenceHashes(items));
  }
}
