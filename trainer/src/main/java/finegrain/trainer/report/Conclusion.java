package finegrain.trainer.report;

import finegrain.trainer.analysis.Ruling;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run found.
 *
 * @param finding one sentence: which labels do better, where and by how much
 * @param detail further sentences, with the intervals; empty if there are too few repeats
 * @param claim what the paper says about the question
 * @param answer whether the run agrees
 * @param rulings on the paper's findings, one for each family of models; empty for a question that
 *     the paper leaves open
 * @param sections figures and tables, the main figure first
 */
public record Conclusion(
    String finding,
    String detail,
    String claim,
    String answer,
    List<Ruling> rulings,
    List<Section> sections) {
  /** Copies the lists. */
  public Conclusion {
    rulings = List.copyOf(rulings);
    sections = List.copyOf(sections);
  }

  /** The same with a sentence after the finding that its readers must know. */
  public Conclusion warning(String sentence) {
    return new Conclusion(finding + " " + sentence, detail, claim, answer, rulings, sections);
  }

  /** The finding and its detail. */
  String findingInDetail() {
    return detail.isEmpty() ? finding : finding + " " + detail;
  }

  /** What the paper says, and whether the run agrees. */
  String claimAndAnswer() {
    return claim + " " + answer;
  }

  /** The detail and the claim, for a report whose heading is the finding. */
  public TextSection inDetail() {
    List<String> paragraphs = new ArrayList<>(detail.isEmpty() ? List.of() : List.of(detail));
    claimAndAnswer().lines().forEach(paragraphs::add);
    return new TextSection("In detail", paragraphs);
  }
}
