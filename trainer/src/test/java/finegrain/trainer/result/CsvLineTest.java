package finegrain.trainer.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files of a run are read back; a damaged line is named. */
class CsvLineTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("results.csv"), text);
  }

  private static List<String> read(Path file) {
    List<String> lines = new ArrayList<>();
    CsvLine.forEach(
        file,
        line ->
            lines.add(
                "%d: %d %s %s %s"
                    .formatted(
                        line.number(),
                        line.whole("width"),
                        line.number("loss"),
                        line.optional("intra").isPresent(),
                        line.text("map"))));
    return lines;
  }

  @Test
  void findsFieldsByTheNamesInTheHeader() throws Exception {
    assertThat(read(file("width,map,loss,intra\n5,0011,0.25,\n10,\"a,b\",1e-3,7\n")))
        .containsExactly("2: 5 0.25 false 0011", "3: 10 0.001 true a,b");
  }

  @Test
  void readsACompressedFile() throws Exception {
    Path file = folder.resolve("epochs.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("width,map,loss,intra\n5,01,2,3\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(read(file)).containsExactly("2: 5 2.0 true 01");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 12));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(file + " cannot be read (")
        .hasMessageEndingWith("); give the folder of a finished run");
  }

  /** The first line is the header; a line is too short, too long, empty, or has no number. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|1",
        "width,map,loss|2",
        "width,map,loss,intra;5,0011,0.25,;5,0011,0.25|3",
        "width,map,loss,intra;5,0011,0.25,,|2",
        "width,map,loss,intra;5,0011,0.25,;;5,0011,0.25,|3",
        "width,map,loss,intra;five,0011,0.25,|2",
        "width,map,loss,intra;5,0011,none,|2"
      })
  void namesADamagedLine(String lines, int damaged) throws Exception {
    String text = lines.replace(';', '\n') + (damaged == 2 ? "\n5,0011,0.25" : "");
    Path file = file(lines.isEmpty() ? "" : text + "\n");
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "line %d of %s is not what its run wrote; run it again into a new folder",
            damaged, file);
  }

  @Test
  void saysThatAFileIsMissing() {
    Path file = folder.resolve("results.csv");
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "%s cannot be read (%s: no such file or folder); give the folder of a finished run",
            file, file);
  }
}
