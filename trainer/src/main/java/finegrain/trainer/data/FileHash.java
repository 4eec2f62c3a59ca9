package finegrain.trainer.data;

import java.util.Optional;

/**
 * The SHA-256 checksums of a file that was read, in lower-case hexadecimal.
 *
 * @param content that of its bytes after decompression
 * @param gzip that of its bytes as stored, if it is a gzip file
 */
record FileHash(String content, Optional<String> gzip) {}
