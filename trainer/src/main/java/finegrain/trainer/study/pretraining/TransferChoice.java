package finegrain.trainer.study.pretraining;

import finegrain.trainer.PlainText;
import finegrain.trainer.UserError;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.data.Dataset;
import finegrain.trainer.data.Fact;
import finegrain.trainer.labels.DataFacts;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.labels.LabelledSource;
import finegrain.trainer.labels.LabelledSource.GivenMap;
import finegrain.trainer.network.Architecture;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.study.StudyOption;
import finegrain.trainer.study.StudySettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a run of pretraining by granularity is about, with its data in memory.
 *
 * @param source of the data
 * @param dataset all of it
 * @param map the tree of labels
 * @param classes the labels of the data set that are its leaves
 * @param transfers train the networks: one for each number of training images, the most images last
 * @param arms of the run
 * @param shares of the target's labels, the largest first
 * @param repeats how many
 * @param judges networks that say which test images are hard
 */
record TransferChoice(
    DataSource.Stored source,
    Dataset dataset,
    GivenMap map,
    List<Integer> classes,
    List<Transfer> transfers,
    List<Arm> arms,
    List<Double> shares,
    int repeats,
    int judges) {
  static final String MNIST = "mnist";

  private static final int LEAST_JUDGES = 3;
  private static final String EVEN_AND_ODD = "0101010101";
  private static final int MOST = 1000;
  private static final int MOST_EPOCHS = 10_000;
  private static final int MOST_BATCH = 65_536;
  private static final int MOST_PER_CLASS = 10_000_000;

  /** 0 stands for all. */
  private static final Comparator<Integer> MOST_LAST =
      Comparator.comparing((Integer images) -> images == 0).thenComparingInt(images -> images);

  /** The options beside those of all studies. */
  static final List<StudyOption> OPTIONS =
      List.of(
          StudyOption.optional(
              "map",
              "MAP|FILE",
              "The tree of labels: digits such as 0101010101, a tree such as 00001111/00112233, or"
                  + " a file. Its coarsest level is the target, its finest classes are the leaves"
                  + " (default: even and odd digits for mnist, else that of the data set)."),
          StudyOption.optional(
              "arms",
              "NAME,...",
              "What networks are pretrained on, among "
                  + String.join(", ", Arm.forms())
                  + "; target is always among them (default: all kinds)."),
          option(
              "model", "NAME", "cnn2, cnn, resnet20, vit or vit-b16, or one at a width", "cnn2(8)"),
          option(
              "per-class",
              "N,...",
              "Training images of each leaf, the first ones, or several such numbers; 0 for all",
              100),
          option(
              "protocol",
              "NAME",
              "deep: as each model is usually trained; imagenet: the paper's recipe for ImageNet,"
                  + " with a sigmoid for each label",
              TransferRecipe.DEEP),
          StudyOption.optional(
              "epochs",
              "N",
              "Of a pretraining, over all training images (default: 20; 90 by protocol imagenet)."),
          StudyOption.optional(
              "tuning-epochs",
              "N",
              "Of a fine-tuning, over all training images (default: 5; 8 by protocol imagenet)."),
          StudyOption.optional(
              "tuning-rate",
              "X",
              "Factor of the learning rate of a fine-tuning (default: 0.3; 1 by protocol"
                  + " imagenet)."),
          StudyOption.optional(
              "batch",
              "N",
              "Images of a step (default: 32; by protocol imagenet 4096, and 512 in a"
                  + " fine-tuning)."),
          option(
              "target-share",
              "X,...",
              "Shares of the target's labels that networks are fine-tuned on, in as many steps",
              "1,0.2,0.05,0.01"),
          option("repeats", "N", "Repeats, each with a seed of its own", 6),
          option(
              "judges",
              "N",
              "Networks of other seeds that say which test images are hard: those that most of them"
                  + " get wrong",
              LEAST_JUDGES));

  private static StudyOption option(String name, String label, String words, Object value) {
    return StudyOption.of(name, label, "%s (default: %s).".formatted(words, value), value);
  }

  /**
   * What the user asks for, with the data in memory.
   *
   * @throws UserError if it makes no sense
   */
  static TransferChoice of(StudySettings settings) {
    DataSource.Stored source = stored(settings.source().orElseThrow());
    LabelledSource.OfFiles labelled = new LabelledSource.OfFiles(source, source.open());
    GivenMap map =
        labelled.map(
            settings
                .text("map")
                .orElseGet(
                    () -> source.name().equals(MNIST) ? EVEN_AND_ODD : labelled.defaultMap()));
    LabelTree tree = LabelTree.parse(map.text());
    List<Integer> classes = labelled.labels(map.text());
    Architecture architecture = architecture(settings.text("model").orElseThrow());
    List<Arm> arms =
        settings
            .text("arms")
            .map(list -> Arm.list(Arrays.asList(list.split(",", -1))))
            .orElseGet(() -> Arm.usual(tree));
    List<Double> shares = shares(settings);
    String protocol = settings.word("protocol", TransferRecipe.PROTOCOLS);
    TransferRecipe.Wishes wishes =
        new TransferRecipe.Wishes(
            count(settings, "batch", 2, MOST_BATCH),
            count(settings, "epochs", 1, MOST_EPOCHS),
            count(settings, "tuning-epochs", 1, MOST_EPOCHS),
            tuningRate(settings));
    List<Integer> perClass = settings.counts("per-class", 0, MOST_PER_CLASS);
    Dataset dataset = source.open().reader().get();
    List<Transfer> transfers = new ArrayList<>();
    for (int images : perClass.stream().distinct().sorted(MOST_LAST).toList()) {
      TransferData data = TransferData.of(dataset, classes, tree, images);
      TransferRecipe recipe =
          TransferRecipe.of(
              protocol, architecture, wishes, data.train().size(), source.isPhotographs());
      transfers.add(
          new Transfer(data, recipe, dataset.name(), source.scaling(), dataset.scale(), images));
    }
    transfers.forEach(transfer -> arms.forEach(arm -> transfer.check(arm, settings.seed())));
    return new TransferChoice(
        source,
        dataset,
        map,
        classes,
        transfers,
        arms,
        shares,
        settings.count("repeats", 1, MOST),
        settings.count("judges", LEAST_JUDGES, MOST));
  }

  private static DataSource.Stored stored(DataSource source) {
    return switch (source) {
      case DataSource.Stored stored -> stored;
      case DataSource.Generated generated ->
          throw new UserError(
              "--dataset %s has no images to pretrain on; name a data set of files, such as mnist or cifar-100"
                  .formatted(generated.name()));
    };
  }

  private static Architecture architecture(String name) {
    try {
      return Architectures.find(name)
          .or(() -> Architectures.usual(name))
          .orElseThrow(
              () ->
                  new UserError(
                      "there is no model \"%s\"; choose one of %s, or one at a width such as cnn2(8)"
                          .formatted(
                              PlainText.shortened(name),
                              String.join(", ", Architectures.families()))));
    } catch (IllegalArgumentException misfit) {
      throw new UserError(misfit.getMessage(), misfit);
    }
  }

  private static Optional<Integer> count(
      StudySettings settings, String option, int least, int most) {
    return settings.text(option).map(_ -> settings.count(option, least, most));
  }

  private static Optional<Double> tuningRate(StudySettings settings) {
    return settings
        .text("tuning-rate")
        .map(
            text -> {
              List<Double> rates = settings.numbers("tuning-rate", Float.MIN_NORMAL, MOST);
              if (rates.size() != 1) {
                throw new UserError("--tuning-rate must be one number, not \"%s\"".formatted(text));
              }
              return rates.getFirst();
            });
  }

  /** The largest first, each once. */
  private static List<Double> shares(StudySettings settings) {
    List<Double> shares =
        settings.numbers("target-share", Double.MIN_VALUE, 1).stream()
            .distinct()
            .sorted(Comparator.reverseOrder())
            .toList();
    return shares;
  }

  /** What was understood, in words. */
  List<Fact> facts() {
    List<Fact> facts = new ArrayList<>(DataFacts.of(dataset, classes, source.scaling()));
    // Other experiments hold out test samples.
    facts.removeIf(fact -> fact.name().equals("validation"));
    facts.addAll(map.facts());
    for (Transfer transfer : transfers) {
      TransferData data = transfer.data();
      facts.add(
          new Fact(
              "training",
              "%d images, %d leaves in %d target classes"
                  .formatted(data.train().size(), data.tree().fineClasses(), data.targets())));
    }
    facts.add(new Fact("model", transfers.getLast().recipe().architecture().toString()));
    transfers.stream()
        .flatMap(transfer -> transfer.recipe().facts().stream())
        .distinct()
        .forEach(facts::add);
    return facts;
  }
}
