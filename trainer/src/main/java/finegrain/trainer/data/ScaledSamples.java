package finegrain.trainer.data;

/** Samples whose features are scaled as they are read. */
record ScaledSamples(DoubleSamples samples, Scaling.Affine affine) implements DoubleSamples {
  @Override
  public int size() {
    return samples.size();
  }

  @Override
  public int features() {
    return samples.features();
  }

  @Override
  public int label(int i) {
    return samples.label(i);
  }

  @Override
  public double feature(int i, int j) {
    return (samples.feature(i, j) - affine.shift()[j]) / affine.divisor()[j];
  }
}
