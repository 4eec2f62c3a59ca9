package finegrain.trainer.report;

import java.util.List;

/** Paragraphs of plain text. */
public record TextSection(String heading, List<String> paragraphs) implements Section {
  /** Copies the list. */
  public TextSection {
    paragraphs = List.copyOf(paragraphs);
  }
}
