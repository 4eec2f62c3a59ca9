package finegrain.onednn;

import java.util.LinkedHashMap;

/** The most recently used primitives, by their keys. For one thread at a time. */
final class PrimitiveCache implements AutoCloseable {
  private final Handle engine;
  private final int most;
  // In the order of access, the eldest first.
  private final LinkedHashMap<Primitive.Key, Primitive> primitives =
      new LinkedHashMap<>(16, 0.75f, true);

  /** A cache that keeps no more than {@code most} primitives. */
  PrimitiveCache(Handle engine, int most) {
    this.engine = engine;
    this.most = most;
  }

  /** The primitive of a key, from the cache or new. It is valid until the next call. */
  Primitive get(Primitive.Key key) {
    Primitive kept = primitives.get(key);
    if (kept != null) {
      return kept;
    }
    if (primitives.size() == most) {
      var eldest = primitives.pollFirstEntry();
      eldest.getValue().close();
    }
    Primitive made = new Primitive(key, engine);
    primitives.put(key, made);
    return made;
  }

  /** How many primitives it holds. */
  int size() {
    return primitives.size();
  }

  @Override
  public void close() {
    for (Primitive primitive : primitives.values()) {
      primitive.close();
    }
    primitives.clear();
  }
}
