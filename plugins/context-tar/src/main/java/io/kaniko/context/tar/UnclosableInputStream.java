package io.kaniko.context.tar;

import java.io.FilterInputStream;
import java.io.InputStream;

/** Standard input belongs to the executor: who reads the context from it does not close it. */
final class UnclosableInputStream extends FilterInputStream {

    UnclosableInputStream(InputStream in) {
        super(in);
    }

    @Override
    public void close() {
        // Stays open.
    }
}
