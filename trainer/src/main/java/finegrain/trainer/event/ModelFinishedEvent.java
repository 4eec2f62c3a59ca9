package finegrain.trainer.event;

import finegrain.trainer.training.TrainedModel;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Percentage;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A model is trained and scored. */
@Name(ModelFinishedEvent.NAME)
@Label("Model Finished")
@Category("Finegrain")
@Description("A model is trained and scored")
@StackTrace(false)
public final class ModelFinishedEvent extends Event {
  /** Its name in a recording. */
  public static final String NAME = "finegrain.ModelFinished";

  @Label("Width")
  @Description("Hidden units, or the width of another architecture")
  int width;

  @Label("Images per Class")
  @Description("Training images of each fine class")
  int perClass;

  @Label("Repeat")
  @Description("Which split, batch order and initial weights, counted from 0")
  int repeat;

  @Label("Labels")
  @Description("What it was trained on: coarse or fine")
  String labels = "";

  @Label("Epochs")
  @Description("Epochs of its training")
  int epochs;

  @Label("Diverged")
  @Description("Whether its training ended because a loss was not finite")
  boolean diverged;

  @Label("Coarse Accuracy")
  @Description("Share of the test samples whose coarse class the model predicts")
  @Percentage
  double coarseAccuracy;

  @Label("Operations")
  @Description("Floating-point operations of its products; a multiply-add is two")
  long flops;

  @Label("Thread Time")
  @Description("The model's share of the time of its cohorts")
  @Timespan(Timespan.NANOSECONDS)
  long threadTime;

  private ModelFinishedEvent() {}

  /** Writes one; the seconds are the model's share of its threads' time. */
  public static void write(TrainedModel model, double seconds) {
    ModelFinishedEvent event = new ModelFinishedEvent();
    event.width = model.spec().width();
    event.perClass = model.spec().perClass();
    event.repeat = model.spec().repeat();
    event.labels = model.spec().target().toString();
    event.epochs = model.epochs().size();
    event.diverged = model.diverged();
    event.coarseAccuracy = model.test().coarseAccuracy();
    event.flops = model.flops();
    event.threadTime = Math.round(seconds * 1e9);
    event.commit();
  }
}
