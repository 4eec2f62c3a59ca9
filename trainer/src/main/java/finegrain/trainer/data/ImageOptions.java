package finegrain.trainer.data;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import finegrain.trainer.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How images in a folder are read.
 *
 * @param side of the squares that they become; empty to leave them as they are
 * @param skipBad whether files that give no image are left out; else they are refused
 */
public record ImageOptions(Optional<Integer> side, boolean skipBad) {
  /** Images stay as they are, and all of them must be whole. */
  public static final ImageOptions NONE = new ImageOptions(Optional.empty(), false);

  static final String SIZE = "--image-size";
  static final String BAD = "--bad-images";
  private static final String REFUSE = "refuse";
  private static final String SKIP = "skip";
  private static final int MOST_SIDE = 4096;

  private static final String SIDE_KEY = "image_size";
  private static final String BAD_KEY = "bad_images";

  /**
   * Checks the size.
   *
   * @throws UserError if it is out of bounds
   */
  public ImageOptions {
    side.ifPresent(
        pixels -> {
          if (pixels < 1 || pixels > MOST_SIDE) {
            throw new UserError(
                "%s must be from 1 to %d pixels, not %d".formatted(SIZE, MOST_SIDE, pixels));
          }
        });
  }

  /**
   * From the values of the command line.
   *
   * @throws UserError if one is not valid
   */
  public static ImageOptions of(Optional<Integer> side, Optional<String> bad) {
    bad.ifPresent(
        word -> {
          if (!word.equals(REFUSE) && !word.equals(SKIP)) {
            throw new UserError(
                "%s must be %s or %s, not \"%s\"".formatted(BAD, REFUSE, SKIP, word));
          }
        });
    return new ImageOptions(side, bad.equals(Optional.of(SKIP)));
  }

  /** From the JSON form of a source. */
  static ImageOptions of(JsonObject json) {
    return of(
        Optional.ofNullable(json.get(SIDE_KEY)).map(JsonElement::getAsInt),
        Optional.ofNullable(json.get(BAD_KEY)).map(JsonElement::getAsString));
  }

  /** Adds what is not usual to the JSON form of a source. */
  void addTo(JsonObject json) {
    side.ifPresent(pixels -> json.addProperty(SIDE_KEY, pixels));
    if (skipBad) {
      json.addProperty(BAD_KEY, SKIP);
    }
  }

  /** The options of the command line. */
  List<String> options() {
    List<String> options = new ArrayList<>();
    side.ifPresent(pixels -> options.addAll(List.of(SIZE, Integer.toString(pixels))));
    if (skipBad) {
      options.addAll(List.of(BAD, SKIP));
    }
    return options;
  }

  /**
   * Refuses options for a source that has no use for them.
   *
   * @throws UserError if there are any
   */
  void refuseFor(String source) {
    if (!equals(NONE)) {
      throw new UserError(
          "%s is for folder:DIR, and not for %s; leave it out"
              .formatted(options().getFirst(), source));
    }
  }
}
