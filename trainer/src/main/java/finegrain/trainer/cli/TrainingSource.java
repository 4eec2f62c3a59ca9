package finegrain.trainer.cli;

import finegrain.trainer.UserError;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.data.Dataset;
import finegrain.trainer.data.Fact;
import finegrain.trainer.data.Samples;
import finegrain.trainer.data.SelectedSamples;
import finegrain.trainer.engine.NetworkData;
import finegrain.trainer.labels.DataFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A data source in memory, with all its classes, for the training of single networks.
 *
 * @param source where it comes from
 * @param dataset all of it
 * @param data what is trained on and judged by
 * @param facts what was understood, for people
 */
record TrainingSource(
    DataSource.Stored source, Dataset dataset, NetworkData data, List<Fact> facts) {
  /**
   * Reads a source.
   *
   * @param perClass training samples of each class; empty for all
   * @param validation share of them that is held out; 0 for none
   * @throws UserError if it is generated, cannot be read, or has too few samples
   */
  static TrainingSource load(DataSource source, Optional<Integer> perClass, double validation) {
    Dataset dataset = stored(source).open().reader().get();
    List<String> classNames = dataset.classNames();
    Samples train = dataset.train();
    if (perClass.isPresent()) {
      train = SelectedSamples.first(train, perClass.get(), classNames);
    }
    Optional<Samples> heldOut = Optional.empty();
    if (validation > 0) {
      SelectedSamples.Parts parts = SelectedSamples.split(train, validation, classNames);
      train = parts.kept();
      heldOut = Optional.of(parts.heldOut());
    }
    NetworkData data =
        new NetworkData(dataset.shape(), classNames.size(), train, heldOut, dataset.test());
    return new TrainingSource(stored(source), dataset, data, facts(stored(source), dataset, data));
  }

  /**
   * The source, which has files.
   *
   * @throws UserError if its samples are generated
   */
  static DataSource.Stored stored(DataSource source) {
    return switch (source) {
      case DataSource.Stored stored -> stored;
      case DataSource.Generated generated ->
          throw new UserError(
              "--dataset %s is drawn anew for each run of an experiment; name a data set of files, such as mnist or csv:FILE"
                  .formatted(generated.name()));
    };
  }

  private static List<Fact> facts(DataSource.Stored source, Dataset dataset, NetworkData data) {
    List<Integer> all = IntStream.range(0, data.classes()).boxed().toList();
    List<Fact> facts = new ArrayList<>(DataFacts.of(dataset, all, source.scaling()));
    // Experiments hold out test samples; here it is training samples, if any.
    facts.removeIf(fact -> fact.name().equals("validation"));
    if (data.train().size() != dataset.train().size()) {
      String held =
          data.validation()
              .map(
                  samples ->
                      "; %s for validation, the last of each class".formatted(samples.size()))
              .orElse("");
      facts.add(new Fact("training", "%s samples%s".formatted(data.train().size(), held)));
    }
    return facts;
  }
}
