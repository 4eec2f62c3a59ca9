package finegrain.trainer.data.image;

import finegrain.trainer.Sha256;
import finegrain.trainer.data.image.ImageListing.ImageFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.zip.CRC32C;

/** What came of one file. */
sealed interface DecodedFile {
  /**
   * An image of the wanted size.
   *
   * @param width columns of pixels
   * @param height rows of pixels
   * @param planes its pixels, 3 x height x width
   * @param crc CRC-32C of them
   * @param sha256 of them
   * @param note what is unusual about the file; empty if nothing is
   */
  record Image(int width, int height, byte[] planes, int crc, byte[] sha256, String note)
      implements DecodedFile {}

  /** No image. */
  record Bad(String reason) implements DecodedFile {}

  /** Decodes files, for many threads. */
  final class Reader {
    private static final long MOST_BYTES = 512L << 20;
    private static final int BYTES_OF_PIXEL = 8; // Of 16 bits and four channels.
    private static final long PERMIT_BYTES = 1 << 20;

    private final Path dir;
    private final OptionalInt side;

    /** Large images wait for each other, so that as many threads need no more memory. */
    private final int permits =
        (int) Math.max(1, Runtime.getRuntime().maxMemory() / 4 / PERMIT_BYTES);

    private final Semaphore memory = new Semaphore(permits, true);

    /**
     * A reader of files below a folder.
     *
     * @param side of the squares that images become; empty to leave them as they are
     */
    Reader(Path dir, OptionalInt side) {
      this.dir = dir;
      this.side = side;
    }

    DecodedFile read(ImageFile file) throws InterruptedException {
      try {
        byte[] bytes = bytes(file);
        ImageHeader header = ImageHeader.of(bytes);
        RgbImage image = decoded(bytes, header);
        byte[] planes = image.planes();
        CRC32C crc = new CRC32C();
        crc.update(planes);
        String note =
            header.format().fits(file.path())
                ? ""
                : "is a %s image in spite of its name, and was read".formatted(header.format());
        return new Image(
            image.width(),
            image.height(),
            planes,
            (int) crc.getValue(),
            Sha256.digest().digest(planes),
            note);
      } catch (BadImageException bad) {
        return new Bad(bad.getMessage());
      }
    }

    private RgbImage decoded(byte[] bytes, ImageHeader header)
        throws BadImageException, InterruptedException {
      long need = (long) header.width() * header.height() * BYTES_OF_PIXEL + bytes.length;
      int taken = Math.clamp(need / PERMIT_BYTES, 1, permits);
      memory.acquire(taken);
      try {
        RgbImage image = ImageDecoder.decode(bytes, header);
        return side.isPresent() ? Resampling.square(image, side.getAsInt()) : image;
      } finally {
        memory.release(taken);
      }
    }

    private byte[] bytes(ImageFile file) throws BadImageException {
      if (file.bytes() > MOST_BYTES) {
        throw new BadImageException(
            "has %d MB; image files of up to %d MB are read"
                .formatted(file.bytes() >> 20, MOST_BYTES >> 20));
      }
      try {
        return Files.readAllBytes(dir.resolve(file.path()));
      } catch (IOException e) {
        throw new BadImageException("cannot be read", e);
      }
    }
  }
}
