package finegrain.onednn;

/** Functions that oneDNN has primitives for, with their {@code dnnl_alg_kind_t}. */
enum Algorithm {
  RELU(0x20),
  TANH(0x21),
  LOGISTIC(0x29),
  EXP(0x2a),
  SOFTMAX(0x30000),
  LOG_SOFTMAX(0x30001);

  private final int code;

  Algorithm(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
