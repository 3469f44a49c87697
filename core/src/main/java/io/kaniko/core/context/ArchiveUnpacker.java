package io.kaniko.core.context;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Unpacks an archive that nobody vouches for: whatever it holds, nothing is written outside the directory. */
@FunctionalInterface
public interface ArchiveUnpacker {

    /**
     * @param archive a tar, perhaps compressed; recognised by content; the caller closes it
     * @param description names the archive in messages
     * @param directory empty
     */
    void unpack(InputStream archive, String description, Path directory) throws IOException;
}
