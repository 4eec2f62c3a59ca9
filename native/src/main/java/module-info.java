/** oneDNN and thread pinning through java.lang.foreign. */
module finegrain.onednn {
  requires transitive finegrain.kernels;

  exports finegrain.onednn;

  provides finegrain.kernels.Backend with
      finegrain.onednn.OneDnnBackend;
  provides finegrain.kernels.ProcessorAffinity with
      finegrain.onednn.LinuxAffinity;
}
