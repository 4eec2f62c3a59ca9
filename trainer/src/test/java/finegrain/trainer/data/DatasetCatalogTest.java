package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import finegrain.trainer.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DatasetCatalogTest {
  @Test
  void fineClassesComeInTheOrderOfTheExperiments() {
    assertThat(fineClassNames("mnist")).containsExactly("0", "1", "2", "3", "4", "5", "6", "7");
    assertThat(fineClassNames("kmnist"))
        .containsExactly("o", "ki", "su", "tsu", "na", "ha", "ma", "ya");
    assertThat(fineClassNames("fashion-mnist"))
        .containsExactly(
            "Pullover", "Dress", "Coat", "Shirt", "Sandal", "Sneaker", "Bag", "Ankle boot");
    assertThat(fineClassNames("cifar-10"))
        .containsExactly("airplane", "automobile", "ship", "truck", "deer", "dog", "bird", "cat");
  }

  @Test
  void defaultMapsAreThoseOfTheExperiments() {
    assertThat(DatasetCatalog.all())
        .extracting(KnownDataset::name, KnownDataset::defaultMap)
        .containsExactly(
            tuple("mnist", "00001111"),
            tuple("kmnist", "00001111"),
            tuple("fashion-mnist", "01010101"),
            tuple("cifar-10", "00001111"),
            tuple("cifar-100", Cifar100.DATASET.defaultMap()));
  }

  @Test
  void anUnknownNameIsAnsweredWithTheKnownOnes() {
    assertThatThrownBy(() -> DatasetCatalog.named("MNIST"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "there is no data set \"MNIST\"; choose one of mnist, kmnist, fashion-mnist, cifar-10,"
                + " cifar-100");
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet:train.parquet", "a/train.parquet"})
  void parquetIsToBeMadeCsv(String name) {
    assertThatThrownBy(() -> DatasetCatalog.named(name))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "Parquet is not read; make it a csv file with pandas:"
                + " pandas.read_parquet('FILE').to_csv('FILE.csv', index=False), and use"
                + " csv:FILE.csv");
  }

  private static List<String> fineClassNames(String name) {
    return DatasetCatalog.named(name).fineClassNames();
  }

  /** The table of superclasses and classes on www.cs.toronto.edu/~kriz/cifar.html. */
  @Test
  void theCoarseClassesOfCifar100AreItsSuperclasses() {
    KnownDataset cifar = DatasetCatalog.named("cifar-100");
    assertThat(cifar.classNames()).hasSize(100).isSorted();
    assertThat(cifar.fineClasses()).isEqualTo(IntStream.range(0, 100).boxed().toList());
    List<String> superclasses = new ArrayList<>();
    List<String> found = new ArrayList<>();
    for (String line : SUPERCLASSES.lines().toList()) {
      String[] parts = line.split(": ", -1);
      superclasses.add(parts[0]);
      for (String name : parts[1].split(" ", -1)) {
        int fine = cifar.classNames().indexOf(name);
        int coarse = Character.digit(cifar.defaultMap().charAt(fine), 36);
        found.add(name);
        assertThat(cifar.coarseNames().get(coarse)).as(name).isEqualTo(parts[0]);
      }
    }
    assertThat(cifar.coarseNames()).isEqualTo(superclasses);
    assertThat(found).containsExactlyInAnyOrderElementsOf(cifar.classNames());
  }

  private static final String SUPERCLASSES =
      """
      aquatic_mammals: beaver dolphin otter seal whale
      fish: aquarium_fish flatfish ray shark trout
      flowers: orchid poppy rose sunflower tulip
      food_containers: bottle bowl can cup plate
      fruit_and_vegetables: apple mushroom orange pear sweet_pepper
      household_electrical_devices: clock keyboard lamp telephone television
      household_furniture: bed chair couch table wardrobe
      insects: bee beetle butterfly caterpillar cockroach
      large_carnivores: bear leopard lion tiger wolf
      large_man-made_outdoor_things: bridge castle house road skyscraper
      large_natural_outdoor_scenes: cloud forest mountain plain sea
      large_omnivores_and_herbivores: camel cattle chimpanzee elephant kangaroo
      medium_mammals: fox porcupine possum raccoon skunk
      non-insect_invertebrates: crab lobster snail spider worm
      people: baby boy girl man woman
      reptiles: crocodile dinosaur lizard snake turtle
      small_mammals: hamster mouse rabbit shrew squirrel
      trees: maple_tree oak_tree palm_tree pine_tree willow_tree
      vehicles_1: bicycle bus motorcycle pickup_truck train
      vehicles_2: lawn_mower rocket streetcar tank tractor
      """;
}
