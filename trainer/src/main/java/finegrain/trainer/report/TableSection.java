package finegrain.trainer.report;

/** A table with its caption, which says what the columns are where their titles cannot. */
public record TableSection(String heading, Table table, String caption) implements Section {}
