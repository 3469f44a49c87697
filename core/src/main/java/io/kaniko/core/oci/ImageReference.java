package io.kaniko.core.oci;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names an image: {@code registry/repository[:tag][@digest]} (distribution-spec; Docker's short forms are completed).
 *
 * @param registry host and port; {@code docker.io} for Docker Hub
 * @param repository path below the registry, {@code library/} added for one-word names of Docker Hub
 */
public record ImageReference(String registry, String repository, Optional<String> tag, Optional<Digest> digest) {

    public static final String DOCKER_HUB = "docker.io";

    private static final Pattern REPOSITORY =
            Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");
    private static final Pattern REGISTRY =
            Pattern.compile("(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?|\\[[0-9a-fA-F:]+\\])(?::[0-9]{1,5})?");
    private static final int LONGEST_NAME = 255;

    /**
     * Reads a reference as people write it. Neither tag nor digest is made up: see {@link #tagOrLatest()}.
     *
     * @throws IllegalArgumentException saying which part is wrong
     */
    public static ImageReference parse(String text) {
        String rest = text;
        Optional<Digest> digest = Optional.empty();
        int at = rest.indexOf('@');
        if (at >= 0) {
            try {
                digest = Optional.of(Digest.parse(rest.substring(at + 1)));
            } catch (IllegalArgumentException e) {
                throw refused(text, "the part after @ must be sha256: and 64 hex digits", e);
            }
            rest = rest.substring(0, at);
        }
        Optional<String> tag = Optional.empty();
        int colon = rest.lastIndexOf(':');
        if (colon > rest.lastIndexOf('/')) {
            tag = Optional.of(rest.substring(colon + 1));
            rest = rest.substring(0, colon);
            if (!TAG.matcher(tag.get()).matches()) {
                throw refused(
                        text,
                        "the tag \"" + tag.get() + "\" has characters that tags cannot have, or is too long",
                        null);
            }
        }
        int slash = rest.indexOf('/');
        String first = slash < 0 ? "" : rest.substring(0, slash);
        boolean hasRegistry = first.contains(".") || first.contains(":") || first.equals("localhost");
        String registry = hasRegistry ? first : DOCKER_HUB;
        String repository = hasRegistry ? rest.substring(slash + 1) : rest;
        if (registry.equals("index.docker.io") || registry.equals("registry-1.docker.io")) {
            registry = DOCKER_HUB;
        }
        if (registry.equals(DOCKER_HUB) && !repository.contains("/")) {
            repository = "library/" + repository;
        }
        if (!REGISTRY.matcher(registry).matches()) {
            throw refused(text, "\"" + registry + "\" is not a host name with an optional port", null);
        }
        if (!REPOSITORY.matcher(repository).matches()) {
            throw refused(
                    text,
                    repository.equals(repository.toLowerCase(java.util.Locale.ROOT))
                            ? "\"" + repository + "\" is not a repository name"
                            : "the repository name must be lower case",
                    null);
        }
        if (registry.length() + 1 + repository.length() > LONGEST_NAME) {
            throw refused(text, "the name is longer than " + LONGEST_NAME + " characters", null);
        }
        return new ImageReference(registry, repository, tag, digest);
    }

    private static IllegalArgumentException refused(
            String text, String reason, @org.jspecify.annotations.Nullable Throwable cause) {
        return new IllegalArgumentException("\"" + text + "\" is not an image reference: " + reason, cause);
    }

    public String tagOrLatest() {
        return tag.orElse("latest");
    }

    /** What to ask the registry for: the digest where there is one, else the tag, else {@code latest}. */
    public String manifestName() {
        return digest.map(Digest::toString).orElseGet(this::tagOrLatest);
    }

    /** The reference without tag and digest: {@code docker.io/library/busybox}. */
    public String repositoryName() {
        return registry + "/" + repository;
    }

    public ImageReference withDigest(Digest newDigest) {
        return new ImageReference(registry, repository, tag, Optional.of(newDigest));
    }

    public ImageReference withTag(String newTag) {
        return new ImageReference(registry, repository, Optional.of(newTag), Optional.empty());
    }

    /** The complete reference. */
    @Override
    public String toString() {
        return repositoryName()
                + tag.map(t -> ":" + t).orElse("")
                + digest.map(d -> "@" + d).orElse("");
    }
}
