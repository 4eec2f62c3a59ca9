package finegrain.trainer.report;

import java.util.List;

/**
 * A figure as marks, the same for SVG and PNG.
 *
 * @param width in pixels of a screen with 96 a inch
 * @param description what can be seen, for those who cannot see it
 * @param marks from back to front
 */
record Picture(double width, double height, String title, String description, List<Mark> marks) {

  Picture {
    marks = List.copyOf(marks);
  }
}
