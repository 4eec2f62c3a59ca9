package finegrain.trainer.report;

import finegrain.trainer.report.figure.Figure;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/**
 * The content of a report, in plain text. {@link ReportWriter} writes its files.
 *
 * @param title what was run
 * @param finding one sentence that says what was found
 * @param sections the figures, tables and paragraphs, in the order in which they are shown; the
 *     first should be the figure that the finding is about
 * @param data what was understood of the data, by name
 * @param configuration the settings of the run, by name
 * @param commands the command lines that repeat the run
 * @param references the full citations of the papers that the report names
 */
public record Report(
    String title,
    String finding,
    List<Section> sections,
    SequencedMap<String, String> data,
    SequencedMap<String, String> configuration,
    List<String> commands,
    List<String> references) {

  /**
   * Copies the collections.
   *
   * @throws IllegalArgumentException if the title or the finding is blank, or two figures have the
   *     same name, which names their files
   */
  public Report {
    if (title.isBlank() || finding.isBlank()) {
      throw new IllegalArgumentException("a report needs a title and a finding");
    }
    sections = List.copyOf(sections);
    data = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(data));
    configuration = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(configuration));
    commands = List.copyOf(commands);
    references = List.copyOf(references);
    Set<String> names = new HashSet<>();
    for (Section section : sections) {
      if (section instanceof FigureSection figure && !names.add(figure.figure().name())) {
        throw new IllegalArgumentException(
            "a report cannot have two figures named " + figure.figure().name());
      }
    }
  }

  /** The figures, in the order of the sections. */
  List<Figure> figures() {
    return sections.stream()
        .filter(FigureSection.class::isInstance)
        .map(section -> ((FigureSection) section).figure())
        .toList();
  }
}
