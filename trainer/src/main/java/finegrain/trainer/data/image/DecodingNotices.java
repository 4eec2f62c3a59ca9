package finegrain.trainer.data.image;

import java.util.function.Consumer;

/** Who is told, in sentences, that images are being decoded, which may take long. */
public final class DecodingNotices {
  /** The listener of the code that runs; without one nobody is told. */
  public static final ScopedValue<Consumer<String>> LISTENER = ScopedValue.newInstance();

  private DecodingNotices() {}

  static void tell(String sentence) {
    LISTENER.orElse(_ -> {}).accept(sentence);
  }
}
