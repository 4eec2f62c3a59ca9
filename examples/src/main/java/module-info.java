/** A program that trains a network by Finegrain's kernels. */
module example {
  requires finegrain.kernels;
}
