package finegrain.trainer.result;

import finegrain.trainer.study.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A finished unit of a study on its way to the folder of its run.
 *
 * @param key of the unit
 * @param rows that it gave
 */
public record FinishedUnit(String key, List<Row> rows) {
  /** Copies the list. */
  public FinishedUnit {
    rows = List.copyOf(rows);
  }

  /** As bytes, for another process that runs this version of the program. */
  public byte[] bytes() {
    try {
      return StudyJournal.FORMAT.encode(new StudyJournal.Entry(key, rows, 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The unit whose {@linkplain #bytes bytes} are given. */
  public static FinishedUnit of(byte[] bytes) {
    try {
      StudyJournal.Entry entry = StudyJournal.FORMAT.decode(bytes);
      return new FinishedUnit(entry.key(), entry.rows());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
