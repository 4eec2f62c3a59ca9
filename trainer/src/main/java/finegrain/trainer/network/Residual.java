package finegrain.trainer.network;

import finegrain.kernels.Activation;
import finegrain.kernels.Matrix;
import finegrain.kernels.RandomStream;
import finegrain.trainer.data.Shape;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A branch beside a shortcut: y = f(branch(x) + shortcut(x)), from He et al., "Deep residual
 * learning for image recognition" (2016). The shortcut is the identity where the branch keeps the
 * shape, and else {@link Subsampling}.
 *
 * <p>The sum overwrites the output of the branch: the backward pass of the branch does not need it.
 *
 * @param branch its last layer {@link Layer#endsBranch}
 * @param activation identity or ReLU
 */
public record Residual(Sequence branch, Activation activation) implements Layer {
  /** Checks the last layer of the branch. */
  public Residual {
    if (!branch.endsBranch()) {
      throw new IllegalArgumentException(
          "a branch cannot end with a layer whose backward pass needs its output");
    }
  }

  /** A branch of some layers, without an activation after the sum. */
  static Residual of(Layer... branch) {
    return new Residual(Sequence.of(branch), Activation.IDENTITY);
  }

  @Override
  public Shape output(Shape input) {
    Shape output = branch.output(input);
    if (!output.equals(input)) {
      Subsampling.check(input, output);
    }
    return output;
  }

  @Override
  public List<ParameterShape> parameters(Shape input) {
    return branch.parameters(input);
  }

  @Override
  public List<ParameterShape> state(Shape input) {
    return branch.state(input);
  }

  @Override
  public void initialise(Shape input, List<Matrix> parameters, Supplier<RandomStream> streams) {
    branch.initialise(input, parameters, streams);
  }

  @Override
  public void initialiseState(Shape input, List<Matrix> state) {
    branch.initialiseState(input, state);
  }

  @Override
  public LayerPass bind(LayerMemory memory) {
    Shape output = output(memory.input());
    return output.equals(memory.input())
        ? withIdentity(memory)
        : withSubsampling(memory, new Subsampling(memory.input(), output));
  }

  private LayerPass withIdentity(LayerMemory memory) {
    // The gradient of the branch waits beside dy for the sum.
    PassPlan plan = memory.plan();
    Optional<LayerGradients> ofBranch =
        memory
            .gradients()
            .map(
                whole ->
                    new LayerGradients(
                        whole.parameters(),
                        whole.dy(),
                        whole.dx().map(_ -> plan.take(memory.x().columns()))));
    LayerPass pass = branch.bind(memory.with(ofBranch));
    ofBranch.flatMap(LayerGradients::dx).ifPresent(plan::release);
    Matrix y = memory.y();
    return new LayerPass(
        (kernels, training) -> {
          pass.forward().run(kernels, training);
          kernels.add(y, memory.x(), activation, y);
        },
        pass.backward().map(backward -> identity(memory, ofBranch.orElseThrow(), backward)));
  }

  private LayerPass.Backward identity(
      LayerMemory memory, LayerGradients ofBranch, LayerPass.Backward backward) {
    Matrix dy = ofBranch.dy();
    Optional<Matrix> dx = memory.gradients().flatMap(LayerGradients::dx);
    return kernels -> {
      if (activation != Activation.IDENTITY) {
        kernels.activationGradient(activation, memory.y(), dy, dy);
      }
      backward.run(kernels);
      if (dx.isPresent()) {
        kernels.add(ofBranch.dx().orElseThrow(), dy, Activation.IDENTITY, dx.get());
      }
    };
  }

  private LayerPass withSubsampling(LayerMemory memory, Subsampling shortcut) {
    LayerPass pass = branch.bind(memory);
    Matrix y = memory.y();
    Matrix part = memory.scratch(y.rows(), y.columns());
    return new LayerPass(
        (kernels, training) -> {
          pass.forward().run(kernels, training);
          shortcut.copy(memory.x(), part);
          kernels.add(y, part, activation, y);
        },
        pass.backward()
            .map(
                backward ->
                    subsampled(memory, memory.gradients().orElseThrow(), backward, shortcut)));
  }

  private LayerPass.Backward subsampled(
      LayerMemory memory,
      LayerGradients gradients,
      LayerPass.Backward backward,
      Subsampling shortcut) {
    Matrix dy = gradients.dy();
    return kernels -> {
      if (activation != Activation.IDENTITY) {
        kernels.activationGradient(activation, memory.y(), dy, dy);
      }
      backward.run(kernels);
      if (gradients.dx().isPresent()) {
        shortcut.addGradient(dy, gradients.dx().get());
      }
    };
  }

  /** With the identity as its shortcut: the last operation adds dy to the branch's gradient. */
  @Override
  public boolean gradientInPlace() {
    return true;
  }

  @Override
  public boolean endsBranch() {
    return activation == Activation.IDENTITY;
  }

  @Override
  public long forwardFlops(Shape input) {
    return branch.forwardFlops(input);
  }

  @Override
  public long backwardFlops(Shape input, boolean inputGradient) {
    return branch.backwardFlops(input, inputGradient);
  }
}
