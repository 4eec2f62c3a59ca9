package finegrain.trainer.data;

import finegrain.trainer.PlainText;
import finegrain.trainer.UserError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How training images are changed at random in each epoch. Its text form is {@code none}, or its
 * parts, such as {@code crop=4,flip,cutout=8}.
 *
 * @param crop pixels of zeros that an image is surrounded by before a part of its own size is taken
 *     from it at random; 0 for the image as it is. Krizhevsky, Sutskever and Hinton, "ImageNet
 *     classification with deep convolutional neural networks" (2012)
 * @param flip whether half of the images are mirrored from left to right
 * @param cutout the side of a square that is set to 0, with its centre at random; 0 for none.
 *     DeVries and Taylor, "Improved regularization of convolutional neural networks with cutout"
 *     (2017)
 */
public record Augmentation(int crop, boolean flip, int cutout) {
  /** Images stay as they are. */
  public static final Augmentation NONE = new Augmentation(0, false, 0);

  private static final String NO_PART = "none";
  private static final String CROP = "crop";
  private static final String FLIP = "flip";
  private static final String CUTOUT = "cutout";
  private static final Pattern PIXELS = Pattern.compile("(crop|cutout)=([1-9]\\d{0,4})");

  /** Checks that no number is negative. */
  public Augmentation {
    if (crop < 0 || cutout < 0) {
      throw new IllegalArgumentException(
          "an augmentation has 0 pixels or more, not " + Math.min(crop, cutout));
    }
  }

  /**
   * An augmentation from its text form; the parts may come in any order.
   *
   * @throws UserError if the text is none
   */
  public static Augmentation parse(String text) {
    if (text.equals(NO_PART)) {
      return NONE;
    }
    Augmentation all = NONE;
    Set<String> seen = new HashSet<>();
    for (String part : text.split(",", -1)) {
      Matcher pixels = PIXELS.matcher(part);
      if (part.equals(FLIP)) {
        all = new Augmentation(all.crop, true, all.cutout);
      } else if (pixels.matches()) {
        int number = Integer.parseInt(pixels.group(2));
        all =
            pixels.group(1).equals(CROP)
                ? new Augmentation(number, all.flip, all.cutout)
                : new Augmentation(all.crop, all.flip, number);
      } else {
        throw new UserError(
            "there is no augmentation \"%s\"; give none, or one or more of crop=PIXELS, flip and cutout=PIXELS with commas between them"
                .formatted(PlainText.shortened(part)));
      }
      if (!seen.add(part.split("=", -1)[0])) {
        throw new UserError(
            "the augmentation \"%s\" has a part twice; give each once"
                .formatted(PlainText.shortened(text)));
      }
    }
    return all;
  }

  /**
   * The draws of a training and what they do to samples.
   *
   * @param shape of a sample
   * @throws UserError if such samples are no images, or too small
   */
  public Augmenter augmenter(Shape shape, long seed, int repeat) {
    int side = Math.min(shape.height(), shape.width());
    if (!equals(NONE) && side == 1) {
      throw new UserError(
          "the augmentation %s needs images, and the samples are %s; choose %s"
              .formatted(this, shape, NO_PART));
    }
    if ((crop > 0 && crop >= side) || cutout > side) {
      throw new UserError(
          "the augmentation %s is too large for images of %s; choose fewer pixels"
              .formatted(this, shape));
    }
    return new Augmenter(this, shape, seed, repeat);
  }

  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    if (crop > 0) {
      parts.add(CROP + "=" + crop);
    }
    if (flip) {
      parts.add(FLIP);
    }
    if (cutout > 0) {
      parts.add(CUTOUT + "=" + cutout);
    }
    return parts.isEmpty() ? NO_PART : String.join(",", parts);
  }
}
