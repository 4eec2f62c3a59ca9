package finegrain.trainer.experiment;

/**
 * An option that only some experiments have.
 *
 * @param name on the command line, without dashes
 * @param value if the user gives none
 */
public record ExperimentOption(String name, String value) {}
