package io.kaniko.core.layer;

/** What stands before and after the compressed blocks of one blob. */
interface Envelope {

    byte[] begin();

    /** Told the content of each block, in order. */
    void add(byte[] content, int length);

    byte[] end();
}
