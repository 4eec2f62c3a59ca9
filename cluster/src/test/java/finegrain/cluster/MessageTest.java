package finegrain.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class MessageTest {
  static Stream<Message> messages() {
    return Stream.of(
        new Message.Worked("driver-7", 3_000_000_000L, -1, -5),
        new Message.Refused("a.host", "the data mnist are not those; \"é\""));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void aMessageIsReadBack(Message message) {
    assertThat(Message.of(message.bytes())).isEqualTo(message);
  }

  @Test
  void aResultIsReadBack() {
    byte[] result = {0, -1, 5};
    assertThat(Message.of(new Message.Finished(70_000, result).bytes()))
        .isInstanceOfSatisfying(
            Message.Finished.class,
            finished -> {
              assertThat(finished.item()).isEqualTo(70_000);
              assertThat(finished.result()).isEqualTo(result);
            });
  }
}
