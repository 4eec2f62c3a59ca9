package finegrain.trainer.data;

import java.util.List;
import java.util.function.Supplier;

/**
 * A data set whose fine classes are known. The classes of a published data set are known in
 * advance. The classes of the user's own file are known because the file was read.
 *
 * @param fineClasses the labels of the fine classes, in the order that the digits of a label map
 *     follow
 * @param fineClassNames their names, in the same order
 * @param reader gives the whole data set, or throws a {@link finegrain.trainer.UserError} if files
 *     are missing, malformed or not the official ones
 */
public record OpenedDataset(
    List<Integer> fineClasses, List<String> fineClassNames, Supplier<Dataset> reader) {
  /** Copies the lists. */
  public OpenedDataset {
    fineClasses = List.copyOf(fineClasses);
    fineClassNames = List.copyOf(fineClassNames);
  }
}
