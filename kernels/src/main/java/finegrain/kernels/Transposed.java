package finegrain.kernels;

/** Which operand of a matrix product is stored transposed. */
public enum Transposed {
  /** c = a b, with a stored as rows x inner and b as inner x columns. */
  NONE,
  /** c = aᵀ b, with a stored as inner x rows and b as inner x columns. */
  LEFT,
  /** c = a bᵀ, with a stored as rows x inner and b as columns x inner. */
  RIGHT
}
