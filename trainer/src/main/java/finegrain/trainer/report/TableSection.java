package finegrain.trainer.report;

/** A table with its caption, which explains those columns that their titles do not. */
public record TableSection(String heading, Table table, String caption) implements Section {}
