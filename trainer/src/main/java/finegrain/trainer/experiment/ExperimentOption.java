package finegrain.trainer.experiment;

/**
 * An option of an experiment's own.
 *
 * @param name on the command line, without dashes
 * @param value where the user gives none
 */
public record ExperimentOption(String name, String value) {}
