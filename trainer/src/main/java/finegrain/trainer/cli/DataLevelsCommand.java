package finegrain.trainer.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import finegrain.kernels.host.WholeFile;
import finegrain.trainer.PlainText;
import finegrain.trainer.UserError;
import finegrain.trainer.data.ImageFolder;
import finegrain.trainer.data.ImageOptions;
import finegrain.trainer.data.Scaling;
import finegrain.trainer.data.image.ClassFolders;
import finegrain.trainer.labels.ClassLabels;
import finegrain.trainer.labels.INaturalist;
import finegrain.trainer.labels.SynsetLevels;
import finegrain.trainer.labels.WordNet;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code finegrain data levels}: labels of several granularities that classes have. */
@Command(
    name = "levels",
    description = {
      "Show how many labels classes have on each level of WordNet or of iNaturalist.",
      "",
      "The classes are ids of WordNet, or folders of iNaturalist 2021, whose names have the ranks"
          + " from kingdom to species. On WordNet's level k each class has all synsets that k steps"
          + " lead to, each from a synset to all its hypernyms. A class may have several labels.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  finegrain data levels folder:tiny-imagenet --wordnet data.noun",
      "  finegrain data levels synsets.txt --wordnet data.noun.gz --level 4 --out level4.csv"
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class DataLevelsCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "SOURCE",
      description =
          "folder:DIR, whose folders are the classes; or a text file with a class in each line.")
  private String source = "";

  @Option(
      names = "--wordnet",
      paramLabel = "FILE",
      description = "The file data.noun of WordNet 3.0, which may be compressed by gzip.")
  private Optional<Path> wordNetFile = Optional.empty();

  @Option(
      names = "--annotations",
      paramLabel = "FILE",
      description = "The file train_mini.json of iNaturalist 2021, which has the supercategories.")
  private Optional<Path> annotations = Optional.empty();

  @Option(names = "--level", paramLabel = "NAME", description = "Write this level to --out.")
  private Optional<String> level = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Write a csv of the classes, their names and their labels on --level, with blanks between"
              + " labels.")
  private Optional<Path> out = Optional.empty();

  private final Console console;

  DataLevelsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (level.isPresent() != out.isPresent()) {
      throw new UserError("--level and --out belong together; give both or none");
    }
    out.ifPresent(file -> OutputFile.check("--out", file));
    List<String> classes = classes();
    if (INaturalist.areFolders(classes)) {
      refuse("--wordnet", wordNetFile);
      List<ClassLabels> levels = new ArrayList<>();
      annotations.ifPresent(file -> levels.add(INaturalist.supercategories(file, classes)));
      levels.addAll(INaturalist.levels(classes));
      show(classes, levels, INaturalist::species);
      return 0;
    }
    refuse("--annotations", annotations);
    if (!classes.stream().allMatch(WordNet::isId)) {
      throw new UserError(
          "%s has the class %s, which is no id of WordNet such as n01443537, and its classes are no folders of iNaturalist such as 00000_Animalia_Annelida_Clitellata_Haplotaxida_Lumbricidae_Lumbricus_terrestris"
              .formatted(
                  source,
                  PlainText.shortened(
                      classes.stream().filter(name -> !WordNet.isId(name)).findFirst().get())));
    }
    WordNet wordNet =
        WordNet.read(
            wordNetFile.orElseThrow(
                () ->
                    new UserError(
                        "--wordnet must name the file data.noun of WordNet 3.0, which has the"
                            + " levels of such classes")));
    show(classes, new SynsetLevels(wordNet, classes).all(), wordNet::word);
    return 0;
  }

  private void refuse(String option, Optional<Path> file) {
    if (file.isPresent()) {
      throw new UserError(
          "%s is not for the classes of %s; leave it out".formatted(option, source));
    }
  }

  private List<String> classes() throws IOException {
    Optional<ImageFolder> folder = ImageFolder.find(source, ImageOptions.NONE, Scaling.NONE);
    if (folder.isPresent()) {
      return ClassFolders.names(folder.get().path());
    }
    try {
      List<String> classes =
          Files.readAllLines(Path.of(source)).stream()
              .map(String::strip)
              .filter(line -> !line.isEmpty())
              .toList();
      if (classes.isEmpty()) {
        throw new UserError(source + " has no line; give a class in each line");
      }
      HashSet<String> seen = new HashSet<>();
      for (String name : classes) {
        if (!seen.add(name)) {
          throw new UserError(
              "%s has the class %s twice; give each class once"
                  .formatted(source, PlainText.shortened(name)));
        }
      }
      return classes;
    } catch (NoSuchFileException e) {
      throw new UserError(
          "%s does not exist; give folder:DIR or a file with a class in each line"
              .formatted(source),
          e);
    } catch (MalformedInputException e) {
      throw new UserError(source + " is no text in UTF-8; give a class in each line", e);
    }
  }

  /**
   * Shows the levels, and writes the one that is asked for.
   *
   * @param word of a class, for people
   */
  private void show(List<String> classes, List<ClassLabels> levels, UnaryOperator<String> word)
      throws IOException {
    Optional<ClassLabels> chosen =
        level.map(
            name ->
                levels.stream()
                    .filter(labels -> labels.level().equals(name))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            new UserError(
                                "--level %s is none of the levels %s"
                                    .formatted(
                                        name,
                                        levels.stream()
                                            .map(ClassLabels::level)
                                            .collect(Collectors.joining(", "))))));
    console.say(
        "%d classes: %s"
            .formatted(classes.size(), PlainText.names(classes.stream().map(word).toList())));
    console.say("level         labels   classes with several labels");
    for (ClassLabels labels : levels) {
      console.say(
          String.format(
              Locale.ROOT,
              "%-13s %6d   %5.1f %%",
              labels.level(),
              labels.names().size(),
              100.0 * labels.several() / classes.size()));
    }
    if (chosen.isPresent()) {
      WholeFile.write(out.orElseThrow(), csv(classes, chosen.get(), word));
      console.say("wrote " + out.get());
    }
  }

  private static String csv(List<String> classes, ClassLabels labels, UnaryOperator<String> word)
      throws IOException {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
      csv.writeRecord("class", "name", "labels");
      for (int i = 0; i < classes.size(); i++) {
        csv.writeRecord(
            classes.get(i), word.apply(classes.get(i)), String.join(" ", labels.namesOf(i)));
      }
    }
    return text.toString();
  }
}
