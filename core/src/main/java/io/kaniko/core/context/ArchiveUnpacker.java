package io.kaniko.core.context;

import io.kaniko.core.rootfs.StageRoot;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;

/** Unpacks an archive that nobody vouches for: whatever it holds, nothing is written outside the directory. */
@FunctionalInterface
public interface ArchiveUnpacker {

    /**
     * @param archive a tar, perhaps compressed; recognised by content; the caller closes it
     * @param description names the archive in messages
     * @param root an empty directory, which afterwards knows what the disk refused
     * @return the time of the newest file in the archive
     */
    Optional<Instant> unpack(InputStream archive, String description, StageRoot root) throws IOException;
}
