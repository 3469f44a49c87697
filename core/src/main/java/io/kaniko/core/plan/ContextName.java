package io.kaniko.core.plan;

import io.kaniko.core.oci.ImageReference;
import io.kaniko.core.oci.Platform;
import java.util.Locale;
import java.util.Optional;

/**
 * The name of a {@code --build-context}: what a stage or an image is called in the Dockerfile, for one platform or for
 * all ({@code name::linux/arm64}).
 *
 * @param text as given
 */
public record ContextName(String text) {

    private static final String PLATFORM_SIGN = "::";

    /** @throws IllegalArgumentException for an empty name, and for a platform that is none */
    public ContextName {
        if (withoutPlatform(text).isEmpty()) {
            throw new IllegalArgumentException("the name is empty");
        }
        platform(text);
    }

    /** The name alone, as a Dockerfile writes it. */
    public String word() {
        return withoutPlatform(text);
    }

    /** Whether a name of the Dockerfile means this. Image names are compared with registry and tag filled in. */
    boolean names(String wanted) {
        return word().equalsIgnoreCase(wanted) || normalised(word()).equals(normalised(wanted));
    }

    /** The platform that it counts for; empty is all that have no context of their own. */
    Optional<Platform> platform() {
        return platform(text);
    }

    private static String withoutPlatform(String text) {
        int sign = text.indexOf(PLATFORM_SIGN);
        return sign < 0 ? text : text.substring(0, sign);
    }

    private static Optional<Platform> platform(String text) {
        int sign = text.indexOf(PLATFORM_SIGN);
        return sign < 0 ? Optional.empty() : Optional.of(Platform.parse(text.substring(sign + PLATFORM_SIGN.length())));
    }

    private static String normalised(String name) {
        try {
            ImageReference reference = ImageReference.parse(name.toLowerCase(Locale.ROOT));
            return reference.digest().isPresent()
                    ? reference.toString()
                    : reference.withTag(reference.tagOrLatest()).toString();
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
