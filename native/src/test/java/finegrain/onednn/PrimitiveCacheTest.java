package finegrain.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The cache keeps the most recently used primitives and frees the others. */
class PrimitiveCacheTest {
  private static final Primitive.Key A = new Primitive.Key.Elements(Algorithm.TANH, 16);
  private static final Primitive.Key B = new Primitive.Key.Rows(Algorithm.SOFTMAX, 1, 4);
  private static final Primitive.Key C =
      new Primitive.Key.Dense(1, 2, 2, Optional.of(Algorithm.RELU));

  @Test
  void keepsTheLastUsed() {
    OneDnnLibrary.loaded();
    try (Handle engine = Dnnl.engine();
        Handle stream = Dnnl.stream(engine);
        Arena arena = Arena.ofConfined();
        PrimitiveCache cache = new PrimitiveCache(engine, 2)) {
      Primitive a = cache.get(A);
      Primitive b = cache.get(B);
      assertThat(cache.get(A)).isSameAs(a);
      cache.get(C);
      assertThat(cache.size()).isEqualTo(2);
      assertThat(cache.get(A)).isSameAs(a);
      // b was used least recently: it is freed.
      MemorySegment data = arena.allocate(64, 64);
      assertThatThrownBy(() -> b.execute(stream, data, data)).isInstanceOf(RuntimeException.class);
      assertThat(cache.get(B)).isNotSameAs(b);
      cache.get(B).execute(stream, data, data);
      assertThat(data.get(ValueLayout.JAVA_FLOAT, 0)).isEqualTo(0.25f);
      assertThat(cache.size()).isEqualTo(2);
    }
  }

  /** Bias and ReLU within the product. */
  @Test
  void computesALayer() {
    try (Handle engine = Dnnl.engine();
        Handle stream = Dnnl.stream(engine);
        Arena arena = Arena.ofConfined();
        Primitive layer = new Primitive(C, engine)) {
      MemorySegment x = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 2, 3);
      MemorySegment w = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 5, 7, 11, 13);
      MemorySegment bias = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, -100);
      MemorySegment y = arena.allocate(8, 64);
      layer.execute(stream, x, w, bias, y);
      assertThat(y.toArray(ValueLayout.JAVA_FLOAT)).containsExactly(2 * 5 + 3 * 11 + 1, 0);
    }
  }
}
