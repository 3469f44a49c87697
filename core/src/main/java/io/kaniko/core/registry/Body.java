package io.kaniko.core.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * What a request carries. It can be sent again, so that a refused or broken request can be repeated.
 *
 * @param length bytes that {@code source} gives each time
 */
record Body(long length, Source source) {

    static final Body NONE = of(new byte[0]);

    static Body of(byte[] bytes) {
        return new Body(bytes.length, () -> new ByteArrayInputStream(bytes));
    }

    /** Opens the bytes from the start. */
    @FunctionalInterface
    interface Source {
        InputStream open() throws IOException;
    }
}
