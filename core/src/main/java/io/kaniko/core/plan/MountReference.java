package io.kaniko.core.plan;

import java.util.Locale;
import java.util.Optional;

/** Reads {@code from} out of a {@code --mount} that is not expanded yet; {@code from} itself is never expanded. */
final class MountReference {

    private MountReference() {}

    static Optional<String> of(String mount) {
        for (String field : mount.split(",")) {
            String plain = field.strip().replace("\"", "");
            if (plain.toLowerCase(Locale.ROOT).startsWith("from=")) {
                return Optional.of(plain.substring("from=".length())).filter(from -> !from.isEmpty());
            }
        }
        return Optional.empty();
    }
}
