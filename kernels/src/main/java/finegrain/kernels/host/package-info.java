/**
 * Facts and files of the machine that the program runs on: its processors, caches and memory, the
 * folder for cached files, files that are written whole or not at all. For this project's own
 * modules only.
 */
package finegrain.kernels.host;
