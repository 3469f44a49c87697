package io.kaniko.core.rootfs;

import io.kaniko.core.tar.TarEntry;
import io.kaniko.spi.FileType;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Remembers the time of the newest regular file among the entries that it sees. */
final class NewestFile {

    private @Nullable Instant newest;

    void see(TarEntry entry) {
        if (entry.type() == FileType.REGULAR) {
            Instant time = Instant.ofEpochSecond(entry.modifiedSeconds(), entry.modifiedNanos());
            Instant known = newest;
            newest = known == null || time.isAfter(known) ? time : known;
        }
    }

    Optional<Instant> time() {
        return Optional.ofNullable(newest);
    }
}
