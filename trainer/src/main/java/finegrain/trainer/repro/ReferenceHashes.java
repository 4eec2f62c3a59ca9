package finegrain.trainer.repro;

import finegrain.trainer.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The hash of each item of the standard workload, in order. A text of them has a line for each: the
 * hash, two spaces, the item.
 */
record ReferenceHashes(Map<String, String> byItem) {
  private static final String RESOURCE = "reference.txt";
  private static final String GAP = "  ";

  /** Those that were released with this version. */
  static ReferenceHashes released() {
    try (InputStream in = ReferenceHashes.class.getResourceAsStream(RESOURCE)) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a text. */
  static ReferenceHashes parse(String text) {
    Map<String, String> byItem = new LinkedHashMap<>();
    text.lines()
        .forEach(
            line -> {
              String[] parts = line.split(GAP, 2);
              byItem.put(parts[1], parts[0]);
            });
    return new ReferenceHashes(byItem);
  }

  /** The text. */
  String text() {
    StringBuilder text = new StringBuilder();
    byItem.forEach((item, hash) -> text.append(hash).append(GAP).append(item).append('\n'));
    return text.toString();
  }

  /** One hash for all: the SHA-256 of the text. */
  String total() {
    return Sha256.of(text().getBytes(StandardCharsets.UTF_8));
  }

  /** The first item, in our order, that others have not, or with another hash. */
  Optional<String> firstDifference(ReferenceHashes others) {
    return byItem.keySet().stream()
        .filter(item -> !byItem.get(item).equals(others.byItem.get(item)))
        .findFirst();
  }
}
