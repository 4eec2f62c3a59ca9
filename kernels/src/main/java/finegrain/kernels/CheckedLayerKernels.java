package finegrain.kernels;

/**
 * The operations on images and tokens with their checks: shapes, aliasing, and that no other thread
 * is inside an operation. Then the operations of a backend compute.
 */
abstract class CheckedLayerKernels extends CheckedTrainingKernels {
  CheckedLayerKernels(LayerOperations operations) {
    super(operations);
  }

  @Override
  public final void convolution(
      Convolution shape, Matrix x, Matrix w, Matrix bias, Activation activation, Matrix y) {
    ShapeChecks.present("shape", shape, "x", x, "w", w, "bias", bias);
    ShapeChecks.present("activation", activation, "y", y);
    LayerChecks.convolution(shape, x, w, bias, y);
    use.begin();
    try {
      operations.convolutions().convolution(shape, x, w, bias, activation, y);
    } finally {
      use.end();
    }
  }

  @Override
  public final void convolutionInputGradient(Convolution shape, Matrix dy, Matrix w, Matrix dx) {
    ShapeChecks.present("shape", shape, "dy", dy, "w", w, "dx", dx);
    LayerChecks.inputGradient(shape, dy, w, dx);
    use.begin();
    try {
      operations.convolutions().convolutionInputGradient(shape, dy, w, dx);
    } finally {
      use.end();
    }
  }

  @Override
  public final void convolutionWeightGradient(Convolution shape, Matrix x, Matrix dy, Matrix dw) {
    ShapeChecks.present("shape", shape, "x", x, "dy", dy, "dw", dw);
    LayerChecks.weightGradient(shape, x, dy, dw);
    use.begin();
    try {
      operations.convolutions().convolutionWeightGradient(shape, x, dy, dw);
    } finally {
      use.end();
    }
  }

  @Override
  public final void averagePool(Matrix x, Matrix y) {
    ShapeChecks.present("x", x, "y", y);
    LayerChecks.averagePool("averagePool", x, y);
    use.begin();
    try {
      operations.convolutions().averagePool(x, y);
    } finally {
      use.end();
    }
  }

  @Override
  public final void averagePoolGradient(Matrix dy, Matrix dx) {
    ShapeChecks.present("dy", dy, "dx", dx);
    LayerChecks.averagePool("averagePoolGradient", dx, dy);
    use.begin();
    try {
      operations.convolutions().averagePoolGradient(dy, dx);
    } finally {
      use.end();
    }
  }

  @Override
  public final void maxPool(Image shape, Matrix x, Matrix y) {
    ShapeChecks.present("shape", shape, "x", x, "y", y);
    LayerChecks.maxPool(shape, x, y);
    use.begin();
    try {
      operations.convolutions().maxPool(shape, x, y);
    } finally {
      use.end();
    }
  }

  @Override
  public final void maxPoolGradient(Image shape, Matrix x, Matrix dy, Matrix dx) {
    ShapeChecks.present("shape", shape, "x", x, "dy", dy, "dx", dx);
    LayerChecks.maxPoolGradient(shape, x, dy, dx);
    use.begin();
    try {
      operations.convolutions().maxPoolGradient(shape, x, dy, dx);
    } finally {
      use.end();
    }
  }

  @Override
  public final void batchStatistics(Matrix x, Matrix statistics) {
    ShapeChecks.present("x", x, "statistics", statistics);
    LayerChecks.batchStatistics(x, statistics);
    use.begin();
    try {
      operations.normalisations().batchStatistics(x, statistics);
    } finally {
      use.end();
    }
  }

  @Override
  public final void batchNormalise(
      Matrix x,
      Matrix statistics,
      Matrix scale,
      Matrix shift,
      float epsilon,
      Activation activation,
      Matrix y) {
    ShapeChecks.present("x", x, "statistics", statistics, "scale", scale, "shift", shift);
    ShapeChecks.present("activation", activation, "y", y);
    LayerChecks.batchNormalise(x, statistics, scale, shift, activation, y);
    use.begin();
    try {
      operations
          .normalisations()
          .batchNormalise(x, statistics, scale, shift, epsilon, activation, y);
    } finally {
      use.end();
    }
  }

  @Override
  public final void batchNormaliseGradient(
      Matrix x,
      Matrix statistics,
      Matrix scale,
      float epsilon,
      Matrix dy,
      Matrix dscale,
      Matrix dshift,
      Matrix dx) {
    ShapeChecks.present("x", x, "statistics", statistics, "scale", scale, "dy", dy);
    ShapeChecks.present("dscale", dscale, "dshift", dshift, "dx", dx);
    LayerChecks.batchNormaliseGradient(x, statistics, scale, dy, dscale, dshift, dx);
    use.begin();
    try {
      operations
          .normalisations()
          .batchNormaliseGradient(x, statistics, scale, epsilon, dy, dscale, dshift, dx);
    } finally {
      use.end();
    }
  }

  @Override
  public final void layerNormalise(
      Matrix x, Matrix scale, Matrix shift, float epsilon, Matrix statistics, Matrix y) {
    ShapeChecks.present("x", x, "scale", scale, "shift", shift);
    ShapeChecks.present("statistics", statistics, "y", y);
    LayerChecks.layerNormalise(x, scale, shift, statistics, y);
    use.begin();
    try {
      operations.normalisations().layerNormalise(x, scale, shift, epsilon, statistics, y);
    } finally {
      use.end();
    }
  }

  @Override
  public final void layerNormaliseGradient(
      Matrix x,
      Matrix scale,
      Matrix statistics,
      Matrix dy,
      Matrix dscale,
      Matrix dshift,
      Matrix dx) {
    ShapeChecks.present("x", x, "scale", scale, "statistics", statistics, "dy", dy);
    ShapeChecks.present("dscale", dscale, "dshift", dshift, "dx", dx);
    LayerChecks.layerNormaliseGradient(x, scale, statistics, dy, dscale, dshift, dx);
    use.begin();
    try {
      operations
          .normalisations()
          .layerNormaliseGradient(x, scale, statistics, dy, dscale, dshift, dx);
    } finally {
      use.end();
    }
  }

  @Override
  public final void attention(Attention shape, Matrix qkv, Matrix weights, Matrix y) {
    ShapeChecks.present("shape", shape, "qkv", qkv, "weights", weights, "y", y);
    LayerChecks.attention(shape, qkv, weights, y);
    use.begin();
    try {
      operations.attentions().attention(shape, qkv, weights, y);
    } finally {
      use.end();
    }
  }

  @Override
  public final void attentionGradient(
      Attention shape, Matrix qkv, Matrix weights, Matrix dy, Matrix dqkv) {
    ShapeChecks.present("shape", shape, "qkv", qkv, "weights", weights);
    ShapeChecks.present("dy", dy, "dqkv", dqkv);
    LayerChecks.attentionGradient(shape, qkv, weights, dy, dqkv);
    use.begin();
    try {
      operations.attentions().attentionGradient(shape, qkv, weights, dy, dqkv);
    } finally {
      use.end();
    }
  }
}
