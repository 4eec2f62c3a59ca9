package finegrain.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.kernels.host.Machine;
import finegrain.trainer.FolderContents;
import finegrain.trainer.result.FinishedModel;
import finegrain.trainer.result.Manifest;
import finegrain.trainer.result.Merge;
import finegrain.trainer.result.RunFolder;
import finegrain.trainer.training.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code finegrain merge --verify}, on two shards of three pairs of models. */
final class MergeVerifyTest {
  private static final String RUN =
      "run capacity-scaling --widths 5 --per-class 10 --repeats 3 --epochs 2 --shard ";

  @TempDir Path folder;
  private Path one;
  private Path two;

  @BeforeEach
  void run() {
    one = folder.resolve("one");
    two = folder.resolve("two");
    done(RUN + "1/2 --backend scalar", one);
    done(RUN + "2/2", two);
  }

  private static Invocation invoked(String command) {
    return Invocation.of(command.split(" ", -1));
  }

  private static void done(String command, Path out) {
    Invocation run = invoked(command + " --out " + out);
    assertThat(run.exit()).as(run.err()).isZero();
  }

  private Invocation merge(String options) {
    return invoked(
        "merge %s --out %s %s %s".formatted(options, folder.resolve("merged"), one, two).strip());
  }

  @Test
  void shardsWithTheSameBitsAreMerged() throws Exception {
    done(RUN + "1/1", folder.resolve("whole"));
    Invocation merge = merge("--verify 1 --threads 2");
    assertThat(merge.exit()).as(merge.err()).isZero();
    assertThat(merge.out() + merge.err())
        .contains("shard 1/2: 1 of its", "shard 2/2: 1 of its", "have the same bits")
        .containsPattern("shards 1: .*scalar")
        .containsPattern("shards 2: .*vector");
    assertThat(folder.resolve("merged/results.csv"))
        .hasSameBinaryContentAs(folder.resolve("whole/results.csv"));
  }

  @Test
  void aShardWithOtherBitsIsNamedAndNothingIsMerged() throws Exception {
    forge();
    Invocation merge = merge("--verify 9");
    assertThat(merge.exit()).isEqualTo(1);
    assertThat(merge.out() + merge.err())
        .contains(
            "shard 1/2: ",
            "shard 2/2 in " + two + " (",
            "a made-up backend",
            "1 of 2 models that were")
        .contains("Nothing was merged");
    assertThat(folder.resolve("merged")).doesNotExist();
  }

  /** Writes the second shard again as a machine does that gets one weight wrong. */
  private void forge() throws IOException {
    Merge merge = Merge.of(List.of(one, two));
    Merge.Part part = merge.parts().get(1);
    for (String file : FolderContents.of(two).keySet()) {
      Files.delete(two.resolve(file));
    }
    List<TrainedModel> models = part.models();
    try (RunFolder forged = RunFolder.open(two, merge.configuration(), part.shard())) {
      for (TrainedModel model : models) {
        TrainedModel added = model.equals(models.getLast()) ? other(model) : model;
        forged.add(List.of(new FinishedModel(added, 1, Optional.empty())), 1);
      }
      forged.finish(
          forged.writeResults(
              models.stream().map(TrainedModel::spec).toList(), List.of(), List.of()),
          new Manifest(
              "0.1",
              "a made-up backend",
              "nowhere",
              List.of(),
              1,
              OptionalDouble.empty(),
              OptionalDouble.empty(),
              1,
              Machine.current()));
    }
  }

  private static TrainedModel other(TrainedModel model) {
    return new TrainedModel(
        model.spec(),
        model.batch(),
        model.diverged(),
        model.epochs(),
        model.train(),
        model.test(),
        model.answersOneClass(),
        model.parameters(),
        "0".repeat(64),
        model.flops(),
        model.balancedAccuracy());
  }

  @Test
  void mistakesAreToldInOneSentence() {
    assertThat(merge("--verify 0").mistake())
        .isEqualTo("--verify must be from 1 to 1000000, not 0");
    assertThat(merge("--threads 2").mistake()).isEqualTo("--threads needs --verify");
    assertThat(folder.resolve("merged")).doesNotExist();
  }
}
