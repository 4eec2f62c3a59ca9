package finegrain.trainer.report;

import java.util.List;

/** Paragraphs of plain text. */
public record TextSection(String heading, List<String> paragraphs) implements Section {

  public TextSection {
    paragraphs = List.copyOf(paragraphs);
  }

  public TextSection(String heading, String... paragraphs) {
    this(heading, List.of(paragraphs));
  }
}
