package finegrain.onednn;

/**
 * A file of a native library, known by its content.
 *
 * @param bytes its size
 * @param sha256 of its content, in lower-case hexadecimal digits
 */
record NativeFile(String name, long bytes, String sha256) {}
