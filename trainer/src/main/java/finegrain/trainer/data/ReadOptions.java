package finegrain.trainer.data;

import com.google.gson.JsonObject;
import finegrain.trainer.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a file of columns is read, where that is not to be found out from the file.
 *
 * @param labelColumn name or number (from 1) of the column of fine labels
 */
public record ReadOptions(Optional<String> labelColumn) {
  /** All is found out from the file. */
  public static final ReadOptions NONE = new ReadOptions(Optional.empty());

  private static final String LABEL_COLUMN = "--label-column";
  private static final String LABEL_COLUMN_KEY = "label_column";

  /** From the JSON form of a source. */
  static ReadOptions of(JsonObject json) {
    return new ReadOptions(
        Optional.ofNullable(json.get(LABEL_COLUMN_KEY)).map(value -> value.getAsString()));
  }

  /** Adds what is not left to the file to the JSON form of a source. */
  void addTo(JsonObject json) {
    labelColumn.ifPresent(value -> json.addProperty(LABEL_COLUMN_KEY, value));
  }

  /** The options of the command line. */
  List<String> options() {
    List<String> options = new ArrayList<>();
    labelColumn.ifPresent(value -> options.addAll(List.of(LABEL_COLUMN, value)));
    return options;
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
