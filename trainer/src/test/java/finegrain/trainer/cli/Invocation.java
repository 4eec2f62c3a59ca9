package finegrain.trainer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/**
 * A command line that was run in this JVM.
 *
 * @param exit its exit code
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record Invocation(int exit, String out, String err) {
  static Invocation of(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        Main.run(
            new Console(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8)),
            arguments);
    return new Invocation(exit, out.toString(UTF_8), err.toString(UTF_8));
  }

  /** The sentence for a user who has made a mistake, after which nothing else may follow. */
  String mistake() {
    assertThat(exit).as(err).isEqualTo(2);
    assertThat(out).isEmpty();
    assertThat(err).startsWith("finegrain: ").endsWith(System.lineSeparator());
    assertThat(err.lines()).hasSize(1);
    return err.substring("finegrain: ".length()).stripTrailing();
  }
}
