package finegrain.trainer.data;

import finegrain.trainer.data.KnownDataset.Format;
import finegrain.trainer.data.Publication.Download;
import finegrain.trainer.data.Publication.Packing;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;

/**
 * CIFAR-100 in its binary version: 100 classes, five in each of 20 superclasses, which are its
 * natural coarse classes.
 *
 * <p>The names are those of {@code fine_label_names.txt} and {@code coarse_label_names.txt} in the
 * archive. The archive's size and SHA-256 are those of TensorFlow Datasets ({@code
 * url_checksums/cifar100.txt}), the SHA-256 of its two data files those of torchvision for Ruby.
 */
final class Cifar100 {
  private static final List<String> FINE =
      DatasetCatalog.words(
          """
          apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge
          bus butterfly camel can castle caterpillar cattle chair chimpanzee clock cloud
          cockroach couch crab crocodile cup dinosaur dolphin elephant flatfish forest fox
          girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man
          maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree
          pear pickup_truck pine_tree plain plate poppy porcupine possum rabbit raccoon ray
          road rocket rose sea seal shark shrew skunk skyscraper snail snake spider squirrel
          streetcar sunflower sweet_pepper table tank telephone television tiger tractor train
          trout tulip turtle wardrobe whale willow_tree wolf woman worm
          """);

  private static final List<String> COARSE =
      DatasetCatalog.words(
          """
          aquatic_mammals fish flowers food_containers fruit_and_vegetables
          household_electrical_devices household_furniture insects large_carnivores
          large_man-made_outdoor_things large_natural_outdoor_scenes
          large_omnivores_and_herbivores medium_mammals non-insect_invertebrates people
          reptiles small_mammals trees vehicles_1 vehicles_2
          """);

  /** The superclass of each class, in base 36. */
  private static final String MAP =
      "41e80677i33e9i7b397b6b5a76df3f0b1aceg9b55j88fdehia"
          + "g4h420h4iha32ccgc19j2a01gc9dfdgj246j558ji12f60h8ed";

  static final KnownDataset DATASET =
      new KnownDataset(
          "cifar-100",
          Format.CIFAR_100,
          false,
          "cifar-100-binary",
          List.of(
              new OfficialFile(
                  "train.bin",
                  50_000,
                  "f31298fc616915fa142368359df1c4ca2ae984d6915ca468b998a5ec6aeebf29")),
          List.of(
              new OfficialFile(
                  "test.bin",
                  10_000,
                  "d8b1e6b7b3bee4020055f0699b111f60b1af1e262aeb93a0b659061746f8224a")),
          "the CIFAR-100 page of the University of Toronto"
              + " (binary version, www.cs.toronto.edu/~kriz/cifar.html)",
          new Publication(
              List.of(URI.create("https://www.cs.toronto.edu/~kriz/")),
              Packing.TAR_GZIP,
              List.of(
                  new Download(
                      "cifar-100-binary.tar.gz",
                      168_513_733,
                      "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec"))),
          FINE,
          IntStream.range(0, FINE.size()).boxed().toList(),
          MAP,
          COARSE);

  private Cifar100() {}
}
