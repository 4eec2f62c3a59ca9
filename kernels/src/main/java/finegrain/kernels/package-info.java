/**
 * Operations on float matrices, for the training of neural networks: products, activations,
 * softmax, losses, sums and steps of gradient descent. Each operation has one order of additions
 * and one way to round, so its result has the same bits on every processor, at every vector width
 * and for any number of threads.
 *
 * <p>{@link finegrain.kernels.Backends#choose Backends.choose("auto")} chooses a {@link
 * finegrain.kernels.Backend}. A backend opens {@link finegrain.kernels.Kernels}, which have all
 * operations and belong to one thread at a time. They work on views of arrays, {@link
 * finegrain.kernels.Matrix}, and allocate nothing themselves. {@link
 * finegrain.kernels.RandomStream} draws random numbers by index, also the same everywhere.
 *
 * <p>The operations use the incubating module {@code jdk.incubator.vector} if it is there. On the
 * class path, {@code java --add-modules jdk.incubator.vector} adds it; without it, plain loops
 * compute the same bits more slowly.
 */
package finegrain.kernels;
