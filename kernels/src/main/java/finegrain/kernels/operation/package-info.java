/**
 * The registry of all operations, with their operands and made-up values for these. Tests, the
 * check of the reference bits and benchmarks go through it. For this project's own modules only.
 */
package finegrain.kernels.operation;
