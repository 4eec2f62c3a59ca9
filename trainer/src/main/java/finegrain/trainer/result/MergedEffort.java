package finegrain.trainer.result;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import finegrain.trainer.experiment.Shard;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The work of all shards of a run, and how each was done. Operations and seconds are sums, as if
 * the machines had worked one after another; the peak is the mean of theirs, each weighted by its
 * seconds; the memory is that of the largest process.
 */
final class MergedEffort {
  private static final String PEAK_RSS = "peak_rss_bytes";

  private final JsonArray shards = new JsonArray();
  private long flops;
  private double seconds;

  /** Operations that the measured peaks allow in the time that was used; NaN if one is missing. */
  private double possibleFlops;

  /** Operations of a program that multiplies zeros too; NaN if a shard does not say its rate. */
  private double denseFlops;

  /** NaN if one is missing. */
  private double peakRssBytes;

  /**
   * Adds a shard.
   *
   * @param manifest of its folder
   */
  void add(Shard shard, Effort effort, JsonObject manifest) {
    flops += effort.flops();
    seconds += effort.seconds();
    possibleFlops += effort.flops() / number(manifest, "share_of_peak");
    denseFlops += number(manifest, Manifest.DENSE_EQUIVALENT) * 1e9 * effort.seconds();
    peakRssBytes = Math.max(peakRssBytes, number(manifest, PEAK_RSS));

    JsonObject named = new JsonObject();
    named.addProperty(ConfigurationFile.SHARD, shard.toString());
    manifest.asMap().forEach(named::add);
    // The same for all, but for the shard, or said of all shards together.
    named.remove("configuration");
    RunNotes.keys().forEach(named::remove);
    shards.add(named);
  }

  private static double number(JsonObject manifest, String key) {
    JsonElement value = manifest.get(key);
    return value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()
        ? value.getAsDouble()
        : Double.NaN;
  }

  private OptionalDouble share() {
    return Double.isNaN(possibleFlops)
        ? OptionalDouble.empty()
        : OptionalDouble.of(flops / possibleFlops);
  }

  void addTo(JsonObject json) {
    json.addProperty("seconds", seconds);
    json.addProperty("flops", flops);
    share()
        .ifPresent(
            share -> {
              json.addProperty("peak_gflops", possibleFlops / seconds * 1e-9);
              json.addProperty("share_of_peak", share);
            });
    if (!Double.isNaN(denseFlops)) {
      json.addProperty(Manifest.DENSE_EQUIVALENT, denseFlops / seconds * 1e-9);
    }
    if (!Double.isNaN(peakRssBytes)) {
      json.addProperty(PEAK_RSS, (long) peakRssBytes);
    }
    json.add("shards", shards);
  }

  String inWords(int models) {
    String line =
        String.format(
            Locale.ROOT, "%d models of %d shards, %.1f s in all", models, shards.size(), seconds);
    OptionalDouble share = share();
    return share.isEmpty()
        ? line
        : line
            + String.format(
                Locale.ROOT, ", at %.1f %% of the measured peaks", 100 * share.getAsDouble());
  }
}
