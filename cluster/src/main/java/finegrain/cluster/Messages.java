package finegrain.cluster;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * The way from executors to the driver, a plugin of Spark's: a model is kept as soon as it is
 * trained, and not with the last one of its task. Spark makes plugins itself, so both ends are
 * found through static fields.
 */
public final class Messages implements SparkPlugin {
  /** In the driver: who takes the messages. */
  private static final AtomicReference<Collected> DRIVER = new AtomicReference<>();

  /** In an executor: the way out. */
  private static final AtomicReference<PluginContext> EXECUTOR = new AtomicReference<>();

  /** For Spark. */
  public Messages() {}

  /** Has messages go to somebody from now on. */
  static void to(Collected collected) {
    DRIVER.set(collected);
  }

  /** In an executor: this process, if it can send. */
  static PluginContext ofExecutor() {
    return Optional.ofNullable(EXECUTOR.get())
        .orElseThrow(() -> new IllegalStateException("spark.plugins lacks " + Messages.class));
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverPlugin() {
      @Override
      public Map<String, String> init(SparkContext context, PluginContext plugin) {
        // Before the first executor can come.
        context.addSparkListener(DRIVER.get());
        return Map.of();
      }

      @Override
      public Object receive(Object bytes) {
        Message message = Message.of((byte[]) bytes);
        boolean goesOn = DRIVER.get().take(message);
        // Spark warns of an answer to a message that was sent without a question.
        return message instanceof Message.Worked ? null : goesOn;
      }
    };
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void init(PluginContext plugin, Map<String, String> extra) {
        EXECUTOR.set(plugin);
      }
    };
  }
}
