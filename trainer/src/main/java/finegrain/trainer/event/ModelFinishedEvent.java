package finegrain.trainer.event;

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
  @Description("Hidden units")
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
  @Description("Share of the test samples whose coarse class it finds")
  @Percentage
  double coarseAccuracy;

  @Label("Operations")
  @Description("Floating-point operations of its products; a multiply-add is two")
  long flops;

  @Label("Thread Time")
  @Description("Its share of the time that its cohorts took their threads")
  @Timespan(Timespan.NANOSECONDS)
  long threadTime;

  /**
   * An event that is not written yet.
   *
   * @param width hidden units
   * @param perClass training images of each fine class
   * @param repeat counted from 0
   * @param labels what it was trained on
   */
  public ModelFinishedEvent(int width, int perClass, int repeat, String labels) {
    this.width = width;
    this.perClass = perClass;
    this.repeat = repeat;
    this.labels = labels;
  }

  /** Writes it, with what came of the model. */
  public void write(
      int itsEpochs, boolean hasDiverged, double accuracy, long operations, double seconds) {
    epochs = itsEpochs;
    diverged = hasDiverged;
    coarseAccuracy = accuracy;
    flops = operations;
    threadTime = Math.round(seconds * 1e9);
    commit();
  }
}
