package finegrain.trainer.labels;

import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import finegrain.trainer.PlainText;
import finegrain.trainer.UserError;
import finegrain.trainer.data.Fact;
import finegrain.trainer.data.PackedFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tree of life over the classes of iNaturalist 2021, whose folders carry it: {@code
 * 00000_Animalia_Annelida_Clitellata_Haplotaxida_Lumbricidae_Lumbricus_terrestris}. The file of
 * annotations, {@code train_mini.json}, has a supercategory for each class too.
 */
public final class INaturalist {
  /** The levels above species, from the coarsest on; a folder has its number before them. */
  private static final List<String> RANKS =
      List.of("kingdom", "phylum", "class", "order", "family", "genus");

  private static final String SUPERCATEGORY = "supercategory";
  private static final String SPECIES = "species";
  private static final String FOLDER = "image_dir_name";
  private static final int PARTS = 8;

  private INaturalist() {}

  /** Whether all classes have names such as iNaturalist's folders. */
  public static boolean areFolders(List<String> classes) {
    return !classes.isEmpty()
        && classes.stream()
            .allMatch(name -> name.matches("\\d{5}(_[^_]+){%d}".formatted(PARTS - 1)));
  }

  /**
   * The label of each class on each rank, from the kingdom to the species. It has the names of all
   * ranks above, as some genera of plants have the name of one of animals.
   *
   * @param classes names of {@linkplain #areFolders folders}
   */
  public static List<ClassLabels> levels(List<String> classes) {
    List<ClassLabels> levels = new ArrayList<>();
    for (int rank = 0; rank < RANKS.size(); rank++) {
      int at = rank;
      levels.add(
          ClassLabels.of(
              RANKS.get(rank), classes.stream().map(name -> Set.of(lineage(name, at))).toList()));
    }
    levels.add(
        ClassLabels.of(
            SPECIES,
            classes.stream().map(name -> Set.of(name.substring(name.indexOf('_') + 1))).toList()));
    return levels;
  }

  /** The names from the kingdom to a rank. */
  private static String lineage(String name, int rank) {
    return String.join("_", List.of(name.split("_", -1)).subList(1, rank + 2));
  }

  /** The species of a folder, such as {@code Lumbricus terrestris}. */
  public static String species(String folder) {
    String[] parts = folder.split("_", -1);
    return parts[PARTS - 2] + " " + parts[PARTS - 1];
  }

  /**
   * The supercategories of classes.
   *
   * @param annotations the file {@code train_mini.json} or one like it, which may be compressed by
   *     gzip
   * @param classes names of folders
   * @throws UserError if the file cannot be read, is malformed, or lacks a class
   */
  public static ClassLabels supercategories(Path annotations, List<String> classes) {
    Map<String, String> ofFolders = read(annotations);
    List<Set<String>> labels = new ArrayList<>();
    for (String name : classes) {
      String own = ofFolders.get(name);
      if (own == null) {
        throw new UserError(
            "%s has no category of the folder %s; give the file that belongs to the images"
                .formatted(annotations, PlainText.shortened(name)));
      }
      labels.add(Set.of(own));
    }
    return ClassLabels.of(SUPERCATEGORY, labels);
  }

  /** The supercategory of each folder; images and annotations are passed over. */
  private static Map<String, String> read(Path path) {
    Map<String, String> ofFolders = new HashMap<>();
    boolean found = false;
    try (Reader text = new InputStreamReader(PackedFile.open(path), StandardCharsets.UTF_8);
        JsonReader json = new JsonReader(text)) {
      json.setStrictness(Strictness.STRICT);
      json.beginObject();
      while (json.hasNext()) {
        if (json.nextName().equals("categories")) {
          found = true;
          json.beginArray();
          while (json.hasNext()) {
            category(json, path, ofFolders);
          }
          json.endArray();
        } else {
          json.skipValue();
        }
      }
      json.endObject();
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw new MalformedJsonException("text after the end");
      }
    } catch (EOFException | MalformedJsonException | IllegalStateException | JsonParseException e) {
      throw new UserError(
          "%s is no whole JSON file of annotations; give train_mini.json of iNaturalist 2021"
              .formatted(path),
          e);
    } catch (IOException e) {
      throw new UserError("%s cannot be read (%s)".formatted(path, e.getMessage()), e);
    }
    if (!found) {
      throw new UserError(
          path + " has no list \"categories\"; give train_mini.json of iNaturalist 2021");
    }
    return ofFolders;
  }

  private static void category(JsonReader json, Path path, Map<String, String> ofFolders)
      throws IOException {
    Map<String, String> values = new HashMap<>();
    json.beginObject();
    while (json.hasNext()) {
      String key = json.nextName();
      if (key.equals(FOLDER) || key.equals(SUPERCATEGORY)) {
        values.put(key, json.nextString());
      } else {
        json.skipValue();
      }
    }
    json.endObject();
    if (values.size() < 2 || ofFolders.put(values.get(FOLDER), values.get(SUPERCATEGORY)) != null) {
      throw new UserError(
          "category %d of %s must have \"%s\" and \"%s\", and a folder of its own"
              .formatted(ofFolders.size() + 1, path, FOLDER, SUPERCATEGORY));
    }
  }

  /**
   * The tree of some levels over the classes: each level that divides the one before, and has fewer
   * labels than there are classes.
   *
   * @param levels with one label for each class, the coarsest first
   * @throws UserError if they make no tree
   */
  public static NamedTree tree(List<ClassLabels> levels) {
    List<LabelMap> maps = new ArrayList<>();
    List<List<String>> names = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    List<String> left = new ArrayList<>();
    int above = 1;
    for (ClassLabels level : levels) {
      int labels = level.names().size();
      if (labels > above
          && labels < level.labels().length
          && (maps.isEmpty() || isBelow(level, maps.getLast()))) {
        maps.add(map(level));
        // For people the last rank is enough.
        names.add(
            level.names().stream().map(name -> name.substring(name.lastIndexOf('_') + 1)).toList());
        kept.add("%s %d".formatted(level.level(), labels));
        above = labels;
      } else {
        left.add(level.level());
      }
    }
    if (maps.isEmpty()) {
      throw new UserError(
          "the classes have no level of the tree of life with several labels, of which one has"
              + " several classes");
    }
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("levels", String.join(", ", kept)));
    if (!left.isEmpty()) {
      facts.add(
          new Fact(
              "levels",
              "left out, as they divide no label of the level above or lie in several: "
                  + String.join(", ", left)));
    }
    return new NamedTree(new LabelTree(maps), names, facts);
  }

  private static LabelMap map(ClassLabels level) {
    List<Integer> groups = new ArrayList<>();
    for (int[] own : level.labels()) {
      groups.add(own[0]);
    }
    return new LabelMap(groups);
  }

  /** Whether each label lies in one of the labels above. */
  private static boolean isBelow(ClassLabels level, LabelMap above) {
    Set<List<Integer>> pairs = new HashSet<>();
    for (int i = 0; i < level.labels().length; i++) {
      pairs.add(List.of(level.labels()[i][0], above.coarse(i)));
    }
    return pairs.size() == level.names().size();
  }
}
