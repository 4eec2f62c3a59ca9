package finegrain.kernels.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.kernels.Transposed;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShapeTest {
  @Test
  void readsWhatTheCommandLineSays() {
    assertThat(Shape.parse("32x100x784")).isEqualTo(new Shape(32, 100, 784, Transposed.NONE));
    assertThat(Shape.parse("784x200x8:left")).isEqualTo(new Shape(784, 200, 8, Transposed.LEFT));
    assertThat(Shape.parse("8x9x10:right")).isEqualTo(new Shape(8, 9, 10, Transposed.RIGHT));
    assertThat(Shape.parse("32x1000")).isEqualTo(new Shape(32, 1000, 0, Transposed.NONE));
    assertThat(Shape.parse("4096")).isEqualTo(new Shape(1, 4096, 0, Transposed.NONE));
  }

  @Property
  void readsWhatItWrites(
      @ForAll @IntRange(min = 1, max = 5000) int rows,
      @ForAll @IntRange(min = 1, max = 5000) int columns,
      @ForAll @IntRange(min = 1, max = 5000) int inner,
      @ForAll Transposed transposed) {
    Shape shape = new Shape(rows, columns, inner, transposed);
    assertThat(Shape.parse(shape.toString())).isEqualTo(shape);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "8x",
        "8x8x",
        "8x8x8x8x8",
        "8x8x8x8:3s1",
        "8x8x0x8",
        "8x8x8x8:3s0:8",
        "8x8x8x8:0s1:8",
        "8x8x8:3",
        "8x8x8:0",
        "8x9999x9999x99999",
        "0x8x8",
        "8x8x0",
        "-1x8x8",
        "8 x 8",
        "8x8:left",
        "8x8x8:up",
        "8x8x8:LEFT",
        "1.5",
        "99999x99999x2",
        "9999999999x1x1"
      })
  void refusesTheRestInASentence(String text) {
    assertThatThrownBy(() -> Shape.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .contains("\"" + text + "\"")
        .hasLineCount(1);
  }

  @Test
  void countsOperationsAndElements() {
    assertThat(Shape.parse("1024x1024x1024").flops()).isEqualTo(2_147_483_648.0);
    assertThat(Operation.MATMUL.work(Shape.parse("2x3x5"))).isEqualTo(60);
    assertThat(Operation.SOFTMAX.work(Shape.parse("32x1000"))).isEqualTo(32_000);
  }
}
