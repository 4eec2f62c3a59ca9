package finegrain.trainer.report;

import finegrain.trainer.report.figure.Figure;
import finegrain.trainer.report.figure.FigureSvg;
import finegrain.trainer.report.figure.Layout;
import finegrain.trainer.report.figure.Xml;
import java.util.List;
import java.util.Map;

/**
 * A report as one page of HTML that is also XML. It has no scripts and fetches nothing. It has each
 * figure twice, laid out for a wide and for a narrow page; the style sheet shows one of them.
 */
final class Page {
  private final Report report;
  private final StringBuilder out = new StringBuilder();

  private Page(Report report) {
    this.report = report;
  }

  static String of(Report report) {
    return new Page(report).write();
  }

  private String write() {
    out.append(
        """
        <!DOCTYPE html>
        <html xmlns="http://www.w3.org/1999/xhtml" lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        """);
    element("title", report.title());
    out.append("<style>\n")
        .append(PageStyle.CSS)
        .append(FigureSvg.darkColours())
        .append("</style>\n");
    out.append("</head>\n<body>\n<main>\n<header>\n");
    element("h1", report.finding());
    out.append("<p class=\"subject\">").append(escaped(report.title())).append("</p>\n</header>\n");
    int number = 0;
    for (Section section : report.sections()) {
      open("part-" + ++number, section.heading());
      switch (section) {
        case FigureSection figure -> figure(figure);
        case TableSection table -> table(table);
        case TextSection text -> text.paragraphs().forEach(words -> element("p", words));
      }
      out.append("</section>\n");
    }
    entries("data", "Data", report.data());
    entries("configuration", "Configuration", report.configuration());
    commands();
    references();
    out.append("</main>\n</body>\n</html>\n");
    return out.toString();
  }

  private void open(String id, String heading) {
    out.append("<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">".formatted(id, id));
    out.append(escaped(heading)).append("</h2>\n");
  }

  private void element(String name, String words) {
    out.append('<').append(name).append('>').append(escaped(words));
    out.append("</").append(name).append(">\n");
  }

  private void figure(FigureSection section) {
    Figure figure = section.figure();
    out.append("<figure>\n");
    out.append(FigureSvg.inline(figure, Layout.WIDE_PAGE));
    out.append(FigureSvg.inline(figure, Layout.NARROW_PAGE));
    out.append("<figcaption>").append(escaped(section.caption())).append(" <a href=\"");
    out.append(figure.name()).append(".svg\">SVG file</a></figcaption>\n</figure>\n");
  }

  private void table(TableSection section) {
    out.append("<figure>\n");
    element("figcaption", section.caption());
    // A reader scrolls a wide table alone, with the keyboard too. Its caption stays in place.
    out.append("<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"");
    out.append(escaped(section.heading())).append("\">\n<table>\n<thead>\n<tr>");
    for (TableSection.Column column : section.columns()) {
      cell("th scope=\"col\"", column, column.title());
    }
    out.append("</tr>\n</thead>\n<tbody>\n");
    for (List<String> row : section.rows()) {
      out.append("<tr>");
      for (int i = 0; i < row.size(); i++) {
        cell(i == 0 ? "th scope=\"row\"" : "td", section.columns().get(i), row.get(i));
      }
      out.append("</tr>\n");
    }
    out.append("</tbody>\n</table>\n</div>\n</figure>\n");
  }

  private void cell(String tag, TableSection.Column column, String words) {
    out.append('<').append(tag).append(column.numbers() ? " class=\"number\">" : ">");
    out.append(escaped(words)).append("</").append(tag, 0, 2).append('>');
  }

  private void entries(String id, String heading, Map<String, String> values) {
    if (values.isEmpty()) {
      return;
    }
    open(id, heading);
    out.append("<dl>\n");
    values.forEach(
        (name, value) -> {
          out.append("<div><dt>").append(escaped(name)).append("</dt><dd>");
          out.append(escaped(value)).append("</dd></div>\n");
        });
    out.append("</dl>\n</section>\n");
  }

  private void commands() {
    if (report.commands().isEmpty()) {
      return;
    }
    open("repeat", "How to repeat it");
    for (String command : report.commands()) {
      out.append("<pre tabindex=\"0\"><code>").append(escaped(command)).append("</code></pre>\n");
    }
    out.append("</section>\n");
  }

  private void references() {
    if (report.references().isEmpty()) {
      return;
    }
    open("references", "References");
    report.references().forEach(reference -> element("p", reference));
    out.append("</section>\n");
  }

  private static String escaped(String text) {
    return Xml.escaped(text);
  }
}
