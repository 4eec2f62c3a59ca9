package finegrain.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.bench.operation.Library;
import finegrain.bench.operation.Task;
import finegrain.kernels.operation.Operation;
import finegrain.kernels.operation.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final Task SMALL = new Task(Operation.MATMUL, Shape.parse("8x8x8"), 1);
  private static final Task LARGE = new Task(Operation.MATMUL, Shape.parse("9x9x9"), 1);
  private static final Outcome FORK = new Outcome.Fork("it", 50, 100, 0.5, 0, 0);

  private final List<String> turns = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();
  private final Comparison.Listener listener =
      new Comparison.Listener() {
        @Override
        public void forking(Task task, Library library, int fork, int done, int all) {
          turns.add("%s %s %d".formatted(task.shape(), library.id(), fork));
          assertThat(done).isBetween(0, all - 1);
        }

        @Override
        public void done(List<Result> results) {}

        @Override
        public void leftOut(Library library, Task task, String reason) {
          leftOut.add("%s %s %s".formatted(task.shape(), library.id(), reason));
        }
      };

  private static Comparison comparison(int forks, Task... tasks) {
    return new Comparison(List.of(tasks), List.of(Library.ONEDNN, Library.EJML), forks);
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
                    library == Library.ONEDNN ? new Outcome.Unavailable("not there") : FORK,
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
                (task, library) ->
                    library == Library.EJML && task.equals(SMALL)
                        ? new Outcome.Failed("wrong")
                        : FORK,
                listener);
    assertThat(leftOut).containsExactly("8x8x8 ejml wrong");
    assertThat(results)
        .filteredOn(result -> result.library() == Library.EJML)
        .extracting(Result::task)
        .containsExactly(LARGE);
  }

  @Test
  void aWrongResultOfTheProjectsOwnEndsTheRun() {
    assertThatThrownBy(
            () ->
                comparison(1, SMALL)
                    .run((_, _) -> new Outcome.Failed("element (0, 0) is 1"), listener))
        .isInstanceOf(Comparison.Failure.class)
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
