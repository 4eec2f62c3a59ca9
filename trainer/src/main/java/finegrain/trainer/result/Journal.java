package finegrain.trainer.result;

import finegrain.trainer.analysis.DecisionRegions;
import finegrain.trainer.labels.LabelNoise;
import finegrain.trainer.labels.Target;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.training.EpochRecord;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Scores;
import finegrain.trainer.training.TrainedModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The models that are finished while a run goes on, one payload of a {@link JournalFile} each. */
final class Journal implements JournalFile.Format<Journal.Entry> {
  static final JournalFile.Format<Entry> FORMAT = new Journal();

  private Journal() {}

  /**
   * A finished model.
   *
   * @param model the model
   * @param seconds for which it kept a thread busy
   * @param threads of the part of the run that it was trained in
   * @param elapsed seconds of the whole run until it was finished, over all parts of the run
   * @param regions what it predicts over the plane, if the experiment draws that
   */
  record Entry(
      TrainedModel model,
      double seconds,
      int threads,
      double elapsed,
      Optional<DecisionRegions> regions) {}

  /** Opens a journal, or makes an empty one. */
  static JournalFile<Entry> open(Path path) throws IOException {
    return new JournalFile<>(path, FORMAT);
  }

  /** The whole entries of a journal. */
  static List<Entry> read(Path path) throws IOException {
    return JournalFile.read(path, FORMAT);
  }

  @Override
  public byte[] encode(Entry entry) throws IOException {
    TrainedModel model = entry.model();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeUTF(model.spec().model().toString());
    out.writeInt(model.spec().perClass());
    out.writeInt(model.spec().repeat());
    out.writeUTF(model.spec().map());
    out.writeUTF(model.spec().target().toString());
    out.writeInt(model.batch());
    out.writeBoolean(model.diverged());
    out.writeInt(model.epochs().size());
    for (EpochRecord epoch : model.epochs()) {
      out.writeDouble(epoch.trainLoss());
      out.writeDouble(epoch.trainAccuracy());
      encode(epoch.validation(), out);
      out.writeBoolean(epoch.whole().isPresent());
      if (epoch.whole().isPresent()) {
        encode(epoch.whole().get().train(), out);
        encode(epoch.whole().get().test(), out);
      }
    }
    encode(model.train(), out);
    encode(model.test(), out);
    out.writeInt(model.parameters());
    out.writeUTF(model.weightsSha256());
    out.writeLong(model.flops());
    out.writeDouble(entry.seconds());
    out.writeInt(entry.threads());
    out.writeDouble(entry.elapsed());
    out.writeBoolean(entry.regions().isPresent());
    if (entry.regions().isPresent()) {
      encode(entry.regions().get(), out);
    }
    out.writeBoolean(model.answersOneClass());
    out.writeUTF(model.spec().noise().toString());
    out.writeDouble(model.balancedAccuracy());
    return bytes.toByteArray();
  }

  private static void encode(Scores scores, DataOutputStream out) throws IOException {
    out.writeDouble(scores.loss());
    out.writeDouble(scores.coarseLoss());
    out.writeBoolean(scores.intraLoss().isPresent());
    out.writeDouble(scores.intraLoss().orElse(0));
    out.writeDouble(scores.accuracy());
    out.writeDouble(scores.coarseAccuracy());
    out.writeDouble(scores.confusedInside());
  }

  private static void encode(DecisionRegions regions, DataOutputStream out) throws IOException {
    for (String row : regions.rows()) {
      out.writeUTF(row);
    }
    out.writeInt(regions.samples().size());
    for (DecisionRegions.Sample sample : regions.samples()) {
      out.writeFloat(sample.x());
      out.writeFloat(sample.y());
      out.writeInt(sample.fineClass());
    }
  }

  @Override
  public Entry decode(byte[] payload) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload));
    ModelSpec withoutNoise =
        new ModelSpec(
            Architectures.parse(in.readUTF()),
            in.readInt(),
            in.readInt(),
            in.readUTF(),
            Target.parse(in.readUTF()));
    int batch = in.readInt();
    boolean diverged = in.readBoolean();
    int count = in.readInt();
    List<EpochRecord> epochs = new ArrayList<>(count);
    for (int epoch = 0; epoch < count; epoch++) {
      double trainLoss = in.readDouble();
      double trainAccuracy = in.readDouble();
      Scores validation = decodeScores(in);
      Optional<EpochRecord.Whole> whole =
          in.readBoolean()
              ? Optional.of(new EpochRecord.Whole(decodeScores(in), decodeScores(in)))
              : Optional.empty();
      epochs.add(new EpochRecord(trainLoss, trainAccuracy, validation, whole));
    }
    Scores train = decodeScores(in);
    Scores test = decodeScores(in);
    int parameters = in.readInt();
    String weightsSha256 = in.readUTF();
    long flops = in.readLong();
    double seconds = in.readDouble();
    int threads = in.readInt();
    double elapsed = in.readDouble();
    Optional<DecisionRegions> regions =
        in.readBoolean() ? Optional.of(decodeRegions(withoutNoise, in)) : Optional.empty();
    // Older versions ended at one of the following lines.
    boolean answersOneClass = in.available() > 0 && in.readBoolean();
    LabelNoise noise = in.available() > 0 ? LabelNoise.parse(in.readUTF()) : LabelNoise.NONE;
    double balancedAccuracy = in.available() > 0 ? in.readDouble() : Double.NaN;
    ModelSpec spec = withoutNoise.with(noise);
    TrainedModel model =
        new TrainedModel(
            spec,
            batch,
            diverged,
            epochs,
            train,
            test,
            answersOneClass,
            parameters,
            weightsSha256,
            flops,
            balancedAccuracy);
    return new Entry(model, seconds, threads, elapsed, regions);
  }

  private static DecisionRegions decodeRegions(ModelSpec spec, DataInputStream in)
      throws IOException {
    List<String> rows = new ArrayList<>();
    for (int row = 0; row < DecisionRegions.CELLS; row++) {
      rows.add(in.readUTF());
    }
    int count = in.readInt();
    List<DecisionRegions.Sample> samples = new ArrayList<>(count);
    for (int sample = 0; sample < count; sample++) {
      samples.add(new DecisionRegions.Sample(in.readFloat(), in.readFloat(), in.readInt()));
    }
    return new DecisionRegions(spec, rows, samples);
  }

  private static Scores decodeScores(DataInputStream in) throws IOException {
    double loss = in.readDouble();
    double coarseLoss = in.readDouble();
    boolean hasIntra = in.readBoolean();
    double intra = in.readDouble();
    return new Scores(
        loss,
        coarseLoss,
        hasIntra ? OptionalDouble.of(intra) : OptionalDouble.empty(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble());
  }
}
