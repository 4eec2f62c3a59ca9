package finegrain.trainer.experiment;

import finegrain.trainer.data.DataSource;
import finegrain.trainer.labels.LabelMap;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.labels.Target;
import finegrain.trainer.network.Perceptron;
import finegrain.trainer.training.ModelSpec;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The map from fine to coarse classes varies, and with it the redundancy: the share of the fine
 * decision boundary that separates subclasses of one coarse class. Fine labels should help if the
 * redundancy is low (Pirovano et al. 2025, Fig. 3).
 */
public final class BoundaryRedundancy implements Experiment {
  @Override
  public String name() {
    return "boundary-redundancy";
  }

  @Override
  public String description() {
    return "coarse against fine labels as the fine boundary lies more or less inside coarse"
        + " classes";
  }

  @Override
  public String defaultDataset(List<String> families) {
    // The other families take images.
    return families.stream().allMatch(Perceptron.FAMILY::equals) ? "circles" : "mnist";
  }

  @Override
  public Defaults defaults(DataSource source, String family) {
    return NetworkScale.of(family)
        .map(NetworkScale::overMaps)
        .orElseGet(
            () ->
                source instanceof DataSource.Generated
                    ? new Defaults(List.of(20), List.of(10, 40, 160), 10)
                    : new Defaults(List.of(10), List.of(50, 200), 10));
  }

  @Override
  public List<ExperimentOption> options(DataSource source, String map) {
    return List.of(new ExperimentOption(Configuration.MAPS, maps(source, map)));
  }

  @Override
  public List<String> optionsWithoutDefault() {
    return List.of("regroupings");
  }

  private static String maps(DataSource source, String map) {
    if (source instanceof DataSource.Disc) {
      return "delta=0.1,delta=0.2,delta=0.4";
    }
    if (source instanceof DataSource.Generated && map.length() == 4) {
      return "0011,0110,0101";
    }
    // As many coarse classes as the map has, which take blocks, pairs and single classes in turn.
    Set<String> maps = new LinkedHashSet<>(List.of(map));
    LabelMap given = LabelTree.parse(map).coarse();
    int fineClasses = given.fineClasses();
    int coarseClasses = given.coarseClasses();
    for (int run : new int[] {Math.ceilDiv(fineClasses, coarseClasses), 2, 1}) {
      List<Integer> groups =
          IntStream.range(0, fineClasses).mapToObj(fine -> fine / run % coarseClasses).toList();
      if (groups.stream().distinct().count() == coarseClasses) {
        maps.add(new LabelMap(groups).text());
      }
    }
    return String.join(",", maps);
  }

  @Override
  public List<ModelSpec> models(Configuration configuration) {
    return Models.of(configuration, maps(configuration), List.of(Target.COARSE, Target.FINE));
  }

  @Override
  public Set<Measurement> measurements() {
    return Set.of(
        Measurement.CONFUSION_REDUNDANCY,
        Measurement.NEIGHBOUR_REDUNDANCY,
        Measurement.DECISION_REGIONS);
  }

  @Override
  public Question question(Configuration configuration) {
    return new Question.OverMaps(
        maps(configuration),
        new Claim(
            Claim.Source.REPORTED,
            "fine labels help if the redundancy of the map is low, that is, if few boundaries"
                + " between fine classes lie inside coarse classes",
            Claim.Sign.NEGATIVE));
  }

  private static List<String> maps(Configuration configuration) {
    return configuration.values(Configuration.MAPS).stream().distinct().toList();
  }
}
