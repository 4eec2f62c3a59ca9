package finegrain.trainer.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.Timespan;
import jdk.jfr.ValueDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What somebody reads in JDK Mission Control, who has not read the sources. */
class EventTypesTest {
  /** Those that the JDK adds to every event. */
  private static final Set<String> OF_EVERY_EVENT =
      Set.of("startTime", "duration", "eventThread", "stackTrace");

  static List<Class<? extends Event>> events() {
    return List.of(
        BackendEvent.class,
        SweepEvent.class,
        CohortStartedEvent.class,
        CohortEvent.class,
        EpochEvent.class,
        ModelFinishedEvent.class,
        IdleEvent.class,
        KernelEvent.class,
        PeakEvent.class);
  }

  private static List<ValueDescriptor> fields(EventType type) {
    return type.getFields().stream()
        .filter(field -> !OF_EVERY_EVENT.contains(field.getName()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("events")
  void isNamedAndExplainedWithAllItsFields(Class<? extends Event> event) {
    EventType type = EventType.getEventType(event);
    assertThat(type.getName()).startsWith("finegrain.");
    assertThat(type.getLabel()).isNotBlank().isNotEqualTo(type.getName());
    assertThat(type.getDescription()).isNotBlank();
    assertThat(type.getCategoryNames()).containsExactly("Finegrain");
    assertThat(fields(type)).isNotEmpty();
    for (ValueDescriptor field : fields(type)) {
      assertThat(field.getLabel()).as("label of %s", field.getName()).isNotBlank();
      assertThat(field.getDescription()).as("description of %s", field.getName()).isNotBlank();
    }
    assertThat(fields(type)).extracting(ValueDescriptor::getLabel).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("events")
  void aTimeHasItsUnit(Class<? extends Event> event) {
    for (ValueDescriptor field : fields(EventType.getEventType(event))) {
      if (field.getName().endsWith("Time")) {
        assertThat(field.getContentType()).isEqualTo(Timespan.class.getName());
        assertThat(field.getAnnotation(Timespan.class).value()).isEqualTo(Timespan.NANOSECONDS);
      }
    }
  }

  @Test
  void theAccuracyIsAPercentage() {
    assertThat(
            EventType.getEventType(ModelFinishedEvent.class)
                .getField("coarseAccuracy")
                .getContentType())
        .isEqualTo("jdk.jfr.Percentage");
  }

  @Test
  void anEpochHasAFieldForEachPhase() {
    EventType epoch = EventType.getEventType(EpochEvent.class);
    for (Phase phase : Phase.values()) {
      assertThat(epoch.getField(phase.timeField())).as(phase.timeField()).isNotNull();
      assertThat(epoch.getField(phase.flopsField()) != null)
          .as(phase.flopsField())
          .isEqualTo(phase.hasFlops());
    }
  }
}
