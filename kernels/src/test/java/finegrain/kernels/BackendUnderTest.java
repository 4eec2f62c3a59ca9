package finegrain.kernels;

/** The two backends that must give the reference bits. */
enum BackendUnderTest {
  SCALAR,
  VECTOR;

  Kernels open() {
    return switch (this) {
      case SCALAR -> new ScalarKernels();
      case VECTOR -> new VectorKernels(1);
    };
  }
}
