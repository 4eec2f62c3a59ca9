package finegrain.trainer.data;

import finegrain.trainer.PlainText;
import finegrain.trainer.UserError;
import finegrain.trainer.data.image.DecodedImages;
import finegrain.trainer.data.image.Fault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The two sets of a folder of images, over the classes that have a training image.
 *
 * @param names of the classes, in the order of their labels
 * @param facts what was found in the folder
 */
record ClassImages(List<String> names, Scaling.Sets sets, List<Fact> facts) {
  /** Copies the lists. */
  ClassImages {
    names = List.copyOf(names);
    facts = List.copyOf(facts);
  }

  /**
   * Divides the images of a folder.
   *
   * @param divided whether pixels are 0 to 1; else they are 0 to 255
   * @param shown how messages name the folder
   * @throws UserError if a class has too few images, or is held out and not trained on
   */
  static ClassImages of(DecodedImages images, boolean divided, String shown) {
    DecodedImages.Section train = images.sections().getFirst();
    TreeSet<String> filled = new TreeSet<>();
    Arrays.stream(train.labels()).distinct().forEach(i -> filled.add(train.classes().get(i)));
    List<String> names = FileContents.sortedNames(filled);
    Map<String, Integer> labels = new HashMap<>();
    names.forEach(name -> labels.put(name, labels.size()));
    List<Fact> facts = new ArrayList<>(found(images));
    DoubleSamples first = samples(images, train, labels, divided);
    if (images.sections().size() == 1) {
      facts.add(HeldOut.fact());
      return new ClassImages(names, HeldOut.split(first, names, shown), facts);
    }
    DecodedImages.Section heldOut = images.sections().get(1);
    List<String> strange =
        heldOut.classes().stream().filter(name -> !train.classes().contains(name)).toList();
    if (!strange.isEmpty() || heldOut.classes().isEmpty()) {
      throw new UserError(
          "the folder %s of %s has %s; it must have a folder of images for each class, with the names that %s has"
              .formatted(
                  heldOut.name(),
                  shown,
                  strange.isEmpty()
                      ? "no folders of images"
                      : "the classes %s, which %s lacks"
                          .formatted(PlainText.names(strange), train.name()),
                  train.name()));
    }
    facts.add(new Fact("test set", "the images of the folder " + heldOut.name()));
    return new ClassImages(
        names, new Scaling.Sets(first, samples(images, heldOut, labels, divided)), facts);
  }

  /** The images of a section whose classes take part. */
  private static DoubleSamples samples(
      DecodedImages images,
      DecodedImages.Section section,
      Map<String, Integer> labels,
      boolean divided) {
    int[] label =
        section.classes().stream().mapToInt(name -> labels.getOrDefault(name, -1)).toArray();
    int[] members =
        IntStream.range(0, section.labels().length)
            .filter(i -> label[section.labels()[i]] >= 0)
            .toArray();
    return new MappedPixels(
        images.pixels(),
        3 * images.height() * images.width(),
        Arrays.stream(members).map(i -> section.first() + i).toArray(),
        Arrays.stream(members).map(i -> label[section.labels()[i]]).toArray(),
        divided);
  }

  private static List<Fact> found(DecodedImages images) {
    List<Fact> facts = new ArrayList<>();
    if (!images.faults().isEmpty()) {
      facts.add(new Fact("left out", count(images.faults()) + " that give no image"));
      add("left out", images.faults(), facts);
    }
    add("note", images.notes(), facts);
    if (images.others() > 0) {
      facts.add(
          new Fact(
              "others",
              "%d files were passed over: their names do not end as those of images"
                  .formatted(images.others())));
    }
    return facts;
  }

  private static String count(List<Fault> faults) {
    return faults.size() == 1 ? "1 entry" : faults.size() + " entries";
  }

  private static void add(String name, List<Fault> lines, List<Fact> facts) {
    Fault.lines(lines).forEach(line -> facts.add(new Fact(name, line)));
  }
}
