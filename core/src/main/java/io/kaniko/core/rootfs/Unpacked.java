package io.kaniko.core.rootfs;

import io.kaniko.spi.Changes;
import java.time.Instant;
import java.util.Optional;

/**
 * What unpacking an archive has brought.
 *
 * @param changes relative to the root
 * @param newestFile the time of the newest regular file in the archive
 */
public record Unpacked(Changes changes, Optional<Instant> newestFile) {}
