package finegrain.trainer.engine;

import finegrain.trainer.labels.LabelTree;

/**
 * Fine classes of the samples of a repeat, and the tree above them.
 *
 * @param tree over the fine classes
 * @param trainingSet the fine class of each training sample
 * @param pool that of each sample for validation and test
 */
record FineLabels(LabelTree tree, int[] trainingSet, int[] pool) {}
