/** Compute kernels for float matrices: one result, bit for bit, whatever the machine. */
@SuppressWarnings("module") // This module is compiled before those that it exports the package to.
module finegrain.kernels {
  requires jdk.incubator.vector;
  requires jdk.management;

  exports finegrain.kernels;
  exports finegrain.kernels.host to
      finegrain.onednn,
      finegrain.trainer;
  exports finegrain.kernels.operation to
      finegrain.onednn,
      finegrain.trainer;

  uses finegrain.kernels.Backend;
  uses finegrain.kernels.ProcessorAffinity;

  provides finegrain.kernels.Backend with
      finegrain.kernels.VectorBackend,
      finegrain.kernels.ScalarBackend;
}
