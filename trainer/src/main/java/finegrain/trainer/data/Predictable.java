package finegrain.trainer.data;

/** Samples that a network can label: with labels of their own, or without. */
public sealed interface Predictable permits Dataset, UnlabelledSamples {
  /** What messages call them. */
  String name();

  /** Of a sample. */
  Shape shape();
}
