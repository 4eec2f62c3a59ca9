package finegrain.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.UserError;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MasterAddressTest {
  @Test
  void aPlaceHasOneMasterOrSeveral() {
    assertThat(MasterAddress.of("spark://one:7077,[::1]:7078"))
        .containsExactly(new MasterAddress("one", 7077), new MasterAddress("[::1]", 7078));
  }

  @Test
  void aMasterOfAnotherKindHasNoAddressAndIsNotLookedFor() {
    assertThat(MasterAddress.of("yarn")).isEmpty();
    assertThatCode(() -> MasterAddress.check("yarn", List.of())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"spark://", "spark://one", "spark://one:", "spark://one:70777", "spark://a:1,"})
  void anotherFormIsRefused(String place) {
    assertThatThrownBy(() -> MasterAddress.of(place))
        .isInstanceOf(UserError.class)
        .hasMessage("--on " + place + " must name host and port, as in spark://HOST:7077");
  }

  @Test
  void oneOfSeveralMastersIsEnough() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      MasterAddress here = new MasterAddress("127.0.0.1", socket.getLocalPort());
      MasterAddress nobody = new MasterAddress("127.0.0.1", 9);
      assertThatCode(() -> MasterAddress.check("spark://both", List.of(nobody, here)))
          .doesNotThrowAnyException();
      assertThatThrownBy(() -> MasterAddress.check("spark://none", List.of(nobody)))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("there is no Spark master at spark://none (Connection refused)");
    }
  }
}
