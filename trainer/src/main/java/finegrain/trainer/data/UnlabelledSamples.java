package finegrain.trainer.data;

/**
 * Samples without labels, in the order of their file.
 *
 * @param name what messages call them
 * @param shape of a sample
 * @param samples whose labels mean nothing
 */
public record UnlabelledSamples(String name, Shape shape, Samples samples) implements Predictable {}
