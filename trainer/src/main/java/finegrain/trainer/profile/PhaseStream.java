package finegrain.trainer.profile;

import finegrain.trainer.event.EpochEvent;
import finegrain.trainer.event.Phase;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;

/** The largest phases of the last ten seconds. The recorder hands over epochs once a second. */
public final class PhaseStream implements AutoCloseable {
  private static final int WINDOW_SECONDS = 10;
  private static final int LARGEST = 3;

  private final Optional<RecordingStream> stream;

  // Only the thread of the stream uses it: the time of each phase in each of the last seconds.
  private final Deque<Map<Phase, Long>> window = new ArrayDeque<>();
  private Map<Phase, Long> second = new EnumMap<>(Phase.class);

  private volatile Optional<String> words = Optional.empty();

  private PhaseStream(Optional<RecordingStream> stream) {
    this.stream = stream;
  }

  /** A stream without events, which costs nothing. */
  public static PhaseStream none() {
    return new PhaseStream(Optional.empty());
  }

  /** Starts the stream. */
  public static PhaseStream start() {
    RecordingStream stream = new RecordingStream();
    PhaseStream phases = new PhaseStream(Optional.of(stream));
    stream.enable(EpochEvent.NAME);
    stream.setOrdered(false);
    stream.onEvent(EpochEvent.NAME, phases::add);
    stream.onFlush(phases::endSecond);
    stream.startAsync();
    return phases;
  }

  private void add(RecordedEvent event) {
    for (Phase phase : Phase.values()) {
      second.merge(phase, event.getLong(phase.timeField()), Long::sum);
    }
  }

  private void endSecond() {
    window.addLast(second);
    second = new EnumMap<>(Phase.class);
    if (window.size() > WINDOW_SECONDS) {
      window.removeFirst();
    }
    Map<Phase, Long> sum = new EnumMap<>(Phase.class);
    window.forEach(its -> its.forEach((phase, nanos) -> sum.merge(phase, nanos, Long::sum)));
    words = inWords(sum);
  }

  /** The largest phases with their shares, such as {@code update 48 %}; empty without any time. */
  static Optional<String> inWords(Map<Phase, Long> nanos) {
    double all = nanos.values().stream().mapToLong(Long::longValue).sum();
    if (all == 0) {
      return Optional.empty();
    }
    Stream<Map.Entry<Phase, Long>> largest =
        nanos.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .limit(LARGEST);
    return Optional.of(
        largest
            .map(
                entry ->
                    String.format(
                        Locale.ROOT,
                        "%s %.0f %%",
                        entry.getKey().label(),
                        100 * entry.getValue() / all))
            .collect(Collectors.joining(" ")));
  }

  /** The phases of the last seconds, for a progress line; empty before the first epochs. */
  public Optional<String> words() {
    return words;
  }

  @Override
  public void close() {
    stream.ifPresent(RecordingStream::close);
  }
}
