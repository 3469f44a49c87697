package io.kaniko.core.image;

import java.time.Instant;
import java.util.Optional;

/**
 * One line of an image's history (image-spec, config.md).
 *
 * @param created when the step ran; empty where the base image does not say
 * @param createdBy the instruction as BuildKit writes it: {@code RUN /bin/sh -c make # buildkit}
 * @param emptyLayer whether the step added no layer
 */
public record HistoryEntry(
        Optional<Instant> created,
        String createdBy,
        Optional<String> comment,
        Optional<String> author,
        boolean emptyLayer) {

    /** What BuildKit puts into every entry, so that tools know who speaks. */
    public static final String COMMENT = "buildkit.dockerfile.v0";

    /** The same line, of a step that added a layer. */
    public HistoryEntry withLayer() {
        return new HistoryEntry(created, createdBy, comment, author, false);
    }

    /** A step of this build. */
    public static HistoryEntry ofStep(String createdBy, Instant created, boolean emptyLayer) {
        return new HistoryEntry(Optional.of(created), createdBy, Optional.of(COMMENT), Optional.empty(), emptyLayer);
    }
}
