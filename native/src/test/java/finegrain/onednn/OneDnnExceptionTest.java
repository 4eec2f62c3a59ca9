package finegrain.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The message if oneDNN refuses a call. */
class OneDnnExceptionTest {
  @ParameterizedTest
  @CsvSource({
    "1, out of memory",
    "2, invalid arguments",
    "3, not implemented",
    "5, run-time error",
    "77, unknown status 77"
  })
  void saysCallShapesAndStatus(int status, String words) {
    assertThatThrownBy(() -> OneDnnException.check(status, "dnnl_sgemm", "2 x 3 by 3 x 4"))
        .isInstanceOf(OneDnnException.class)
        .hasMessage("dnnl_sgemm of 2 x 3 by 3 x 4 failed: " + words);
  }

  @Test
  void passesSuccess() {
    OneDnnException.check(0, "dnnl_sgemm", "2 x 3 by 3 x 4");
    assertThat(OneDnnException.words(0)).isEqualTo("success");
  }

  @Test
  void comesFromTheLibrary() {
    MemorySegment x = MemorySegment.ofArray(new float[64]);
    assertThatThrownBy(() -> Sgemm.call(true, false, false, 2, 4, 3, x, 1, x, 4, 0, x, 4))
        .hasMessage("dnnl_sgemm of 2 x 3 by 3 x 4 failed: invalid arguments");
  }

  @Test
  void comesFromThePrimitives() {
    try (Handle engine = Dnnl.engine();
        Handle x = Dnnl.matrix(2, 3);
        Handle w = Dnnl.matrix(4, 5);
        Handle bias = Dnnl.matrix(1, 5);
        Handle y = Dnnl.matrix(2, 5)) {
      assertThatThrownBy(
              () -> Dnnl.matmul(engine, x, w, bias, y, MemorySegment.NULL, "2 x 3 by 4 x 5"))
          .isInstanceOf(OneDnnException.class)
          .hasMessageStartingWith("dnnl_matmul_primitive_desc_create of 2 x 3 by 4 x 5 failed: ");
    }
    assertThatThrownBy(() -> Dnnl.matrix(-1, 3).close())
        .hasMessage("dnnl_memory_desc_create_with_strides of -1 x 3 failed: invalid arguments");
  }
}
