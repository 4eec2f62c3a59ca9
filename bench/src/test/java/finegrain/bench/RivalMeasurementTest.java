package finegrain.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.bench.operation.BenchmarkCase;
import finegrain.bench.operation.Library;
import finegrain.kernels.operation.Operation;
import finegrain.kernels.operation.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RivalMeasurementTest {
  private static final BenchmarkCase SMALL =
      new BenchmarkCase(Operation.MATMUL, Shape.parse("8x8x8"), 1);
  private static final BenchmarkCase LARGE =
      new BenchmarkCase(Operation.MATMUL, Shape.parse("9x9x9"), 1);
  private static final ForkOutcome FORK = new ForkOutcome.Fork("it", 50, 100, 0.5, 0, 0);

  private final List<String> turns = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();
  private final RivalMeasurement.Listener listener =
      new RivalMeasurement.Listener() {
        @Override
        public void forking(BenchmarkCase benchmark, Library library, int fork, int done, int all) {
          turns.add("%s %s %d".formatted(benchmark.shape(), library.id(), fork));
          assertThat(done).isBetween(0, all - 1);
        }

        @Override
        public void done(List<Result> results) {}

        @Override
        public void leftOut(Library library, BenchmarkCase benchmark, String reason) {
          leftOut.add("%s %s %s".formatted(benchmark.shape(), library.id(), reason));
        }
      };

  private static RivalMeasurement comparison(int forks, BenchmarkCase... benchmarks) {
    return new RivalMeasurement(List.of(benchmarks), List.of(Library.ONEDNN, Library.EJML), forks);
  }

  @Test
  void theLibrariesTakeTurns() {
    List<Result> results = comparison(2, SMALL).run((_, _) -> FORK, listener);
    assertThat(turns)
        .containsExactly(
            "8x8x8 finegrain 1",
            "8x8x8 onednn 1",
            "8x8x8 ejml 1",
            "8x8x8 finegrain 2",
            "8x8x8 onednn 2",
            "8x8x8 ejml 2");
    assertThat(results)
        .extracting(Result::library)
        .containsExactly(Library.FINEGRAIN, Library.ONEDNN, Library.EJML);
    assertThat(results).allSatisfy(result -> assertThat(result.forks()).hasSize(2));
  }

  @Test
  void aLibraryThatIsNotThereIsLeftOutOnce() {
    List<Result> results =
        comparison(2, SMALL, LARGE)
            .run(
                (_, library) ->
                    library == Library.ONEDNN ? new ForkOutcome.Unavailable("not there") : FORK,
                listener);
    assertThat(leftOut).containsExactly("8x8x8 onednn not there");
    assertThat(turns).filteredOn(turn -> turn.contains("onednn")).hasSize(1);
    assertThat(results)
        .extracting(Result::library)
        .containsExactly(Library.FINEGRAIN, Library.EJML, Library.FINEGRAIN, Library.EJML);
  }

  @Test
  void aRivalThatFailsIsLeftOutThereAndTriedAgainElsewhere() {
    List<Result> results =
        comparison(3, SMALL, LARGE)
            .run(
                (benchmark, library) ->
                    library == Library.EJML && benchmark.equals(SMALL)
                        ? new ForkOutcome.Failed("wrong")
                        : FORK,
                listener);
    assertThat(leftOut).containsExactly("8x8x8 ejml wrong");
    assertThat(results)
        .filteredOn(result -> result.library() == Library.EJML)
        .extracting(Result::benchmark)
        .containsExactly(LARGE);
  }

  @Test
  void aWrongResultOfTheProjectsOwnEndsTheRun() {
    assertThatThrownBy(
            () ->
                comparison(1, SMALL)
                    .run((_, _) -> new ForkOutcome.Failed("element (0, 0) is 1"), listener))
        .isInstanceOf(RivalMeasurement.Failure.class)
        .hasMessage("finegrain failed at matmul 8x8x8: element (0, 0) is 1");
  }

  @Test
  void whatIsFusedIsComparedWithItsPartsAndOthersAreNot() {
    assertThat(comparison(1).libraries(Operation.DENSE_RELU))
        .containsExactly(Library.FINEGRAIN, Library.PARTS, Library.ONEDNN);
    assertThat(comparison(1).libraries(Operation.EXP))
        .containsExactly(Library.FINEGRAIN, Library.ONEDNN);
    assertThat(comparison(1).libraries(Operation.MOMENTUM_STEP)).containsExactly(Library.FINEGRAIN);
  }
}
