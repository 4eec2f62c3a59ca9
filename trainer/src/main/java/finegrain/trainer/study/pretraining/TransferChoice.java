package finegrain.trainer.study.pretraining;

import finegrain.trainer.PlainText;
import finegrain.trainer.Sha256;
import finegrain.trainer.UserError;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.data.Dataset;
import finegrain.trainer.data.Fact;
import finegrain.trainer.labels.DataFacts;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.labels.LabelledSource;
import finegrain.trainer.labels.LabelledSource.GivenMap;
import finegrain.trainer.labels.SynsetLevels;
import finegrain.trainer.labels.WordNet;
import finegrain.trainer.network.Architecture;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.study.StudyOption;
import finegrain.trainer.study.StudySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run of pretraining by granularity is about, with its data in memory.
 *
 * @param source of the data
 * @param dataset all of it
 * @param hashes SHA-256 of each file of the data and of WordNet
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
    SortedMap<String, String> hashes,
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
          StudyOption.optional(
              "wordnet",
              "FILE",
              "The file data.noun of WordNet 3.0, which may be compressed by gzip, for the arms"
                  + " wordnet-N, whose leaves are ids such as n01443537 (default: none)."),
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
    Optional<List<Arm>> named =
        settings.text("arms").map(list -> Arm.list(Arrays.asList(list.split(",", -1))));
    Optional<Path> wordNet = settings.text("wordnet").map(Path::of);
    named.ifPresent(arms -> checkWordNet(arms, wordNet));
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
    Optional<SynsetLevels> synsets =
        wordNet.map(file -> new SynsetLevels(WordNet.read(file), names(dataset, classes)));
    List<Arm> arms =
        named.orElseGet(
            () -> {
              List<Arm> usual = new ArrayList<>(Arm.usual(tree));
              synsets.ifPresent(levels -> usual.addAll(Arm.usual(levels)));
              return List.copyOf(usual);
            });
    List<Transfer> transfers = new ArrayList<>();
    for (int images : perClass.stream().distinct().sorted(MOST_LAST).toList()) {
      TransferData data = TransferData.of(dataset, classes, tree, images, synsets);
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
        hashes(dataset, wordNet),
        map,
        classes,
        transfers,
        arms,
        shares,
        settings.count("repeats", 1, MOST),
        settings.count("judges", LEAST_JUDGES, MOST));
  }

  /** The names of the leaves. */
  private static List<String> names(Dataset dataset, List<Integer> classes) {
    return classes.stream().map(dataset.classNames()::get).toList();
  }

  private static void checkWordNet(List<Arm> arms, Optional<Path> wordNet) {
    Optional<Arm> one = arms.stream().filter(arm -> arm.kind() == Arm.Kind.WORDNET).findFirst();
    if (one.isEmpty() && wordNet.isPresent()) {
      throw new UserError(
          "--wordnet is for arms such as wordnet-2; name one of them in --arms, or leave it out");
    }
    if (one.isPresent() && wordNet.isEmpty()) {
      throw new UserError(
          "the arm %s needs --wordnet, the file data.noun of WordNet 3.0".formatted(one.get()));
    }
  }

  private static SortedMap<String, String> hashes(Dataset dataset, Optional<Path> wordNet) {
    SortedMap<String, String> hashes = new TreeMap<>(dataset.sha256());
    wordNet.ifPresent(
        file -> {
          try {
            hashes.put("wordnet", Sha256.of(Files.readAllBytes(file)));
          } catch (IOException e) {
            throw new UserError("%s cannot be read (%s)".formatted(file, e.getMessage()), e);
          }
        });
    return hashes;
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
