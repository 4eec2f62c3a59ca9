package finegrain.cluster;

import finegrain.kernels.Kernels;
import finegrain.trainer.UserError;
import finegrain.trainer.cluster.Cluster;
import java.io.File;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What Spark is told. The user's own settings, which are system properties here and options of
 * spark-submit there, go before ours.
 */
final class SparkSettings {
  private static final String OF_SPARK_SUBMIT = "spark";
  private static final String MASTER = "spark.master";
  private static final String PLUGINS = "spark.plugins";
  private static final String JARS = "spark.jars";
  private static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";
  private static final long LEAST_MEBI = 1_024;
  private static final double MEBI = 0x1p20;

  /** What the launcher gives a local run; docs/decisions.md has the effect of each. */
  private static final String LIKE_THE_LAUNCHER =
      "-XX:ObjectAlignmentInBytes=64 -XX:MetaspaceSize=64m";

  private static final String OURS = "finegrain.";

  /** What its properties begin with that are of the driver's process alone. */
  private static final List<String> OF_THE_DRIVER =
      List.of("stderr", "started", "terminal.", "launcher", "spark.");

  private SparkSettings() {}

  /**
   * The master that a place names, or that spark-submit has named.
   *
   * @throws UserError if nobody names one
   */
  static String master(String place) {
    if (!place.equals(OF_SPARK_SUBMIT)) {
      return place;
    }
    String master = new SparkConf().get(MASTER, "");
    if (master.isEmpty()) {
      throw new UserError(
          "--on spark takes the master from spark-submit, and this is none; name it, as in --on"
              + " spark://HOST:7077");
    }
    return master;
  }

  /**
   * The settings for a request.
   *
   * @param addresses of the master; none if it is no master of Spark's own
   */
  static SparkConf of(Cluster.Request request, String master, List<MasterAddress> addresses) {
    SparkConf conf = new SparkConf();
    conf.setMaster(master);
    if (!addresses.isEmpty()
        && addresses.stream().allMatch(address -> isLoopback(address.host()))) {
      // Otherwise Spark listens on this machine's public address.
      conf.setIfMissing("spark.driver.host", "127.0.0.1");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
    }
    conf.setAppName(request.name());
    conf.setIfMissing("spark.ui.enabled", "false");
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    // Those of spark-submit go to the terminal.
    conf.setIfMissing("spark.log.level", "WARN");
    request.cores().ifPresent(cores -> conf.set("spark.cores.max", Integer.toString(cores)));
    // An executor loads the same data as this process, and trains beside them.
    conf.setIfMissing(
        "spark.executor.memory",
        Math.max(LEAST_MEBI, Math.round(2 * request.loaded() / MEBI)) + "m");
    add(conf, PLUGINS, Messages.class.getName(), ",");
    add(conf, JARS, String.join(",", jars()), ",");
    add(conf, EXECUTOR_OPTIONS, executorOptions(conf.get(EXECUTOR_OPTIONS, "")), " ");
    for (String variable : List.of("FINEGRAIN_CACHE", "FINEGRAIN_ONEDNN_LIBRARY")) {
      String value = System.getenv(variable);
      if (value != null) {
        conf.setExecutorEnv(variable, value);
      }
    }
    return conf;
  }

  private static void add(SparkConf conf, String key, String value, String separator) {
    conf.set(
        key,
        Stream.of(conf.get(key, ""), value)
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining(separator)));
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** The jars that executors need and do not have: those of this program, and what reads csv. */
  private static List<String> jars() {
    List<Class<?>> classes = new ArrayList<>();
    classes.add(SparkSettings.class);
    classes.add(Cluster.class);
    classes.add(Kernels.class);
    for (String name :
        List.of("finegrain.onednn.OneDnnBackend", "de.siegmar.fastcsv.reader.CsvReader")) {
      try {
        classes.add(Class.forName(name, false, SparkSettings.class.getClassLoader()));
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException(e);
      }
    }
    // The launcher adds oneDNN where the run asks for it.
    Stream<String> oneDnn =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(path -> Path.of(path).getFileName().toString().startsWith("dnnl-"));
    return Stream.concat(classes.stream().map(one -> JavaSparkContext.jarOfClass(one)[0]), oneDnn)
        .toList();
  }

  /**
   * Options of an executor's JVM. Spark adds those for the Vector API and for what it opens itself.
   *
   * @param given those of the user
   */
  private static String executorOptions(String given) {
    List<String> options = new ArrayList<>(List.of(LIKE_THE_LAUNCHER));
    if (!given.matches(".*-XX:\\+Use\\w+GC\\b.*")) {
      options.add("-XX:+UseSerialGC");
    }
    if (System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
      options.add("-XX:+UseTransparentHugePages");
    }
    for (String name : System.getProperties().stringPropertyNames()) {
      String rest = name.startsWith(OURS) ? name.substring(OURS.length()) : "";
      if (!rest.isEmpty() && OF_THE_DRIVER.stream().noneMatch(rest::startsWith)) {
        options.add("\"-D%s=%s\"".formatted(name, System.getProperty(name)));
      }
    }
    return String.join(" ", options);
  }
}
