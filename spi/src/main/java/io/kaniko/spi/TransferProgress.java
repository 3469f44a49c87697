package io.kaniko.spi;

import java.util.OptionalLong;

/** Told how far a transfer has come. Cheap to call, from any thread. */
@FunctionalInterface
public interface TransferProgress {

    /** Tells nobody. */
    TransferProgress NONE = (bytes, total) -> {};

    /**
     * @param bytes how many bytes have arrived since the start
     * @param total how many there will be, where that is known
     */
    void arrived(long bytes, OptionalLong total);
}
