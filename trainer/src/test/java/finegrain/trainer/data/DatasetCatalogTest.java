package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import finegrain.trainer.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;

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
            tuple("cifar-10", "00001111"));
  }

  @Test
  void anUnknownNameIsAnsweredWithTheKnownOnes() {
    assertThatThrownBy(() -> DatasetCatalog.named("MNIST"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "there is no data set \"MNIST\"; use one of mnist, kmnist, fashion-mnist, cifar-10");
  }

  private static List<String> fineClassNames(String name) {
    KnownDataset known = DatasetCatalog.named(name);
    return known.fineClasses().stream().map(known.classNames()::get).toList();
  }
}
