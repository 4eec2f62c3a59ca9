package finegrain.trainer.cli;

import finegrain.kernels.Backend;
import finegrain.kernels.Backend.Availability.Available;
import finegrain.kernels.Backend.Availability.Unavailable;
import finegrain.kernels.Backends;
import finegrain.kernels.Peak;
import finegrain.kernels.ProcessorAffinity;
import finegrain.kernels.ProcessorAffinity.Answer.Impossible;
import finegrain.kernels.ProcessorAffinity.Answer.Processors;
import finegrain.kernels.VirtualMachine;
import finegrain.kernels.host.Machine;
import finegrain.kernels.host.MemoryNodes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** {@code finegrain doctor}: what this machine and this JVM can do, and which backend is chosen. */
@Command(
    name = "doctor",
    description = {
      "Show the processor, the JVM and the backends of this machine, which backend is chosen and"
          + " why, and the measured peak.",
      "",
      "The first use fetches oneDNN (27 MB), unless a library is named.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class DoctorCommand implements Runnable {
  private static final double PEAK_SECONDS = 0.5;

  private final Console console;

  DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Machine machine = Machine.current();
    console.say("Machine");
    entry("system", machine.os());
    entry("processor", machine.cpu().orElse("unknown"));
    entry("processors", "%d that this process may use%s".formatted(machine.processors(), bound()));
    entry("threads", ThreadCount.of(Optional.empty()).words() + " by default");
    entry("extensions", VirtualMachine.processor().map(DoctorCommand::vectors).orElse("unknown"));
    machine.caches().forEach(cache -> entry("cache", cache));
    MemoryNodes nodes = MemoryNodes.ofThisMachine();
    if (nodes.areSeveral()) {
      List<Integer> processors = nodes.processors().stream().map(List::size).toList();
      entry(
          "memory nodes", "with %s processors each; threads stay on theirs".formatted(processors));
    }
    machine.memoryBytes().ifPresent(bytes -> entry("memory", gibibytes(bytes)));
    entry("Java heap", "at most " + gibibytes(Runtime.getRuntime().maxMemory()));
    console.say("");
    console.say("JVM");
    entry("version", machine.java());
    entry("C2", VirtualMachine.compilesWithC2() ? "on" : "off: vectors would be slow");
    entry("FMA", VirtualMachine.hasFma() ? "one instruction" : "emulated, slow");
    option("widest vector", "MaxVectorSize", "%s bytes");
    option("AVX", "UseAVX", "level %s");
    console.say("");
    console.say("Backends, from the fastest on");
    for (Backend backend : Backends.installed()) {
      entry(
          backend.name(),
          switch (backend.availability()) {
            case Available(String description) ->
                description + (backend.referenceBits() ? "" : "; not the reference bits");
            case Unavailable(String reason) -> "passed over: " + reason;
          });
    }
    if (Backends.installed().stream().noneMatch(backend -> backend.name().equals("onednn"))) {
      entry("onednn", "passed over: its module finegrain.onednn is not on the module path");
    }
    entry("auto takes", ChosenBackend.of(Backends.AUTO).reason());
    entry("fast takes", ChosenBackend.of(Backends.FAST).reason());
    console.say("");
    console.say("Peak of fused multiply-adds, measured now");
    peak(1);
    if (machine.processors() > 1) {
      peak(machine.processors());
    }
  }

  private void peak(int threads) {
    String label = threads == 1 ? "1 thread" : threads + " threads";
    Peak.gflops(threads, PEAK_SECONDS)
        .ifPresentOrElse(
            gflops -> entry(label, String.format(Locale.ROOT, "%.0f GFLOP/s", gflops)),
            () -> entry(label, "not measured: it needs the vector backend"));
  }

  /** The processors' numbers, where this system can bind threads to them. */
  private static String bound() {
    return ProcessorAffinity.installed()
        .map(
            affinity ->
                switch (affinity.processors()) {
                  case Processors(var numbers) -> "; threads can be pinned to " + numbers;
                  case Impossible(String reason) -> "; threads cannot be pinned: " + reason;
                })
        .orElse("");
  }

  /** Of HotSpot's words on the processor, the extensions that compute with vectors. */
  private static String vectors(String words) {
    String found =
        Stream.of(words.split("[ ,]+", -1))
            .filter(word -> word.matches("sse.*|ssse3|avx.*|fma|f16c|asimd.*|neon|sve.*|fp|rvv.*"))
            .distinct()
            .collect(Collectors.joining(" "));
    return found.isEmpty() ? words : found;
  }

  private void option(String label, String name, String format) {
    Optional<String> value = VirtualMachine.option(name);
    value.ifPresent(v -> entry(label, format.formatted(v)));
  }

  private void entry(String name, String text) {
    console.say("  %-14s %s".formatted(name, text));
  }

  private static String gibibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes * 0x1p-30);
  }
}
