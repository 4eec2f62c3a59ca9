/** oneDNN and thread pinning through java.lang.foreign. */
module finegrain.onednn {
  requires finegrain.kernels;
}
