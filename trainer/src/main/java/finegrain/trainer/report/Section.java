package finegrain.trainer.report;

/** A part of a report, under a heading. */
public sealed interface Section permits FigureSection, TableSection, TextSection {
  String heading();
}
