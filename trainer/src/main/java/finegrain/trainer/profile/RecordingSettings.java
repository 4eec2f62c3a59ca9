package finegrain.trainer.profile;

import finegrain.trainer.UserError;
import java.io.IOException;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.Configuration;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;

/**
 * The settings of a recording: the JDK's default, which costs less than 1 % of the time, with more
 * samples, every wait for a lock, every compilation and every failure of a compiler.
 */
final class RecordingSettings {
  private static final String BASE = "default";
  private static final String SAMPLE_PERIOD = "10 ms";

  /** The events that are samples of methods. */
  static final List<String> SAMPLES =
      List.of(SampleEvents.CPU_TIME, SampleEvents.EXECUTION, SampleEvents.NATIVE);

  private RecordingSettings() {}

  /** Settings by name and value, such as {@code jdk.Compilation#threshold}, {@code 0 ms}. */
  static Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>(base());
    if (hasCpuTimeSamples()) {
      enable(settings, SampleEvents.CPU_TIME);
      settings.put(SampleEvents.CPU_TIME + "#throttle", SAMPLE_PERIOD);
      enable(settings, "jdk.CPUTimeSamplesLost");
      settings.put(SampleEvents.EXECUTION + "#enabled", "false");
      settings.put(SampleEvents.NATIVE + "#enabled", "false");
    } else {
      settings.put(SampleEvents.EXECUTION + "#period", SAMPLE_PERIOD);
      settings.put(SampleEvents.NATIVE + "#period", SAMPLE_PERIOD);
    }
    for (String event : List.of("jdk.Compilation", LockEvents.MONITOR, LockEvents.PARK)) {
      settings.put(event + "#threshold", "0 ms");
    }
    enable(settings, "jdk.CompilationFailure");
    return settings;
  }

  private static void enable(Map<String, String> settings, String event) {
    settings.put(event + "#enabled", "true");
  }

  private static Map<String, String> base() {
    try {
      return Configuration.getConfiguration(BASE).getSettings();
    } catch (IOException | ParseException e) {
      throw new UserError(
          "this JDK has no settings named %s for its Flight Recorder (%s); use a full JDK"
              .formatted(BASE, e.getMessage()),
          e);
    }
  }

  /**
   * Whether this JVM can sample by the processor time of each thread: on Linux, from version 25 on.
   * The other kind, samples of running threads, sees five threads at a time.
   */
  private static boolean hasCpuTimeSamples() {
    return System.getProperty("os.name").equals("Linux")
        && FlightRecorder.getFlightRecorder().getEventTypes().stream()
            .map(EventType::getName)
            .anyMatch(SampleEvents.CPU_TIME::equals);
  }
}
