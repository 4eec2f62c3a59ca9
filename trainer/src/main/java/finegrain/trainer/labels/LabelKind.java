package finegrain.trainer.labels;

import java.util.Locale;

/** Which labels a model is trained on. */
public enum LabelKind {
  /** The coarse labels. */
  COARSE,
  /** The fine labels. */
  FINE;

  /** The name in files and tables: {@code coarse} or {@code fine}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
