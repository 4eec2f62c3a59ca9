package finegrain.trainer.repro;

import finegrain.trainer.training.ModelSpec;

/** Models in words. */
final class ModelNames {
  private ModelNames() {}

  /** Which model it is, such as {@code width 20, 50 images a class, repeat 0, fine labels}. */
  static String of(ModelSpec model) {
    return "width %d, %d images a class, repeat %d, %s labels%s"
        .formatted(
            model.width(),
            model.perClass(),
            model.repeat(),
            model.target(),
            model.noise().isNone() ? "" : ", label noise " + model.noise());
  }
}
