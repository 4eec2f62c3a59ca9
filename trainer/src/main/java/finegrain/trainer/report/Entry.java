package finegrain.trainer.report;

/** A line of the configuration: what was set, and to what. */
public record Entry(String name, String value) {}
