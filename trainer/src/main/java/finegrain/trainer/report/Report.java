package finegrain.trainer.report;

import finegrain.trainer.report.figure.Figure;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a report says, in plain text. {@link ReportWriter} makes files of it.
 *
 * @param title what was run
 * @param finding one sentence with what was found and its interval
 * @param sections the figures, tables and paragraphs, in the order in which they are shown; the
 *     first should be the figure that the finding is about
 * @param configuration the settings of the run
 * @param commands the command lines that repeat it
 * @param references the full citations of the papers that the report names; none for no section
 */
public record Report(
    String title,
    String finding,
    List<Section> sections,
    List<NamedValue> configuration,
    List<String> commands,
    List<String> references) {

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if the title or the finding is blank, or two figures have one
   *     name, and so one file
   */
  public Report {
    if (title.isBlank() || finding.isBlank()) {
      throw new IllegalArgumentException("a report needs a title and a finding");
    }
    sections = List.copyOf(sections);
    configuration = List.copyOf(configuration);
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
