package finegrain.trainer.report;

import finegrain.trainer.report.figure.Figure;

/**
 * A figure with its caption, which says what is drawn (such as "median and quartiles of 30
 * repeats").
 */
public record FigureSection(String heading, Figure figure, String caption) implements Section {}
