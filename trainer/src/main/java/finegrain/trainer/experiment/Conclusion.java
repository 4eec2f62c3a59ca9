package finegrain.trainer.experiment;

import finegrain.trainer.report.Section;
import java.util.List;

/**
 * What an experiment concludes from its results.
 *
 * @param finding one sentence of what was found, with its interval
 * @param expectation a sentence of what it should show, and whether it does
 * @param sections figures and tables, the main figure first
 */
public record Conclusion(String finding, String expectation, List<Section> sections) {
  /** Copies the list. */
  public Conclusion {
    sections = List.copyOf(sections);
  }
}
