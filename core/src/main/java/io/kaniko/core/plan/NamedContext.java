package io.kaniko.core.plan;

import io.kaniko.core.oci.Digest;
import io.kaniko.core.oci.ImageReference;
import io.kaniko.spi.ContextLocation;
import java.nio.file.Path;
import java.util.Optional;

/** What {@code --build-context name=location} says that a name stands for. */
public sealed interface NamedContext {

    /** The forms that are no context plugin's, for messages. */
    String IMAGE_FORMS = "docker-image://NAME and oci-layout://DIRECTORY[:TAG][@DIGEST]";

    ContextName name();

    /** Whether a stage that begins with it has an image's configuration. */
    default boolean isImage() {
        return switch (this) {
            case RegistryImage image -> true;
            case LayoutImage image -> true;
            case Files files -> false;
            case Nothing nothing -> false;
        };
    }

    /** The location for people, without secrets. */
    default String shown() {
        return switch (this) {
            case Files files -> files.location().toString();
            case RegistryImage image -> "docker-image://" + image.reference();
            case LayoutImage image ->
                "oci-layout://" + image.directory()
                        + image.tag().map(tag -> ":" + tag).orElse("")
                        + image.digest().map(digest -> "@" + digest).orElse("");
            case Nothing nothing -> "docker-image://scratch";
        };
    }

    /** Files that a context plugin brings: a directory, an archive, a repository. */
    record Files(ContextName name, ContextLocation location) implements NamedContext {}

    /** An image of a registry: {@code docker-image://busybox}. */
    record RegistryImage(ContextName name, ImageReference reference) implements NamedContext {}

    /**
     * An image of an OCI layout: {@code oci-layout://directory:tag@sha256:…}.
     *
     * @param directory absolute
     */
    record LayoutImage(ContextName name, Path directory, Optional<String> tag, Optional<Digest> digest)
            implements NamedContext {}

    /** Nothing at all: {@code docker-image://scratch}. */
    record Nothing(ContextName name) implements NamedContext {}

    /**
     * Reads a flag's value.
     *
     * @param workingDirectory what a relative layout directory is relative to
     * @throws IllegalArgumentException saying what is wrong
     */
    static NamedContext parse(String name, String location, Path workingDirectory) {
        ContextName contextName = new ContextName(name);
        if (location.isEmpty()) {
            throw new IllegalArgumentException("it has no location");
        }
        ContextLocation parsed = new ContextLocation(location);
        return switch (parsed.scheme().orElse("")) {
            case "docker-image" ->
                parsed.afterScheme().equals("scratch")
                        ? new Nothing(contextName)
                        : new RegistryImage(contextName, ImageReference.parse(parsed.afterScheme()));
            case "oci-layout" -> layout(contextName, parsed.afterScheme(), workingDirectory);
            default -> new Files(contextName, parsed);
        };
    }

    private static LayoutImage layout(ContextName name, String text, Path workingDirectory) {
        int at = text.indexOf('@');
        Optional<Digest> digest = at < 0 ? Optional.empty() : Optional.of(Digest.parse(text.substring(at + 1)));
        String place = at < 0 ? text : text.substring(0, at);
        int colon = place.lastIndexOf(':');
        boolean tagged = colon > place.lastIndexOf('/');
        String directory = tagged ? place.substring(0, colon) : place;
        if (directory.isEmpty()) {
            throw new IllegalArgumentException("it names no directory");
        }
        Optional<String> tag = tagged ? Optional.of(place.substring(colon + 1)) : Optional.empty();
        return new LayoutImage(name, workingDirectory.resolve(directory).normalize(), tag, digest);
    }
}
