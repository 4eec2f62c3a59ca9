package finegrain.trainer.report;

import java.util.ArrayList;
import java.util.List;

/**
 * What a run found.
 *
 * @param finding one sentence: which labels do better, where and by how much
 * @param detail further sentences, with the intervals; empty if there are too few repeats
 * @param claim what the paper says about the question, and whether the run agrees; a line for each
 *     claim if there are several
 * @param sections figures and tables, the main figure first
 */
public record Conclusion(String finding, String detail, String claim, List<Section> sections) {
  /** Copies the list. */
  public Conclusion {
    sections = List.copyOf(sections);
  }

  /** The same with a sentence after the finding that its readers must know. */
  public Conclusion warning(String sentence) {
    return new Conclusion(finding + " " + sentence, detail, claim, sections);
  }

  /** The finding and its detail. */
  String findingInDetail() {
    return detail.isEmpty() ? finding : finding + " " + detail;
  }

  /** The detail and the claim, for a report whose heading is the finding. */
  public TextSection inDetail() {
    List<String> paragraphs = new ArrayList<>(detail.isEmpty() ? List.of() : List.of(detail));
    claim.lines().forEach(paragraphs::add);
    return new TextSection("In detail", paragraphs);
  }
}
