package finegrain.trainer.report;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Letters as lines that a round pen follows, for pictures made where there are no fonts. They are
 * about as wide as those of the sans-serif fonts that browsers use, so that one layout serves both.
 */
final class StrokeFont {
  /** Hundredths of the font's size, which the glyphs are written in. */
  private static final double UNIT = 0.01;

  private static final double PEN = 0.088;
  private static final double BOLD_PEN = 0.125;

  /** Browsers' fonts are wider than this one, or narrower; a text must fit with most of them. */
  private static final double ROOM = 1.06;

  private static final double BOLD_ROOM = 1.12;
  private static final int STEP_DEGREES = 15;

  private static final Map<Integer, Glyph> GLYPHS = parse(Glyphs.TABLE);
  private static final Glyph UNKNOWN =
      glyph("60 M 8 0 8 68 52 68 52 0 8 0 M 8 0 52 68".split(" ", -1), 0);

  private StrokeFont() {}

  private record Glyph(double advance, List<double[]> lines) {}

  /** The width of a text, with room for fonts that are wider. */
  static double width(String text, Mark.Lettering lettering) {
    double room = lettering.bold() ? BOLD_ROOM : ROOM;
    return advance(text) * lettering.size() * room;
  }

  /** How thick the pen is. */
  static double pen(Mark.Lettering lettering) {
    return lettering.size() * (lettering.bold() ? BOLD_PEN : PEN);
  }

  /** What the pen follows, with the text's anchor at the origin, y downwards. */
  static Outline outline(String text, Mark.Lettering lettering) {
    double size = lettering.size();
    // Thick letters need more room between them.
    double spacing = lettering.bold() ? BOLD_PEN - PEN : 0;
    double length = (advance(text) + spacing * text.codePointCount(0, text.length())) * size;
    double x =
        switch (lettering.anchor()) {
          case START -> 0;
          case MIDDLE -> -length / 2;
          case END -> -length;
        };
    // The middle of the pen is half a pen above the base line.
    double rise = pen(lettering) / 2;
    List<double[]> lines = new ArrayList<>();
    for (int letter : letters(text)) {
      Glyph glyph = GLYPHS.getOrDefault(letter, UNKNOWN);
      for (double[] line : glyph.lines) {
        double[] placed = new double[line.length];
        for (int i = 0; i < line.length; i += 2) {
          placed[i] = x + line[i] * UNIT * size;
          placed[i + 1] = -line[i + 1] * UNIT * size * (1 - PEN) - rise;
        }
        lines.add(placed);
      }
      x += (glyph.advance * UNIT + spacing) * size;
    }
    return new Outline(lines, false);
  }

  private static double advance(String text) {
    double sum = 0;
    for (int letter : letters(text)) {
      sum += GLYPHS.getOrDefault(letter, UNKNOWN).advance;
    }
    return sum * UNIT;
  }

  /** Its characters; those with accents that there is no glyph for, without. */
  private static int[] letters(String text) {
    if (text.codePoints().allMatch(GLYPHS::containsKey)) {
      return text.codePoints().toArray();
    }
    return Normalizer.normalize(text, Normalizer.Form.NFD)
        .codePoints()
        .filter(letter -> Character.getType(letter) != Character.NON_SPACING_MARK)
        .toArray();
  }

  private static Map<Integer, Glyph> parse(String table) {
    Map<Integer, Glyph> glyphs = new HashMap<>();
    for (String line : table.lines().toList()) {
      String[] words = line.split(" ", -1);
      int letter = words[0].equals("space") ? ' ' : words[0].codePointAt(0);
      glyphs.put(letter, glyph(words, 1));
    }
    return Map.copyOf(glyphs);
  }

  private static Glyph glyph(String[] words, int from) {
    List<double[]> lines = new ArrayList<>();
    double[] line = {};
    int i = from + 1;
    while (i < words.length) {
      switch (words[i]) {
        case "M" -> {
          add(lines, line);
          line = new double[] {};
          i++;
        }
        case "A" -> {
          double[] n = numbers(words, i + 1, 6);
          line = append(line, arc(n[0], n[1], n[2], n[3], n[4], n[5]));
          i += 7;
        }
        case "O" -> {
          double[] n = numbers(words, i + 1, 4);
          add(lines, line);
          lines.add(arc(n[0], n[1], n[2], n[3], 0, 360));
          line = new double[] {};
          i += 5;
        }
        default -> {
          line = append(line, numbers(words, i, 2));
          i += 2;
        }
      }
    }
    add(lines, line);
    return new Glyph(Double.parseDouble(words[from]), lines);
  }

  private static void add(List<double[]> lines, double[] line) {
    if (line.length > 0) {
      lines.add(line);
    }
  }

  private static double[] numbers(String[] words, int from, int count) {
    return Arrays.stream(words, from, from + count).mapToDouble(Double::parseDouble).toArray();
  }

  private static double[] append(double[] line, double[] more) {
    double[] both = Arrays.copyOf(line, line.length + more.length);
    System.arraycopy(more, 0, both, line.length, more.length);
    return both;
  }

  private static double[] arc(double x, double y, double rx, double ry, double from, double to) {
    int steps = (int) StrictMath.ceil(Math.abs(to - from) / STEP_DEGREES);
    double[] points = new double[2 * (steps + 1)];
    for (int i = 0; i <= steps; i++) {
      double angle = StrictMath.toRadians(from + (to - from) * i / steps);
      points[2 * i] = x + rx * StrictMath.cos(angle);
      points[2 * i + 1] = y + ry * StrictMath.sin(angle);
    }
    return points;
  }
}
