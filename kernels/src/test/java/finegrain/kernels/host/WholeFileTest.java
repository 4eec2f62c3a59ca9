package finegrain.kernels.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is written completely, or stays unchanged. */
class WholeFileTest {
  @TempDir Path folder;

  @Test
  void replacesAFile() throws Exception {
    Path file = Files.writeString(folder.resolve("a.txt"), "the old text, which is longer");
    WholeFile.write(file, "ä\n");
    assertThat(file).hasBinaryContent(new byte[] {(byte) 0xc3, (byte) 0xa4, '\n'});
    assertThat(folder).isDirectoryNotContaining(each -> !each.equals(file));
  }

  @Test
  void keepsTheOldFileIfTheNewOneFails() throws Exception {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");
    assertThatThrownBy(
            () ->
                WholeFile.write(
                    file,
                    out -> {
                      out.write('n');
                      throw new IOException("the content cannot be had");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("the content cannot be had");
    assertThat(file).hasContent("old");
    assertThat(folder).isDirectoryNotContaining(each -> !each.equals(file));
  }
}
