/**
 * Images in folders: finding the files, decoding them to squares of one size, and keeping what was
 * decoded in a file that is mapped into memory. It knows nothing of data sets.
 */
package finegrain.trainer.data.image;
