package finegrain.trainer.data.image;

import finegrain.trainer.Sha256;
import finegrain.trainer.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The image files of a folder in ImageNet's layout, found by their names: a folder for each class,
 * with images at any depth below it. Names that begin with a dot are passed over, and so are files
 * whose names do not end as those of images do.
 *
 * @param dir the folder
 * @param sections the sets that the folder has: {@code train} and {@code val}, or one without a
 *     name
 * @param faults what was found and cannot be read
 * @param others how many files were passed over for the ends of their names
 */
record ImageListing(Path dir, List<Section> sections, List<Fault> faults, int others) {
  /** A name that an image may have; what is none, such as a GIF, is said and not passed over. */
  private static final Pattern IMAGE =
      Pattern.compile("(?is).*\\.(jpe?g|jpe|jfif|png|gif|bmp|webp|tiff?)");

  /** A file of ImageNet begins with the WordNet id of its class. */
  private static final Pattern SYNSET_FILE = Pattern.compile("(?s)(n\\d{8})_.*");

  private static final Pattern SYNSET = Pattern.compile("n\\d{8}");

  /**
   * One of the sets.
   *
   * @param name of its folder; empty if it is the folder of the images itself
   * @param classes the names of its class folders, in alphabetical order; none if the images have
   *     no classes
   * @param files class by class, then by path
   */
  record Section(String name, List<String> classes, List<ImageFile> files) {}

  /**
   * A file.
   *
   * @param path below the folder of the images, with slashes
   * @param label index of its class, 0 without classes
   * @param bytes its size
   * @param modified nanoseconds since 1970
   */
  record ImageFile(String path, int label, long bytes, long modified) {}

  /**
   * Lists a folder.
   *
   * @throws UserError if it is none, cannot be read, or has no images
   */
  static ImageListing of(Path dir) {
    ClassFolders.check(dir);
    Search search = new Search(dir);
    try {
      List<Section> sections = new ArrayList<>();
      Optional<String> training = ClassFolders.training(dir);
      if (training.isPresent()) {
        sections.add(search.section(training.get()));
        Optional<String> heldOut = ClassFolders.heldOut(dir);
        if (heldOut.isPresent()) {
          sections.add(search.section(heldOut.get()));
        }
      } else {
        sections.add(search.section(""));
      }
      search.faults.sort(Comparator.comparing(Fault::path));
      return new ImageListing(dir, List.copyOf(sections), search.faults, search.others);
    } catch (IOException e) {
      throw new UserError("the folder %s cannot be read (%s)".formatted(dir, e), e);
    }
  }

  /** How many files there are. */
  int size() {
    return sections.stream().mapToInt(section -> section.files().size()).sum();
  }

  /**
   * A hash of names, sizes and times of modification: folders that have the same are taken to have
   * the same images.
   */
  String sha256() {
    MessageDigest digest = Sha256.digest();
    ByteBuffer numbers = ByteBuffer.allocate(2 * Long.BYTES);
    for (Section section : sections) {
      add(digest, section.name());
      section.classes().forEach(name -> add(digest, name));
      for (ImageFile file : section.files()) {
        add(digest, file.path());
        digest.update(numbers.clear().putLong(file.bytes()).putLong(file.modified()).flip());
      }
    }
    return Sha256.hex(digest);
  }

  private static void add(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0); // No name has it.
  }

  /** What was found so far. */
  private static final class Search {
    private final Path dir;
    private final List<Fault> faults = new ArrayList<>();
    private int others;

    Search(Path dir) {
      this.dir = dir;
    }

    Section section(String name) throws IOException {
      Path root = dir.resolve(name);
      TreeMap<String, Path> folders = new TreeMap<>();
      TreeMap<String, Path> alone = new TreeMap<>();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
        for (Path entry : entries) {
          String entryName = entry.getFileName().toString();
          if (!entryName.startsWith(".")) {
            (Files.isDirectory(entry) ? folders : alone).put(entryName, entry);
          }
        }
      }
      List<ImageFile> files = new ArrayList<>();
      if (folders.isEmpty()) {
        for (Path path : alone.values()) {
          files.addAll(below(path, 0));
        }
        return new Section(name, List.of(), files);
      }
      List<String> classes = List.copyOf(folders.keySet());
      for (int label = 0; label < classes.size(); label++) {
        List<ImageFile> members = below(folders.get(classes.get(label)), label);
        if (members.isEmpty()) {
          faults.add(
              new Fault(shown(folders.get(classes.get(label))), "is a class without images"));
        }
        files.addAll(members);
      }
      alone.values().forEach(this::alone);
      return new Section(name, classes, files);
    }

    /** A file beside the folders of classes. */
    private void alone(Path path) {
      if (IMAGE.matcher(path.getFileName().toString()).matches()) {
        faults.add(new Fault(shown(path), "lies in the folder of no class"));
      } else {
        others++;
      }
    }

    private String shown(Path path) {
      return dir.relativize(path).toString().replace('\\', '/');
    }

    /** The image files of a class, by path. */
    private List<ImageFile> below(Path folder, int label) throws IOException {
      List<ImageFile> files = new ArrayList<>();
      String className = folder.getFileName().toString();
      Files.walkFileTree(
          folder,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          Integer.MAX_VALUE,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
              return isHidden(path) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
              if (!isHidden(path)) {
                add(path, attributes, className, label, files);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException e) {
              faults.add(
                  new Fault(
                      shown(path),
                      e instanceof FileSystemLoopException
                          ? "is a link to a folder that it lies in"
                          : "cannot be read"));
              return FileVisitResult.CONTINUE;
            }
          });
      files.sort(Comparator.comparing(ImageFile::path));
      return files;
    }

    private static boolean isHidden(Path path) {
      return path.getFileName().toString().startsWith(".");
    }

    private void add(
        Path path,
        BasicFileAttributes attributes,
        String className,
        int label,
        List<ImageFile> files) {
      String name = path.getFileName().toString();
      Matcher ofSynset = SYNSET_FILE.matcher(name);
      if (!IMAGE.matcher(name).matches()) {
        others++;
      } else if (attributes.isSymbolicLink()) {
        faults.add(new Fault(shown(path), "is a link to nothing"));
      } else if (!attributes.isRegularFile()) {
        faults.add(new Fault(shown(path), "is no file with content"));
      } else if (SYNSET.matcher(className).matches()
          && ofSynset.matches()
          && !ofSynset.group(1).equals(className)) {
        faults.add(
            new Fault(
                shown(path),
                "has the name of an image of %s in the folder of %s"
                    .formatted(ofSynset.group(1), className)));
      } else {
        files.add(
            new ImageFile(
                shown(path),
                label,
                attributes.size(),
                attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS)));
      }
    }
  }
}
