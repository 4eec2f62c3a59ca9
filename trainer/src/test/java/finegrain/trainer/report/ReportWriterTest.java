package finegrain.trainer.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.FolderContents;
import finegrain.trainer.report.TableSection.Column;
import finegrain.trainer.report.figure.Axis;
import finegrain.trainer.report.figure.Figure;
import finegrain.trainer.report.figure.LineFigure;
import finegrain.trainer.report.figure.LineFigure.Point;
import finegrain.trainer.report.figure.LineFigure.Series;
import finegrain.trainer.report.figure.SampleFigures;
import finegrain.trainer.report.figure.SeriesStyle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

final class ReportWriterTest {
  private static final String HOSTILE = "<script>alert('1')</script> & \"q\" ]]> --\u0001é字";

  /** What XML cannot hold is replaced. */
  private static final String SEEN = HOSTILE.replace('\u0001', '\ufffd');

  @TempDir Path folder;
  @TempDir Path other;

  @Test
  void writesThePageAndAFileForEachFigureAndNothingElse() throws Exception {
    ReportWriter.write(folder, SampleReport.report());
    List<String> names = SampleReport.report().figures().stream().map(Figure::name).toList();
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(Stream.of("report.html"), names.stream().map(name -> name + ".svg"))
                  .toList());
    }
    for (String name : names) {
      Element svg = parse(folder.resolve(name + ".svg")).getDocumentElement();
      assertThat(svg.getNamespaceURI()).isEqualTo("http://www.w3.org/2000/svg");
      assertThat(Double.parseDouble(svg.getAttribute("width"))).isEqualTo(760);
      assertThat(svg.getAttribute("viewBox")).isEqualTo("0 0 760 " + svg.getAttribute("height"));
    }
  }

  @Test
  void thePageBeginsWithTheFindingAndKeepsTheSectionsOrder() throws Exception {
    ReportWriter.write(folder, SampleReport.report());
    Document page = parse(folder.resolve("report.html"));
    Report report = SampleReport.report();
    Element body = (Element) page.getElementsByTagName("body").item(0);
    assertThat(body.getTextContent().strip()).startsWith(report.finding());
    List<String> headings = elements(page, "h2").stream().map(Element::getTextContent).toList();
    assertThat(headings)
        .containsExactlyElementsOf(
            Stream.concat(
                    report.sections().stream().map(Section::heading),
                    Stream.of("Data", "Configuration", "How to repeat it", "References"))
                .toList());
    assertThat(elements(page, "code").stream().map(Element::getTextContent))
        .containsExactlyElementsOf(report.commands());
    assertThat(elements(page, "section").getLast().getTextContent())
        .contains(report.references().getFirst());
  }

  @Test
  void thePageNeedsNothingButItself() throws Exception {
    ReportWriter.write(folder, SampleReport.report());
    Document page = parse(folder.resolve("report.html"));
    for (String fetched : List.of("script", "link", "img", "iframe", "object", "use", "image")) {
      assertThat(elements(page, fetched)).isEmpty();
    }
    String text = Files.readString(folder.resolve("report.html"));
    assertThat(text).doesNotContain("@import").doesNotContainPattern("url\\((?!#)");
    for (Element link : elements(page, "a")) {
      assertThat(folder.resolve(link.getAttribute("href"))).isRegularFile();
    }
  }

  @Test
  void thePageSaysToScreenReadersWhatIsWhere() throws Exception {
    ReportWriter.write(folder, SampleReport.report());
    Document page = parse(folder.resolve("report.html"));
    List<String> ids =
        elements(page, "*").stream()
            .map(element -> element.getAttribute("id"))
            .filter(id -> !id.isEmpty())
            .toList();
    assertThat(ids).doesNotHaveDuplicates();
    for (Element element : elements(page, "*")) {
      for (String id : element.getAttribute("aria-labelledby").split(" ", -1)) {
        assertThat(id.isEmpty() || ids.contains(id)).as(id).isTrue();
      }
    }
    assertThat(elements(page, "svg"))
        .hasSize(2 * SampleReport.report().figures().size())
        .allMatch(svg -> svg.getAttribute("role").equals("img"));
    assertThat(elements(page, "desc"))
        .noneMatch(description -> description.getTextContent().isBlank());
    assertThat(elements(page, "th")).allMatch(cell -> cell.hasAttribute("scope"));
    assertThat(elements(page, "figure"))
        .hasSizeGreaterThanOrEqualTo(
            elements(page, "table").size() + elements(page, "svg").size() / 2);
    assertThat(elements(page, "figure"))
        .allMatch(figure -> figure.getElementsByTagName("figcaption").getLength() == 1);
    assertThat(elements(page, "html").getFirst().getAttribute("lang")).isEqualTo("en");
  }

  @Test
  void everyTextIsEscaped() throws Exception {
    LineFigure figure =
        new LineFigure(
            "figure",
            HOSTILE,
            Axis.categories(HOSTILE, List.of(HOSTILE)),
            Axis.linear(HOSTILE),
            false,
            List.of(new Series(HOSTILE, SeriesStyle.VERMILION, List.of(Point.of(0, 1)))));
    Report report =
        new Report(
            HOSTILE,
            HOSTILE,
            List.of(
                new TableSection(
                    HOSTILE,
                    HOSTILE,
                    List.of(Column.words(HOSTILE), Column.numbers(HOSTILE)),
                    List.of(List.of(HOSTILE, HOSTILE))),
                new FigureSection(figure, HOSTILE),
                new TextSection(HOSTILE, List.of(HOSTILE))),
            new TreeMap<>(Map.of(HOSTILE, HOSTILE)),
            new TreeMap<>(Map.of(HOSTILE, HOSTILE)),
            List.of(HOSTILE),
            List.of(HOSTILE));
    ReportWriter.write(folder, report);
    Document page = parse(folder.resolve("report.html"));
    for (String name : List.of("title", "h1", "h2", "code", "dt", "dd", "th", "td", "figcaption")) {
      assertThat(elements(page, name)).isNotEmpty();
      assertThat(elements(page, name).getFirst().getTextContent()).as(name).isEqualTo(SEEN);
    }
    assertThat(elements(page, "section").getLast().getTextContent().strip()).endsWith(SEEN);
    assertThat(elements(page, "script")).isEmpty();
    Document svg = parse(folder.resolve("figure.svg"));
    assertThat(elements(svg, "script")).isEmpty();
    assertThat(elements(svg, "title").getFirst().getTextContent()).isEqualTo(SEEN);
    assertThat(elements(svg, "text").stream().map(Element::getTextContent)).contains(SEEN);
  }

  @Test
  void theBytesAreTheSameInTwoRunsAndInAnotherCountry() throws IOException {
    ReportWriter.write(folder, SampleReport.report());
    Locale before = Locale.getDefault();
    try {
      // Their digits are not 0 to 9, and Turkish has another small I.
      for (String country : List.of("ar-EG-u-nu-arab", "hi-IN-u-nu-deva", "tr-TR", "de-DE")) {
        Locale.setDefault(Locale.forLanguageTag(country));
        ReportWriter.write(other, SampleReport.report());
        assertThat(FolderContents.of(other)).isEqualTo(FolderContents.of(folder));
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aReportHasAFindingAndNoTwoFiguresOfOneName() {
    FigureSection figure = new FigureSection(SampleFigures.maps(), "caption");
    assertThatThrownBy(
            () ->
                new Report(
                    "title",
                    " ",
                    List.of(),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    List.of(),
                    List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new Report(
                    "title",
                    "finding",
                    List.of(figure, figure),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    List.of(),
                    List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new TableSection(
                    "heading", "caption", List.of(Column.words("a")), List.of(List.of("1", "2"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void markdownHasEachReportAndEachReferenceOnce() throws IOException {
    Report report = SampleReport.report();
    MarkdownWriter.write(folder.resolve("RESULTS.md"), Optional.empty(), List.of(report, report));
    String text = Files.readString(folder.resolve("RESULTS.md"));
    assertThat(text).startsWith("# Results\n\n`finegrain report --markdown` ");
    assertThat(text.split("\n## ", -1)).hasSize(4);
    assertThat(text).endsWith("\n## References\n\n" + report.references().getFirst() + "\n");
    try (var files = Files.list(folder.resolve("RESULTS"))) {
      assertThat(files.toList()).hasSize(1);
    }
  }

  private static Document parse(Path file) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
    return factory
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(Files.readString(file, UTF_8).getBytes(UTF_8)));
  }

  private static List<Element> elements(Document document, String name) {
    NodeList nodes = document.getElementsByTagName(name);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }
}
