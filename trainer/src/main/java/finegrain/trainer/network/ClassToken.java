package finegrain.trainer.network;

import finegrain.kernels.Matrix;
import finegrain.kernels.RandomStream;
import finegrain.trainer.data.Shape;
import java.util.List;
import java.util.function.Supplier;

/**
 * A learnt token that is put before the others, as in Dosovitskiy et al., "An image is worth 16x16
 * words" (2021). It starts as {@link Positions} do.
 *
 * @param name of the parameter
 */
public record ClassToken(String name) implements Layer {
  @Override
  public Shape output(Shape input) {
    return new Shape(input.channels(), 1, Images.positions(input) + 1);
  }

  @Override
  public List<ParameterShape> parameters(Shape input) {
    return List.of(ParameterShape.row(name, input.channels()));
  }

  @Override
  public void initialise(Shape input, List<Matrix> parameters, Supplier<RandomStream> streams) {
    Positions.INITIAL.fill(streams.get(), 0, parameters.getFirst());
  }

  @Override
  public LayerPass bind(LayerMemory memory) {
    Matrix token = memory.parameters().getFirst();
    Matrix x = memory.x();
    Matrix first = memory.y().columnRange(0, token.columns());
    Matrix others = memory.y().columnRange(token.columns(), x.columns());
    return new LayerPass(
        (kernels, _) -> {
          for (int sample = 0; sample < first.rows(); sample++) {
            System.arraycopy(
                token.array(),
                token.offset(),
                first.array(),
                first.rowOffset(sample),
                token.columns());
          }
          Rows.copy(x, others);
        },
        memory.gradients().map(ClassToken::backward));
  }

  private static LayerPass.Backward backward(LayerGradients gradients) {
    Matrix dtoken = gradients.parameters().getFirst();
    Matrix dy = gradients.dy();
    int dimension = dtoken.columns();
    Matrix first = dy.columnRange(0, dimension);
    Matrix others = dy.columnRange(dimension, dy.columns() - dimension);
    return kernels -> {
      kernels.columnSums(first, dtoken);
      if (gradients.dx().isPresent()) {
        Rows.copy(others, gradients.dx().get());
      }
    };
  }
}
