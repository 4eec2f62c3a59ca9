package finegrain.trainer.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.UserError;
import finegrain.trainer.data.DataSource;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class INaturalistTest {
  private static final List<String> CLASSES =
      List.of(
          "00000_Animalia_Annelida_Clitellata_Haplotaxida_Lumbricidae_Lumbricus_terrestris",
          "03111_Animalia_Chordata_Aves_Suliformes_Sulidae_Morus_bassanus",
          "03112_Animalia_Chordata_Aves_Suliformes_Sulidae_Sula_sula",
          "04000_Animalia_Chordata_Mammalia_Carnivora_Canidae_Canis_latrans",
          "09000_Plantae_Tracheophyta_Magnoliopsida_Rosales_Moraceae_Morus_alba",
          "09001_Plantae_Tracheophyta_Magnoliopsida_Rosales_Moraceae_Morus_rubra");

  @TempDir private Path dir;

  private static String json() {
    List<String> above = List.of("Animalia", "Birds", "Birds", "Mammals", "Plants", "Plants");
    StringBuilder categories = new StringBuilder();
    for (int i = 0; i < CLASSES.size(); i++) {
      categories.append(i == 0 ? "" : ", ");
      categories.append(
          """
          {"id": %d, "name": "a name", "common_name": "x", "supercategory": "%s",
           "kingdom": "k", "image_dir_name": "%s"}\
          """
              .formatted(i, above.get(i), CLASSES.get(i)));
    }
    return """
    {"info": {"year": 2021}, "images": [{"id": 0, "file_name": "a.jpg"}],
     "categories": [%s], "annotations": [{"category_id": 0}]}
    """
        .formatted(categories);
  }

  private Path write(String text) throws Exception {
    return Files.writeString(dir.resolve("train_mini.json"), text);
  }

  @Test
  void readsTheRanksOfFolders() {
    assertThat(INaturalist.areFolders(CLASSES)).isTrue();
    List<ClassLabels> levels = INaturalist.levels(CLASSES);
    assertThat(levels)
        .extracting(ClassLabels::level)
        .containsExactly("kingdom", "phylum", "class", "order", "family", "genus", "species");
    // The bird and the plant of the name Morus are two genera.
    assertThat(levels)
        .extracting(level -> level.names().size())
        .containsExactly(2, 3, 4, 4, 4, 5, 6);
    assertThat(levels.get(2).names())
        .containsExactly(
            "Animalia_Annelida_Clitellata",
            "Animalia_Chordata_Aves",
            "Animalia_Chordata_Mammalia",
            "Plantae_Tracheophyta_Magnoliopsida");
    assertThat(levels.get(2).labels()).isDeepEqualTo(new int[][] {{0}, {1}, {1}, {2}, {3}, {3}});
  }

  @ParameterizedTest
  @CsvSource({
    "n01443537, false",
    "00000_Animalia_Annelida_Clitellata_Haplotaxida_Lumbricidae_Lumbricus, false",
    "0_A_B_C_D_E_F_G, false",
    "00001_A_B_C_D_E_F_G-h, true",
    "00001_A_B_C_D_E_F_G_H, false",
    "00001_A__C_D_E_F_G, false"
  })
  void knowsItsFolders(String name, boolean is) {
    assertThat(INaturalist.areFolders(List.of(name))).isEqualTo(is);
  }

  @Test
  void makesATree() throws Exception {
    NamedTree tree = INaturalist.tree(INaturalist.levels(CLASSES));
    // Orders and families divide no class here, and species are the classes themselves.
    assertThat(tree.tree().text()).isEqualTo("000011/011122/011233/012344");
    assertThat(tree.names().get(2))
        .containsExactly("Clitellata", "Aves", "Mammalia", "Magnoliopsida");
    assertThat(INaturalist.species(CLASSES.get(1))).isEqualTo("Morus bassanus");
    assertThat(tree.facts().getFirst().text()).isEqualTo("kingdom 2, phylum 3, class 4, genus 5");
    ClassLabels above = INaturalist.supercategories(write(json()), CLASSES);
    assertThat(above.names()).containsExactly("Animalia", "Birds", "Mammals", "Plants");
    assertThat(above.labels()).isDeepEqualTo(new int[][] {{0}, {1}, {1}, {2}, {3}, {3}});
  }

  @Test
  void givesMapsToFoldersOfImages() throws Exception {
    for (String name : CLASSES) {
      Path folder = Files.createDirectories(dir.resolve("train_mini").resolve(name));
      for (int i = 0; i < 2; i++) {
        ImageIO.write(
            new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB),
            "png",
            folder.resolve(i + ".png").toFile());
      }
    }
    LabelledSource source = LabelledSource.of(DataSource.named("folder:" + dir));
    assertThat(source.map("taxonomy").text()).isEqualTo("000011/011122/011233/012344");
    Path annotations = write(json());
    assertThat(source.map(annotations.toString()).text()).isEqualTo("011233/012344");
  }

  @Test
  void refusesOtherFiles() throws Exception {
    String whole = json();
    assertRefused(whole.substring(0, whole.length() / 2), "is no whole JSON file of annotations");
    assertRefused("[]", "is no whole JSON file of annotations");
    assertRefused(whole + "1", "is no whole JSON file of annotations");
    assertRefused("{\"images\": []}", "has no list \"categories\"");
    assertRefused(
        whole.replace("\"supercategory\": \"Mammals\",", ""),
        "must have \"image_dir_name\" and \"supercategory\", and a folder of its own");
    assertRefused(
        whole.replace("03112_", "03111_").replace("Sula_sula", "Morus_bassanus"),
        "must have \"image_dir_name\" and \"supercategory\", and a folder of its own");
    assertRefused(
        whole.replace("04000_", "04001_"),
        "has no category of the folder 04000_Animalia_Chordata_Mammalia_Carnivo...");
  }

  private void assertRefused(String text, String words) throws Exception {
    Path path = write(text);
    assertThatThrownBy(() -> INaturalist.supercategories(path, CLASSES))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(words)
        .hasMessageContaining(path.toString());
  }
}
