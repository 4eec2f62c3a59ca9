package finegrain.trainer.data;

import java.util.SortedMap;

/**
 * One of the two sets of a data set, and what was read for it.
 *
 * @param samples its samples
 * @param sha256 the SHA-256 of the decompressed bytes of each file, by official name
 */
record SampleSet(DoubleSamples samples, SortedMap<String, String> sha256) {}
