package finegrain.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.trainer.labels.Target;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.training.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CohortCutTest {
  private static List<ModelSpec> models(int[] widths, int[] perClass, int repeats) {
    List<ModelSpec> models = new ArrayList<>();
    for (int n : perClass) {
      for (int repeat = 0; repeat < repeats; repeat++) {
        for (int width : widths) {
          for (Target labels : List.of(Target.COARSE, Target.FINE)) {
            models.add(new ModelSpec(Architectures.perceptron(width), n, repeat, "01", labels));
          }
        }
      }
    }
    return models;
  }

  private static List<List<ModelSpec>> cut(
      List<ModelSpec> models, int mostColumns, int mostModels) {
    return new CohortCut(_ -> mostColumns, mostModels).of(models);
  }

  private static int columns(List<ModelSpec> cohort) {
    return cohort.stream().mapToInt(ModelSpec::width).sum();
  }

  @Test
  void everyModelIsInOneCohortAndSharesItsBatches() {
    List<ModelSpec> models = models(new int[] {3, 10, 50}, new int[] {50, 200}, 7);
    List<List<ModelSpec>> cohorts = cut(models, 70, 100);
    assertThat(cohorts.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(models);
    for (List<ModelSpec> cohort : cohorts) {
      assertThat(cohort.stream().map(ModelSpec::repeat).distinct()).hasSize(1);
      assertThat(cohort.stream().map(ModelSpec::perClass).distinct()).hasSize(1);
    }
  }

  /** 2 x 30 columns in each of 100 repeats, where 40 fit: 30 and 30. */
  @Test
  void partsFitTheCacheAndAreEven() {
    List<List<ModelSpec>> cohorts =
        cut(models(new int[] {5, 10, 15}, new int[] {50}, 100), 40, 1000);
    assertThat(cohorts).hasSize(200).allMatch(cohort -> columns(cohort) == 30);
  }

  /** 2 x 442 columns: six parts would have 960 with the idle ones, seven have about 896. */
  @Test
  void oneMorePartIsMadeWhereFewerColumnsIdle() {
    int[] widths = {5, 7, 10, 20, 25, 30, 50, 75, 100, 120};
    List<List<ModelSpec>> cohorts = cut(models(widths, new int[] {50}, 10), 173, 1000);
    assertThat(cohorts).hasSize(70);
    int filledUp = cohorts.stream().mapToInt(cohort -> Math.ceilDiv(columns(cohort), 16)).sum();
    assertThat(filledUp).isLessThan(10 * 930 / 16);
  }

  @Test
  void aModelThatDoesNotFitTheCacheIsACohort() {
    List<List<ModelSpec>> cohorts = cut(models(new int[] {500}, new int[] {50}, 10), 40, 1000);
    assertThat(cohorts).hasSize(20).allMatch(cohort -> cohort.size() == 1);
  }

  @Test
  void theUsersLimitHolds() {
    List<ModelSpec> models = models(new int[] {1, 2, 30}, new int[] {50}, 20);
    assertThat(cut(models, 1000, 1)).hasSize(120).allMatch(cohort -> cohort.size() == 1);
    assertThat(cut(models, 1000, 4)).hasSize(40).allMatch(cohort -> cohort.size() <= 4);
  }

  /** The repeat with 1500 images has 30 times the work of that with 50. */
  @Test
  void theLongCohortsComeFirst() {
    List<List<ModelSpec>> cohorts =
        cut(models(new int[] {10, 20, 30, 40}, new int[] {50, 1500}, 1), 100, 1000);
    assertThat(cohorts.stream().map(cohort -> cohort.getFirst().perClass()))
        .containsExactly(1500, 1500, 50, 50);
  }

  @Test
  void noModelsAreNoCohorts() {
    assertThat(cut(List.of(), 100, 100)).isEmpty();
  }
}
