package finegrain.trainer.report.figure;

import finegrain.trainer.report.figure.LineFigure.Dash;
import java.util.List;

/**
 * The style of a series: its colour, its marker, and the dash of a line that chooses no other. No
 * two styles share a colour or a marker, so that readers can tell them apart without colours.
 */
public enum SeriesStyle {
  BLUE(Colour.BLUE, Marker.DISC, Dash.SOLID),
  VERMILION(Colour.VERMILION, Marker.SQUARE, Dash.DASHED),
  GREEN(Colour.GREEN, Marker.TRIANGLE, Dash.SOLID),
  PURPLE(Colour.PURPLE, Marker.DIAMOND, Dash.DASHED),
  OLIVE(Colour.OLIVE, Marker.CROSS, Dash.DASH_DOTTED),
  SKY_BLUE(Colour.SKY_BLUE, Marker.TRIANGLE_DOWN, Dash.SOLID),
  ORANGE(Colour.ORANGE, Marker.PLUS, Dash.DASHED),
  GREY(Colour.GREY, Marker.STAR, Dash.DASH_DOTTED);

  private static final List<SeriesStyle> OTHERS =
      List.of(GREEN, PURPLE, OLIVE, SKY_BLUE, ORANGE, GREY);

  final Colour colour;
  final Marker marker;
  final Dash dash;

  SeriesStyle(Colour colour, Marker marker, Dash dash) {
    this.colour = colour;
    this.marker = marker;
    this.dash = dash;
  }

  /**
   * The i-th style, counted from 0, in an endless cycle of those that are neither blue nor
   * vermilion. Reports use blue for coarse labels and vermilion for fine ones.
   */
  public static SeriesStyle other(int i) {
    return OTHERS.get(Math.floorMod(i, OTHERS.size()));
  }
}
