package finegrain.trainer.result;

import finegrain.trainer.study.Row;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The units of a study that are finished, one payload of a {@link JournalFile} each. */
final class StudyJournal implements JournalFile.Format<StudyJournal.Entry> {
  static final JournalFile.Format<Entry> FORMAT = new StudyJournal();

  private StudyJournal() {}

  /**
   * A finished unit.
   *
   * @param key of the unit
   * @param rows that it gave
   * @param elapsed seconds of the whole run until it was finished, over all parts of the run
   */
  record Entry(String key, List<Row> rows, double elapsed) {
    Entry {
      rows = List.copyOf(rows);
    }
  }

  /** Opens a journal, or makes an empty one. */
  static JournalFile<Entry> open(Path path) throws IOException {
    return new JournalFile<>(path, FORMAT);
  }

  /** The whole entries of a journal. */
  static List<Entry> read(Path path) throws IOException {
    return JournalFile.read(path, FORMAT);
  }

  @Override
  public byte[] encode(Entry entry) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    writeText(entry.key(), out);
    out.writeDouble(entry.elapsed());
    out.writeInt(entry.rows().size());
    for (Row row : entry.rows()) {
      writeText(row.table(), out);
      out.writeInt(row.values().size());
      for (String value : row.values()) {
        writeText(value, out);
      }
    }
    return bytes.toByteArray();
  }

  @Override
  public Entry decode(byte[] payload) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload));
    String key = readText(in);
    double elapsed = in.readDouble();
    List<Row> rows = new ArrayList<>();
    for (int count = in.readInt(); count > 0; count--) {
      String table = readText(in);
      List<String> values = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        values.add(readText(in));
      }
      rows.add(new Row(table, values));
    }
    return new Entry(key, rows, elapsed);
  }

  /** Not writeUTF, which takes no more than 65,535 bytes. */
  private static void writeText(String text, DataOutputStream out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readText(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }
}
