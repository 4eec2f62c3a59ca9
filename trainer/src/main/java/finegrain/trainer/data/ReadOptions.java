package finegrain.trainer.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import finegrain.trainer.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a file of columns is read, where that is not to be found out from the file. A column has the
 * name that the header gives it, or a number from 1.
 *
 * @param labelColumn the column of fine labels
 * @param ignore columns that are left out
 * @param columns the features, if all other columns are left out; empty otherwise
 * @param missing what becomes of lines that lack a value
 */
public record ReadOptions(
    Optional<String> labelColumn,
    List<String> ignore,
    List<String> columns,
    MissingValues missing) {
  /** All is found out from the file. */
  public static final ReadOptions NONE =
      new ReadOptions(Optional.empty(), List.of(), List.of(), MissingValues.REFUSE);

  static final String LABEL_COLUMN = "--label-column";
  static final String IGNORE = "--ignore";
  static final String COLUMNS = "--columns";
  private static final String MISSING = "--missing";

  private static final String LABEL_COLUMN_KEY = "label_column";
  private static final String IGNORE_KEY = "ignore";
  private static final String COLUMNS_KEY = "columns";
  private static final String MISSING_KEY = "missing";

  /**
   * Copies the lists.
   *
   * @throws UserError if there are both columns to leave out and columns to take
   */
  public ReadOptions {
    ignore = List.copyOf(ignore);
    columns = List.copyOf(columns);
    if (!ignore.isEmpty() && !columns.isEmpty()) {
      throw new UserError(
          "%s and %s exclude each other; name the columns to leave out, or those to take"
              .formatted(IGNORE, COLUMNS));
    }
  }

  /** From the JSON form of a source. */
  static ReadOptions of(JsonObject json) {
    return new ReadOptions(
        Optional.ofNullable(json.get(LABEL_COLUMN_KEY)).map(JsonElement::getAsString),
        names(json, IGNORE_KEY),
        names(json, COLUMNS_KEY),
        Optional.ofNullable(json.get(MISSING_KEY))
            .map(JsonElement::getAsString)
            .map(MissingValues::named)
            .orElse(MissingValues.REFUSE));
  }

  private static List<String> names(JsonObject json, String key) {
    return json.has(key)
        ? json.getAsJsonArray(key).asList().stream().map(JsonElement::getAsString).toList()
        : List.of();
  }

  /** Adds what is not left to the file to the JSON form of a source. */
  void addTo(JsonObject json) {
    labelColumn.ifPresent(value -> json.addProperty(LABEL_COLUMN_KEY, value));
    addNames(json, IGNORE_KEY, ignore);
    addNames(json, COLUMNS_KEY, columns);
    if (missing != MissingValues.REFUSE) {
      json.addProperty(MISSING_KEY, missing.toString());
    }
  }

  private static void addNames(JsonObject json, String key, List<String> names) {
    if (!names.isEmpty()) {
      JsonArray all = new JsonArray();
      names.forEach(all::add);
      json.add(key, all);
    }
  }

  /** The options of the command line. */
  List<String> options() {
    List<String> options = new ArrayList<>();
    labelColumn.ifPresent(value -> options.addAll(List.of(LABEL_COLUMN, value)));
    addNames(options, IGNORE, ignore);
    addNames(options, COLUMNS, columns);
    if (missing != MissingValues.REFUSE) {
      options.addAll(List.of(MISSING, missing.toString()));
    }
    return options;
  }

  private static void addNames(List<String> options, String option, List<String> names) {
    if (!names.isEmpty()) {
      options.addAll(List.of(option, String.join(",", names)));
    }
  }

  /**
   * Refuses options for a source that has no use for them.
   *
   * @throws UserError if there are any
   */
  void refuseFor(String source) {
    if (!equals(NONE)) {
      throw new UserError("%s is not for %s; leave it out".formatted(options().getFirst(), source));
    }
  }
}
