package finegrain.trainer.report;

/** A line of a report's configuration: what was set, and to which value. */
public record NamedValue(String name, String value) {}
