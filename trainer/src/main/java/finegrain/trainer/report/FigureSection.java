package finegrain.trainer.report;

import finegrain.trainer.report.figure.Figure;

/**
 * A figure under its title.
 *
 * @param caption what is drawn, such as "Median and quartiles of 30 repeats."
 */
public record FigureSection(Figure figure, String caption) implements Section {
  @Override
  public String heading() {
    return figure.title();
  }
}
