package finegrain.trainer.study;

import finegrain.trainer.UserError;
import finegrain.trainer.data.Fact;
import finegrain.trainer.experiment.Shard;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a study computes.
 *
 * @param tables of the results; one of them is {@link Table#RESULTS}
 * @param units in the order of the rows
 * @param data SHA-256 of each data file; empty if there are none
 * @param readFrom where the data were read; empty if there are none
 * @param facts what was understood of the data, or what is computed, in words
 */
public record Plan(
    List<Table> tables,
    List<Unit> units,
    SortedMap<String, String> data,
    String readFrom,
    List<Fact> facts) {
  /**
   * Copies the collections.
   *
   * @throws IllegalArgumentException if two units have the same key
   */
  public Plan {
    tables = List.copyOf(tables);
    units = List.copyOf(units);
    data = Collections.unmodifiableSortedMap(new TreeMap<>(data));
    facts = List.copyOf(facts);
    Set<String> keys = new HashSet<>();
    for (Unit unit : units) {
      if (!keys.add(unit.key())) {
        throw new IllegalArgumentException("two units have the key " + unit.key());
      }
    }
  }

  /** A plan without data. */
  public static Plan of(List<Table> tables, List<Unit> units, List<Fact> facts) {
    return new Plan(tables, units, new TreeMap<>(), "", facts);
  }

  /**
   * The units of a shard, in order. The units follow one by one, the most costly first, each to the
   * shard with the least cost so far, and among equals to the first.
   *
   * @throws UserError if there are more shards than units
   */
  public List<Unit> of(Shard shard) {
    if (shard.count() > units.size()) {
      throw new UserError(
          "--shard %s makes more shards than there are units of work; divide by at most %d"
              .formatted(shard, units.size()));
    }
    double[] costs = new double[shard.count()];
    Set<String> mine = new HashSet<>();
    for (Unit unit : dearestFirst(units)) {
      double least = Arrays.stream(costs).min().orElseThrow();
      int to = 0;
      while (costs[to] != least) {
        to++;
      }
      costs[to] += unit.cost();
      if (to == shard.index() - 1) {
        mine.add(unit.key());
      }
    }
    return units.stream().filter(unit -> mine.contains(unit.key())).toList();
  }

  /** The most costly first; equal ones in their order. */
  static List<Unit> dearestFirst(List<Unit> units) {
    return units.stream().sorted(Comparator.comparingDouble(Unit::cost).reversed()).toList();
  }
}
