package finegrain.trainer.result;

import finegrain.kernels.host.WholeFile;
import finegrain.trainer.training.NetworkEpoch;
import finegrain.trainer.training.TrainedNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The tables of {@code finegrain train}, without times: the same bytes wherever it was done. */
final class TrainingFiles {
  static final String RESULTS = "results.csv";
  static final String EPOCHS = "epochs.csv";

  private TrainingFiles() {}

  static void write(Path folder, TrainingConfiguration configuration, List<TrainedNetwork> networks)
      throws IOException {
    WholeFile.write(folder.resolve(EPOCHS), epochs(configuration, networks));
    WholeFile.write(folder.resolve(RESULTS), results(networks));
  }

  private static String results(List<TrainedNetwork> networks) {
    StringBuilder out =
        new StringBuilder(
            "seed,epochs,diverged,test_loss,test_accuracy,parameters,weights_sha256\n");
    for (TrainedNetwork network : networks) {
      line(
          out,
          network.seed(),
          network.epochs().size(),
          network.diverged(),
          network.test().loss(),
          network.test().accuracy(),
          network.parameters(),
          network.weightsSha256());
    }
    return out.toString();
  }

  private static String epochs(TrainingConfiguration configuration, List<TrainedNetwork> networks) {
    String judged = configuration.validation() == 0 ? "test" : "validation";
    StringBuilder out =
        new StringBuilder("seed,epoch,learning_rate,train_loss,train_accuracy,")
            .append(judged)
            .append("_loss,")
            .append(judged)
            .append("_accuracy\n");
    for (TrainedNetwork network : networks) {
      int number = 0;
      for (NetworkEpoch epoch : network.epochs()) {
        line(
            out,
            network.seed(),
            ++number,
            epoch.learningRate(),
            epoch.train().loss(),
            epoch.train().accuracy(),
            epoch.judged().loss(),
            epoch.judged().accuracy());
      }
    }
    return out.toString();
  }

  private static void line(StringBuilder out, Object... fields) {
    for (int i = 0; i < fields.length; i++) {
      out.append(i == 0 ? "" : ",").append(fields[i]);
    }
    out.append('\n');
  }
}
