package io.kaniko.core.context;

import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.io.InputStream;

/** Reads a text that people write by hand, whole, up to a length that no such text has. */
final class TextLimit {

    static final int MOST_BYTES = 16 * 1024 * 1024;

    private TextLimit() {}

    /** @param what names the text in the message about its length */
    static byte[] read(InputStream in, String what) throws IOException {
        byte[] bytes = in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "Cannot read " + what + ": it is longer than " + MOST_BYTES + " bytes.",
                    "Check that the path names the right file.");
        }
        return bytes;
    }
}
