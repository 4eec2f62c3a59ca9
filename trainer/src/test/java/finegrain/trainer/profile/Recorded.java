package finegrain.trainer.profile;

import finegrain.kernels.Backends;
import finegrain.trainer.data.Dataset;
import finegrain.trainer.data.Samples;
import finegrain.trainer.engine.Sweep;
import finegrain.trainer.event.BackendEvent;
import finegrain.trainer.event.PeakEvent;
import finegrain.trainer.labels.DatasetTask;
import finegrain.trainer.labels.Target;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Setup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Recordings for tests. */
final class Recorded {
  static final String MAP = "0110";
  static final int MODELS = 6;
  static final int THREADS = 2;
  static final double PEAK = 200;

  private Recorded() {}

  private record Stripes(int size) implements Samples {
    @Override
    public int features() {
      return 50;
    }

    @Override
    public int label(int i) {
      return i % 4;
    }

    @Override
    public void copyFeatures(int i, float[] target, int offset) {
      for (int feature = 0; feature < 50; feature++) {
        target[offset + feature] =
            (feature % 4 == i % 4 ? 1 : 0) + (i * 31 + feature * 17) % 64 / 32f;
      }
    }
  }

  /** A sweep by the scalar backend, not trained yet. */
  static Sweep sweep() {
    return sweep("scalar");
  }

  private static Sweep sweep(String backend) {
    Dataset dataset =
        Dataset.inMemory(
            "stripes", List.of("a", "b", "c", "d"), new Stripes(400), new Stripes(800));
    return new Sweep(
        new Setup(new DatasetTask(dataset, List.of(0, 1, 2, 3)), Protocol.named("paper"), 1, 30),
        List.of(50),
        Backends.choose(backend).backend(),
        Integer.MAX_VALUE);
  }

  /** Trains six models by the scalar backend, records it, and returns what was trained. */
  static Sweep train(Path file) throws InterruptedException {
    return train(file, "scalar", 1, 5, 20, 40);
  }

  /** Trains two models of each width and repeat, records it, and returns what was trained. */
  static Sweep train(Path file, String backend, int repeats, int... widths)
      throws InterruptedException {
    try (ProfileRecording recording = ProfileRecording.start(file)) {
      BackendEvent.write(backend, backend + " (as asked)", true);
      Sweep sweep = train(backend, repeats, widths);
      PeakEvent.write(THREADS, PEAK);
      recording.write(sentence -> {});
      return sweep;
    }
  }

  /** Trains two models of each width and repeat, and returns what was trained. */
  static Sweep train(String backend, int repeats, int... widths) throws InterruptedException {
    Sweep sweep = sweep(backend);
    List<ModelSpec> models = new ArrayList<>();
    for (int repeat = 0; repeat < repeats; repeat++) {
      for (int width : widths) {
        for (Target labels : List.of(Target.COARSE, Target.FINE)) {
          models.add(new ModelSpec(Architectures.perceptron(width), 50, repeat, MAP, labels));
        }
      }
    }
    sweep.run(models, THREADS, (model, seconds, _) -> {});
    return sweep;
  }
}
