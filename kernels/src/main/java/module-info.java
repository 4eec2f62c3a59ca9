/** Compute kernels for float matrices: one result, bit for bit, whatever the machine. */
module finegrain.kernels {
  requires jdk.incubator.vector;
  requires jdk.management;

  exports finegrain.kernels;

  uses finegrain.kernels.Backend;
  uses finegrain.kernels.ProcessorAffinity;

  provides finegrain.kernels.Backend with
      finegrain.kernels.VectorBackend,
      finegrain.kernels.ScalarBackend;
}
