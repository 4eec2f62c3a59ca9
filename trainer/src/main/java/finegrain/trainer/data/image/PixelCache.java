package finegrain.trainer.data.image;

import finegrain.kernels.host.CacheFolder;
import finegrain.trainer.Sha256;
import finegrain.trainer.UserError;
import finegrain.trainer.data.image.ImageListing.ImageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Keeps what was decoded, so that no image is decoded twice: a {@link PixelFile} in the cache
 * folder, whose name has a key of the folder's files and of the size.
 */
final class PixelCache {
  /** Raised by whoever changes which pixels a file gives. */
  private static final int DECODING = 1;

  private static final int KEY_DIGITS = 16;
  private static final int MOST_NAME = 40;

  /** Images that are decoded ahead of the one that is written, for each thread. */
  private static final int AHEAD = 8;

  /** From here on parts of the work are told of. */
  private static final int MANY = 5000;

  private static final int PARTS = 10;

  private final ImageListing listing;
  private final OptionalInt side;
  private final int threads;
  private final String key;
  private final Path path;

  /**
   * What is kept of some images.
   *
   * @param side of the squares that they become; empty to leave them as they are
   * @param threads that decode, on which the pixels do not depend
   */
  PixelCache(ImageListing listing, OptionalInt side, int threads) {
    this.listing = listing;
    this.side = side;
    this.threads = threads;
    String size = side.isPresent() ? Integer.toString(side.getAsInt()) : "own";
    key =
        Sha256.of(
            "%d %s %s"
                .formatted(DECODING, size, listing.sha256())
                .getBytes(StandardCharsets.UTF_8));
    String name =
        Optional.ofNullable(listing.dir().toAbsolutePath().normalize().getFileName())
            .map(Path::toString)
            .orElse("")
            .replaceAll("[^A-Za-z0-9._-]", "_");
    path =
        folder()
            .resolve(
                "%s-%s-%s.pixels"
                    .formatted(
                        name.substring(0, Math.min(name.length(), MOST_NAME)),
                        size,
                        key.substring(0, KEY_DIGITS)));
  }

  /** Where the pixels are. */
  Path path() {
    return path;
  }

  private static Path folder() {
    try {
      return CacheFolder.locate().resolve("images");
    } catch (IllegalArgumentException e) {
      throw new UserError(e.getMessage(), e);
    }
  }

  /**
   * Maps the images that are kept, and decodes them first if they are not.
   *
   * @throws UserError if they cannot be decoded to one size, or not kept
   */
  PixelFile open() {
    try {
      Files.createDirectories(path.getParent());
      Path lockFile = path.resolveSibling(path.getFileName() + ".lock");
      try (FileChannel lock =
          FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        var _ = lock.lock(); // Another finegrain may be decoding the same folder.
        Optional<PixelFile> kept = kept();
        return kept.isPresent() ? kept.get() : decode();
      }
    } catch (IOException e) {
      throw new UserError(
          "the decoded images of %s cannot be kept as %s (%s); name another cache folder by FINEGRAIN_CACHE"
              .formatted(listing.dir(), path, e.getMessage()),
          e);
    }
  }

  private Optional<PixelFile> kept() throws IOException {
    try {
      PixelFile file = PixelFile.open(path);
      if (file.description().key().equals(key)) {
        return Optional.of(file);
      }
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (PixelFile.BrokenException broken) {
      DecodingNotices.tell(
          "the file of decoded images %s %s; it is made again"
              .formatted(path, broken.getMessage()));
    }
    return Optional.empty();
  }

  private PixelFile decode() throws IOException {
    DecodingNotices.tell(
        "decoding %d images of %s, once; they are kept in %s"
            .formatted(listing.size(), listing.dir(), path));
    Path part = path.resolveSibling(path.getFileName() + ".part");
    try {
      try (PixelFile.Writer writer = new PixelFile.Writer(part)) {
        new Decoding(writer).run();
      }
      Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("decoding was interrupted; the same command does it again", e);
    } finally {
      Files.deleteIfExists(part);
    }
    try {
      return PixelFile.open(path);
    } catch (PixelFile.BrokenException e) {
      throw new IOException("it %s although it was just written".formatted(e.getMessage()), e);
    }
  }

  /** Decodes all files, in several threads, and writes them in the order of the listing. */
  private final class Decoding {
    private final PixelFile.Writer writer;
    private final List<PixelDescription.SectionImages> sections = new ArrayList<>();
    private final List<PixelDescription.Remark> bad = new ArrayList<>();
    private final List<PixelDescription.Remark> notes = new ArrayList<>();
    private int width;
    private int height;

    /** The file that gave the size; empty before there is one. */
    private String sizedBy = "";

    private int done;

    Decoding(PixelFile.Writer writer) {
      this.writer = writer;
    }

    void run() throws IOException, InterruptedException {
      DecodedFile.Reader reader = new DecodedFile.Reader(listing.dir(), side);
      try (ExecutorService readers = Executors.newFixedThreadPool(threads)) {
        try {
          for (ImageListing.Section section : listing.sections()) {
            section(section, reader, readers, threads * AHEAD);
          }
        } finally {
          readers.shutdownNow();
        }
      }
      if (sizedBy.isEmpty()) {
        throw new UserError(
            "no image file of %s can be decoded:\n%s"
                .formatted(listing.dir(), DecodedImages.text(faults())));
      }
      writer.finish(new PixelDescription(key, width, height, sections, bad, notes));
    }

    private List<Fault> faults() {
      List<ImageFile> files =
          listing.sections().stream().flatMap(section -> section.files().stream()).toList();
      return bad.stream()
          .map(remark -> new Fault(files.get(remark.file()).path(), remark.text()))
          .toList();
    }

    private void section(
        ImageListing.Section section, DecodedFile.Reader reader, ExecutorService readers, int ahead)
        throws IOException, InterruptedException {
      MessageDigest digest = Sha256.digest();
      Deque<Future<DecodedFile>> queue = new ArrayDeque<>();
      int images = 0;
      List<ImageFile> files = section.files();
      for (int next = 0, at = 0; at < files.size(); at++) {
        while (next < files.size() && queue.size() < ahead) {
          ImageFile file = files.get(next++);
          queue.add(readers.submit(() -> reader.read(file)));
        }
        ImageFile file = files.get(at);
        switch (result(queue.remove())) {
          case DecodedFile.Bad(String reason) -> bad.add(new PixelDescription.Remark(done, reason));
          case DecodedFile.Image image -> {
            checkSize(file, image);
            writer.add(image.planes(), image.crc());
            String name = section.classes().isEmpty() ? "" : section.classes().get(file.label());
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update(size(image));
            digest.update(image.sha256());
            images++;
            if (!image.note().isEmpty()) {
              notes.add(new PixelDescription.Remark(done, image.note()));
            }
          }
        }
        done++;
        tell();
      }
      sections.add(new PixelDescription.SectionImages(images, Sha256.hex(digest)));
    }

    private static ByteBuffer size(DecodedFile.Image image) {
      return ByteBuffer.allocate(1 + 2 * Integer.BYTES)
          .order(ByteOrder.LITTLE_ENDIAN)
          .put((byte) 0) // Ends the name.
          .putInt(image.height())
          .putInt(image.width())
          .flip();
    }

    /** The first image gives the size; it is the one of all if they become squares. */
    private void checkSize(ImageFile file, DecodedFile.Image image) throws IOException {
      if (sizedBy.isEmpty()) {
        width = image.width();
        height = image.height();
        sizedBy = file.path();
        checkRoom(image.planes().length);
      } else if (image.width() != width || image.height() != height) {
        throw new UserError(
            "the images of %s have several sizes, such as %d x %d (%s) and %d x %d (%s); give --image-size, such as %d, to make them squares of one"
                .formatted(
                    listing.dir(),
                    width,
                    height,
                    sizedBy,
                    image.width(),
                    image.height(),
                    file.path(),
                    Math.min(Math.min(width, height), Math.min(image.width(), image.height()))));
      }
    }

    private void checkRoom(long imageBytes) throws IOException {
      long need = listing.size() * (imageBytes + Integer.BYTES) + PixelFile.PIXELS_AT;
      long free = Files.getFileStore(path.getParent()).getUsableSpace();
      if (need > free) {
        throw new UserError(
            String.format(
                Locale.ROOT,
                "the decoded images of %s need %.1f GB, and %s has %.1f GB free; name another cache"
                    + " folder by FINEGRAIN_CACHE, or give a smaller --image-size",
                listing.dir(),
                need * 1e-9,
                path.getParent(),
                free * 1e-9));
      }
    }

    private void tell() {
      long all = listing.size();
      if (all >= MANY && (long) done * PARTS / all != (done - 1L) * PARTS / all) {
        DecodingNotices.tell("decoded %d of %d images".formatted(done, all));
      }
    }

    private static DecodedFile result(Future<DecodedFile> future) throws InterruptedException {
      try {
        return future.get();
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case Error error -> throw error;
          case RuntimeException unexpected -> throw unexpected;
          case InterruptedException stopped -> throw stopped;
          case Throwable other -> throw new AssertionError("decoding throws nothing else", other);
        }
      }
    }
  }
}
