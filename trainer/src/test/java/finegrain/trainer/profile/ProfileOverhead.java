package finegrain.trainer.profile;

import finegrain.kernels.Backends;
import finegrain.trainer.data.DatasetCatalog;
import finegrain.trainer.data.DatasetLoader;
import finegrain.trainer.data.KnownDataset;
import finegrain.trainer.engine.Sweep;
import finegrain.trainer.labels.DatasetTask;
import finegrain.trainer.labels.Target;
import finegrain.trainer.labels.Task;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Setup;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a profile costs, by hand: {@code main(ROUNDS [stream])} trains the same models again and
 * again, in turns without and with a recording (and the stream of a progress line), and compares
 * the processor time of the whole process, the recorder's threads included. Starting a recording
 * and writing its file are not in it. A quotient is that of a training with a recording to the one
 * before or after it without.
 */
final class ProfileOverhead {
  private static final int WARM_UP = 4;
  private static final int REPEATS = 5;
  private static final int EPOCHS = 60;
  private static final int PER_CLASS = 50;

  private static final String MAP = "00001111";

  private ProfileOverhead() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = Integer.parseInt(arguments[0]);
    boolean stream = arguments.length > 1;
    KnownDataset known = DatasetCatalog.named("mnist");
    Task task =
        new DatasetTask(DatasetLoader.load("mnist", Optional.empty(), false), known.fineClasses());
    for (int i = 0; i < WARM_UP; i++) {
      train(task);
    }
    double[] quotients = new double[rounds];
    double[] plain = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      boolean recordedFirst = round % 2 == 0;
      double recorded = recordedFirst ? recorded(task, stream) : 0;
      plain[round] = train(task);
      recorded = recordedFirst ? recorded : recorded(task, stream);
      quotients[round] = recorded / plain[round];
    }
    Arrays.sort(quotients);
    Arrays.sort(plain);
    System.out.println(
        String.format(
            Locale.ROOT,
            "recorded over plain: median %.4f, quartiles %.4f %.4f; plain %.3f s of processor time",
            quotients[rounds / 2],
            quotients[rounds / 4],
            quotients[3 * rounds / 4],
            plain[rounds / 2]));
  }

  private static double recorded(Task task, boolean stream) throws Exception {
    Path file = Files.createTempDirectory("overhead").resolve("profile.jfr");
    try (ProfileRecording _ = ProfileRecording.start(file);
        PhaseStream _ = stream ? PhaseStream.start() : PhaseStream.none()) {
      return train(task);
    } finally {
      Files.delete(file.getParent());
    }
  }

  /** Seconds of processor time. */
  private static double train(Task task) throws InterruptedException {
    List<ModelSpec> models = new ArrayList<>();
    for (int repeat = 0; repeat < REPEATS; repeat++) {
      for (int width : new int[] {10, 50, 120}) {
        for (Target labels : List.of(Target.COARSE, Target.FINE)) {
          models.add(
              new ModelSpec(Architectures.perceptron(width), PER_CLASS, repeat, MAP, labels));
        }
      }
    }
    Sweep sweep =
        new Sweep(
            new Setup(task, Protocol.named("paper"), 1, EPOCHS),
            List.of(PER_CLASS),
            Backends.choose("auto").backend(),
            Integer.MAX_VALUE);
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long begin = system.getProcessCpuTime();
    sweep.run(models, 1, (model, seconds, _) -> {});
    return (system.getProcessCpuTime() - begin) * 1e-9;
  }
}
