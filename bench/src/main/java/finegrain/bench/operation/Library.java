package finegrain.bench.operation;

import finegrain.kernels.operation.Operands;
import finegrain.kernels.operation.Operation;
import finegrain.onednn.PreparedCall;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A library that is measured. */
public enum Library {
  /** The project's vector backend. */
  FINEGRAIN,
  /** The vector backend, with separate operations in place of a fused one. */
  PARTS,
  /** The project's plain loops. */
  SCALAR,
  /** oneDNN, through the project's bindings. */
  ONEDNN,
  /** OpenBLAS, through JavaCPP's bindings. */
  OPENBLAS,
  /** netlib's BLAS in Java. */
  NETLIB,
  /** EJML. */
  EJML,
  /** Intel's MKL, through JavaCPP's bindings. */
  MKL;

  /** Its name on the command line and in files. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether its results must be equal to the oracle's, bit for bit. */
  boolean referenceBits() {
    return switch (this) {
      case FINEGRAIN, PARTS, SCALAR -> true;
      case ONEDNN, OPENBLAS, NETLIB, EJML, MKL -> false;
    };
  }

  /**
   * Whether the project's own kernels can be measured in the same process: yes for native libraries
   * and for the project's own parts. For other Java code, the compiler would adapt each to both.
   */
  boolean sharesItsProcess() {
    return switch (this) {
      case PARTS, ONEDNN, OPENBLAS, MKL -> true;
      case FINEGRAIN, SCALAR, NETLIB, EJML -> false;
    };
  }

  /**
   * The library's call for a benchmark.
   *
   * @throws UnavailableException if it has none here
   */
  Candidate open(BenchmarkCase benchmark, Operands operands) {
    return switch (this) {
      case FINEGRAIN -> FinegrainCandidates.open("vector", benchmark.threads(), operands);
      case PARTS -> FinegrainCandidates.openParts("vector", benchmark.threads(), operands);
      case SCALAR -> FinegrainCandidates.open("scalar", benchmark.threads(), operands);
      case ONEDNN -> oneDnn(benchmark, operands);
      case OPENBLAS -> CblasCandidates.openBlas(benchmark, operands);
      case NETLIB -> NetlibCandidates.open(benchmark, operands);
      case EJML -> EjmlCandidates.open(benchmark, operands);
      case MKL -> CblasCandidates.mkl(benchmark, operands);
    };
  }

  private static Candidate oneDnn(BenchmarkCase benchmark, Operands operands) {
    try {
      PreparedCall call = PreparedCall.of(operands, benchmark.threads());
      return new Candidate(call.description(), call::run, call::output, call::close);
    } catch (IllegalStateException e) {
      throw new UnavailableException(e.getMessage(), e);
    }
  }

  /**
   * Whether the options of an {@link InstructionSet} hold for it too. OpenBLAS and MKL read
   * variables of the environment, which JMH cannot set for a fork.
   */
  public boolean followsTheInstructionSet() {
    return switch (this) {
      case FINEGRAIN, PARTS, SCALAR, ONEDNN, NETLIB, EJML -> true;
      case OPENBLAS, MKL -> false;
    };
  }

  /** Whether it has an operation, as far as is known without loading it. */
  public boolean has(Operation operation) {
    return switch (this) {
      case FINEGRAIN, SCALAR -> true;
      case PARTS -> FinegrainCandidates.hasParts(operation);
      case ONEDNN -> PreparedCall.has(operation);
      case OPENBLAS, NETLIB, EJML, MKL -> operation == Operation.MATMUL;
    };
  }

  /** The libraries that can be named as rivals. */
  public static List<Library> rivals() {
    return List.of(ONEDNN, OPENBLAS, NETLIB, EJML, MKL);
  }

  /** The library of a name. */
  public static Optional<Library> named(String id) {
    return Arrays.stream(values()).filter(library -> library.id().equals(id)).findFirst();
  }
}
