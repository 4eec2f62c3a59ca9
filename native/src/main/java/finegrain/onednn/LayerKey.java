package finegrain.onednn;

import finegrain.kernels.Convolution;
import finegrain.kernels.Image;
import java.util.List;
import java.util.Locale;

/**
 * What a primitive of a layer computes, on which shapes. Its data are the operands of the operation
 * in {@link finegrain.kernels.Kernels}, in their order, as matrices without gaps; statistics, which
 * are a matrix of two rows there, are two data.
 */
sealed interface LayerKey extends Primitive.Key {
  /**
   * An argument of a primitive.
   *
   * @param kind {@code DNNL_ARG_*}
   * @param layout of the data that are handed over
   * @param written whether the primitive writes it
   */
  record Argument(int kind, Handle layout, boolean written) {}

  /** A primitive to be made, and its arguments. Closing it frees the descriptions. */
  record Description(Handle primitive, List<Argument> arguments) implements AutoCloseable {
    @Override
    public void close() {
      primitive.close();
      arguments.stream().map(Argument::layout).distinct().forEach(Handle::close);
    }
  }

  /** Describes the primitive. */
  Description describe(Handle engine);

  /** A pass of a convolution. */
  enum Pass {
    FORWARD,
    INPUT_GRADIENT,
    WEIGHT_GRADIENT
  }

  /**
   * A convolution of samples, or one of its gradients. The layout of the weights is always oneDNN's
   * choice.
   *
   * @param free whether the layouts of the images are, too
   */
  record Convolved(Pass pass, Convolution shape, int samples, boolean free) implements LayerKey {
    @Override
    public Description describe(Handle engine) {
      Handle x = images(samples, shape.input());
      Handle y = images(samples, shape.output());
      Handle w = weights();
      Handle bias = Dnnl.tensor(new long[] {shape.filters()}, new long[] {1});
      List<Argument> arguments =
          switch (pass) {
            case FORWARD ->
                List.of(
                    new Argument(Dnnl.ARG_SRC, x, false),
                    new Argument(Dnnl.ARG_WEIGHTS, w, false),
                    new Argument(Dnnl.ARG_BIAS, bias, false),
                    new Argument(Dnnl.ARG_DST, y, true));
            case INPUT_GRADIENT ->
                List.of(
                    new Argument(LayerCalls.ARG_DIFF_DST, y, false),
                    new Argument(Dnnl.ARG_WEIGHTS, w, false),
                    new Argument(LayerCalls.ARG_DIFF_SRC, x, true));
            case WEIGHT_GRADIENT ->
                List.of(
                    new Argument(Dnnl.ARG_SRC, x, false),
                    new Argument(LayerCalls.ARG_DIFF_DST, y, false),
                    new Argument(LayerCalls.ARG_DIFF_WEIGHTS, w, true));
          };
      return new Description(primitive(engine, x, bias, y), arguments);
    }

    private Handle primitive(Handle engine, Handle x, Handle bias, Handle y) {
      String words = toString();
      try (Handle freeX = anyImages(shape.input());
          Handle freeY = anyImages(shape.output());
          Handle freeW =
              LayerCalls.anyLayout(
                  shape.filters(), shape.input().channels(), shape.kernel(), shape.kernel())) {
        Handle inputs = free ? freeX : x;
        Handle outputs = free ? freeY : y;
        Handle forward = LayerCalls.convolution(engine, shape, inputs, freeW, bias, outputs, words);
        if (pass == Pass.FORWARD) {
          return forward;
        }
        try (forward) {
          return LayerCalls.convolutionGradient(
              pass == Pass.WEIGHT_GRADIENT, engine, shape, inputs, freeW, outputs, forward, words);
        }
      }
    }

    private Handle anyImages(Image image) {
      return LayerCalls.anyLayout(samples, image.channels(), image.height(), image.width());
    }

    /** Row (r kernel + s) channels + c of the matrix is that of tap (r, s) and channel c. */
    private Handle weights() {
      long kernel = shape.kernel();
      long channels = shape.input().channels();
      long filters = shape.filters();
      return Dnnl.tensor(
          new long[] {filters, channels, kernel, kernel},
          new long[] {1, filters, kernel * channels * filters, channels * filters});
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s of %d x %d x %d x %d by %d x %d x %d, stride %d",
          pass,
          samples,
          shape.input().height(),
          shape.input().width(),
          shape.input().channels(),
          shape.kernel(),
          shape.kernel(),
          shape.filters(),
          shape.stride());
    }
  }

  /**
   * Batch normalisation by given statistics.
   *
   * @param relu whether ReLU follows, in the forward pass
   */
  record Batch(
      boolean backward, int samples, int positions, int channels, float epsilon, boolean relu)
      implements LayerKey {
    @Override
    public Description describe(Handle engine) {
      Handle x = images(samples, new Image(1, positions, channels));
      Handle ofChannels = Dnnl.tensor(new long[] {channels}, new long[] {1});
      List<Argument> arguments =
          backward
              ? List.of(
                  new Argument(Dnnl.ARG_SRC, x, false),
                  new Argument(NormalisationCalls.ARG_MEAN, ofChannels, false),
                  new Argument(NormalisationCalls.ARG_VARIANCE, ofChannels, false),
                  new Argument(NormalisationCalls.ARG_SCALE, ofChannels, false),
                  new Argument(LayerCalls.ARG_DIFF_DST, x, false),
                  new Argument(NormalisationCalls.ARG_DIFF_SCALE, ofChannels, true),
                  new Argument(NormalisationCalls.ARG_DIFF_SHIFT, ofChannels, true),
                  new Argument(LayerCalls.ARG_DIFF_SRC, x, true))
              : List.of(
                  new Argument(Dnnl.ARG_SRC, x, false),
                  new Argument(NormalisationCalls.ARG_MEAN, ofChannels, false),
                  new Argument(NormalisationCalls.ARG_VARIANCE, ofChannels, false),
                  new Argument(NormalisationCalls.ARG_SCALE, ofChannels, false),
                  new Argument(NormalisationCalls.ARG_SHIFT, ofChannels, false),
                  new Argument(Dnnl.ARG_DST, x, true));
      return new Description(primitive(engine, x), arguments);
    }

    private Handle primitive(Handle engine, Handle x) {
      String words = toString();
      int flags = NormalisationCalls.USE_SCALE | NormalisationCalls.USE_SHIFT;
      if (!backward) {
        flags |=
            NormalisationCalls.USE_GLOBAL_STATISTICS | (relu ? NormalisationCalls.FUSE_RELU : 0);
        return NormalisationCalls.batch(
            engine, NormalisationCalls.FORWARD_INFERENCE, x, epsilon, flags, words);
      }
      try (Handle forward =
          NormalisationCalls.batch(engine, LayerCalls.FORWARD_TRAINING, x, epsilon, flags, words)) {
        return NormalisationCalls.batchGradient(engine, x, epsilon, flags, forward, words);
      }
    }
  }

  /** Layer normalisation, whose statistics are means and variances. */
  record Tokens(boolean backward, int tokens, int features, float epsilon) implements LayerKey {
    @Override
    public Description describe(Handle engine) {
      Handle x = Dnnl.matrix(tokens, features);
      Handle ofTokens = Dnnl.tensor(new long[] {tokens}, new long[] {1});
      Handle ofFeatures = Dnnl.tensor(new long[] {features}, new long[] {1});
      List<Argument> arguments =
          backward
              ? List.of(
                  new Argument(Dnnl.ARG_SRC, x, false),
                  new Argument(NormalisationCalls.ARG_SCALE, ofFeatures, false),
                  new Argument(NormalisationCalls.ARG_MEAN, ofTokens, false),
                  new Argument(NormalisationCalls.ARG_VARIANCE, ofTokens, false),
                  new Argument(LayerCalls.ARG_DIFF_DST, x, false),
                  new Argument(NormalisationCalls.ARG_DIFF_SCALE, ofFeatures, true),
                  new Argument(NormalisationCalls.ARG_DIFF_SHIFT, ofFeatures, true),
                  new Argument(LayerCalls.ARG_DIFF_SRC, x, true))
              : List.of(
                  new Argument(Dnnl.ARG_SRC, x, false),
                  new Argument(NormalisationCalls.ARG_SCALE, ofFeatures, false),
                  new Argument(NormalisationCalls.ARG_SHIFT, ofFeatures, false),
                  new Argument(NormalisationCalls.ARG_MEAN, ofTokens, true),
                  new Argument(NormalisationCalls.ARG_VARIANCE, ofTokens, true),
                  new Argument(Dnnl.ARG_DST, x, true));
      Handle forward = NormalisationCalls.tokens(engine, x, ofTokens, epsilon, toString());
      if (!backward) {
        return new Description(forward, arguments);
      }
      try (forward) {
        return new Description(
            NormalisationCalls.tokensGradient(engine, x, ofTokens, epsilon, forward, toString()),
            arguments);
      }
    }
  }

  private static Handle images(int samples, Image image) {
    long width = image.width();
    long channels = image.channels();
    return Dnnl.tensor(
        new long[] {samples, channels, image.height(), width},
        new long[] {image.size(), 1, width * channels, channels});
  }
}
