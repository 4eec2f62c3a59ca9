package finegrain.trainer.cli;

import finegrain.kernels.Backends;
import finegrain.trainer.experiment.Shard;
import finegrain.trainer.result.StudyConfiguration;
import finegrain.trainer.result.StudyFolder;
import finegrain.trainer.result.StudyOutcome;
import finegrain.trainer.study.Plan;
import finegrain.trainer.study.Study;
import finegrain.trainer.study.Unit;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A run of a study in which all is chosen: computes what is left of its units, writes what was
 * found, and tells the user of both.
 *
 * @param plan of the whole run
 * @param shard which part of it is computed
 * @param units of the shard, in order
 * @param advice on another backend
 * @param workforce that computes
 */
record StudyRun(
    Console console,
    StudyConfiguration configuration,
    Plan plan,
    Shard shard,
    List<Unit> units,
    Backends.Choice backend,
    Optional<String> advice,
    UnitWorkforce workforce) {
  private Study study() {
    return configuration.study();
  }

  /** Does what is left of the run in its folder; says so where nothing is. */
  void execute(StudyFolder folder) throws IOException, InterruptedException {
    configuration.warningOfBits().ifPresent(console::say);
    if (folder.isFinished()) {
      console.say("This run is finished: its results are in %s".formatted(folder.path()));
      return;
    }
    Set<String> finished = folder.finished();
    List<Unit> open = units.stream().filter(unit -> !finished.contains(unit.key())).toList();
    try (UnitWorkforce.Team team = workforce.gather(folder.path())) {
      introduce(units.size() - open.size(), team);
      compute(open, folder, team);
    }
  }

  private void compute(List<Unit> open, StudyFolder folder, UnitWorkforce.Team team)
      throws InterruptedException {
    double work = open.stream().mapToDouble(Unit::cost).sum();
    int finished = units.size() - open.size();
    try (UnitProgress progress =
            new UnitProgress(console, study().units(), finished, units.size(), work);
        StopNotice _ = new StopNotice(console, progress::end, progress::stopped)) {
      team.compute(
          open,
          computed -> {
            folder.add(computed);
            computed.forEach(its -> progress.step(its.unit().cost()));
          });
      progress.end();
      finish(folder, team);
    }
  }

  private void introduce(int finished, UnitWorkforce.Team team) {
    console.say(
        configuration
            .settings()
            .source()
            .map(data -> "%s on %s (%s)".formatted(study().name(), data.name(), plan.readFrom()))
            .orElse(study().name()));
    DataDescription.lines(plan.facts()).forEach(console::say);
    console.say("backend: " + backend.reason());
    advice.ifPresent(console::say);
    console.say(team.words());
    if (!shard.isWhole()) {
      console.say("shard:   " + shard);
    }
    console.say(
        finished == 0
            ? "%s: %d".formatted(study().units(), units.size())
            : "%s: %d, of which %d are finished"
                .formatted(study().units(), units.size(), finished));
  }

  private void finish(StudyFolder folder, UnitWorkforce.Team team) {
    StudyOutcome outcome =
        folder.finish(
            plan,
            units,
            new StudyFolder.Circumstances(Main.Version.number(), backend.reason(), team.threads()));
    console.say("");
    tell(console, outcome);
    console.say(
        String.format(
            Locale.ROOT, "%d %s in %.1f s", units.size(), study().units(), folder.seconds()));
    folder.files(plan.tables()).forEach(file -> console.say("wrote " + file));
    configuration.warningOfBits().ifPresent(console::say);
  }

  /** Tells the user what came of a run. */
  static void tell(Console console, StudyOutcome outcome) {
    outcome.warnings().forEach(console::say);
    outcome
        .conclusion()
        .ifPresent(
            conclusion -> {
              console.say(conclusion.finding());
              if (!conclusion.detail().isEmpty()) {
                console.say(conclusion.detail());
              }
              console.say(conclusion.answer());
              console.say("");
            });
  }
}
