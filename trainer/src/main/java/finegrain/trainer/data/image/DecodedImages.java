package finegrain.trainer.data.image;

import finegrain.trainer.UserError;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;

/**
 * The images of a folder, decoded to one size. Their pixels lie in a mapped file, so that the
 * operating system reads what is needed and forgets what is not: a set may be larger than memory.
 *
 * @param width columns of each image
 * @param height rows of each image
 * @param sections the sets of the folder: one, or a training set and held-out images
 * @param pixels bytes of all images, section after section: images x 3 x height x width
 * @param faults the files and folders that gave no image
 * @param notes what is unusual about files that did
 * @param others how many files were passed over for the ends of their names
 */
public record DecodedImages(
    int width,
    int height,
    List<Section> sections,
    MemorySegment pixels,
    List<Fault> faults,
    List<Fault> notes,
    int others) {
  /** Copies the lists. */
  public DecodedImages {
    sections = List.copyOf(sections);
    faults = List.copyOf(faults);
    notes = List.copyOf(notes);
  }

  /**
   * A set.
   *
   * @param name of its folder; empty if it is the folder of the images itself
   * @param classes the names of its class folders, in alphabetical order; none if the images have
   *     no classes
   * @param first index of its first image among all
   * @param labels the class of each image
   * @param sha256 of the class and the pixels of each image
   */
  public record Section(
      String name, List<String> classes, int first, int[] labels, String sha256) {}

  /**
   * Finds and decodes the images of a folder, or maps what was decoded before.
   *
   * @param side of the squares that images become; empty to leave them as they are
   * @throws UserError if the folder cannot be read, has no image, or has images of several sizes
   *     that must be one
   */
  public static DecodedImages open(Path dir, OptionalInt side) {
    ImageListing listing = ImageListing.of(dir);
    if (listing.size() == 0) {
      throw new UserError(
          "%s has no JPEG or PNG image; give a folder that has a folder of images for each class%s"
              .formatted(dir, listing.faults().isEmpty() ? "" : "\n" + text(listing.faults())));
    }
    PixelFile file =
        new PixelCache(listing, side, Runtime.getRuntime().availableProcessors()).open();
    return of(listing, file);
  }

  private static DecodedImages of(ImageListing listing, PixelFile file) {
    List<Fault> faults = new ArrayList<>(listing.faults());
    PixelDescription description = file.description();
    List<String> paths = new ArrayList<>();
    listing
        .sections()
        .forEach(section -> section.files().forEach(imageFile -> paths.add(imageFile.path())));
    description.bad().forEach(bad -> faults.add(new Fault(paths.get(bad.file()), bad.text())));
    List<Section> sections = new ArrayList<>();
    Iterator<PixelDescription.Remark> bad = description.bad().iterator();
    int nextBad = bad.hasNext() ? bad.next().file() : -1;
    int at = 0;
    int first = 0;
    for (int s = 0; s < listing.sections().size(); s++) {
      ImageListing.Section section = listing.sections().get(s);
      int[] labels = new int[description.sections().get(s).images()];
      int images = 0;
      for (ImageListing.ImageFile imageFile : section.files()) {
        if (at++ == nextBad) {
          nextBad = bad.hasNext() ? bad.next().file() : -1;
        } else {
          labels[images++] = imageFile.label();
        }
      }
      sections.add(
          new Section(
              section.name(),
              section.classes(),
              first,
              labels,
              description.sections().get(s).sha256()));
      first += images;
    }
    return new DecodedImages(
        description.width(),
        description.height(),
        sections,
        file.pixels(),
        faults,
        description.notes().stream()
            .map(note -> new Fault(paths.get(note.file()), note.text()))
            .toList(),
        listing.others());
  }

  /** A line for each of up to ten faults, and one that counts the others. */
  public static String text(List<Fault> faults) {
    return "  " + String.join("\n  ", Fault.lines(faults));
  }
}
