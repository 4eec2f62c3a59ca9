package finegrain.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ShellWordsTest {
  /** bash itself says what it reads. */
  @Test
  void quotedWordsAreReadByBashAsTheyWere() throws Exception {
    List<String> words =
        List.of(
            "plain-1.2,3/4:5=6",
            "",
            "two words",
            "it's",
            "\"double\"",
            "$HOME `id` \\n !1",
            "*?[a]{1,2}",
            "~",
            "a;b|c&d>e<f(g)#h",
            "line\nbreak\t",
            "K\u00e4fer \u6570 \ud83d\ude00");
    String line =
        words.stream()
            .map(ShellWords::quoted)
            .collect(Collectors.joining(" ", "printf '%s\\0' ", ""));
    // By a file descriptor, because the JVM's locale may not have the letters.
    Process bash = new ProcessBuilder("bash").redirectErrorStream(true).start();
    bash.getOutputStream().write(line.getBytes(UTF_8));
    bash.getOutputStream().close();
    String read = new String(bash.getInputStream().readAllBytes(), UTF_8);
    assertThat(List.of(read.split("\0", -1))).startsWith(words.toArray(String[]::new));
    assertThat(bash.waitFor()).isZero();
  }

  @Test
  void blanksSeparateOutsideQuotes() {
    assertThat(ShellWords.split(" --partition=cpu\t-t 4:00  "))
        .contains(List.of("--partition=cpu", "-t", "4:00"));
    assertThat(ShellWords.split("--comment='a  b' \"it's\"x '' $HOME\\n"))
        .contains(List.of("--comment=a  b", "it'sx", "", "$HOME\\n"));
    assertThat(ShellWords.split("  ")).contains(List.of());
    assertThat(ShellWords.split("--comment='a b")).isEmpty();
  }
}
