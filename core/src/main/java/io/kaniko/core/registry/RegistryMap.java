package io.kaniko.core.registry;

import io.kaniko.core.oci.ImageReference;
import io.kaniko.spi.BuildException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where to look for images of a registry before asking it: {@code --registry-mirror} and {@code --registry-map}.
 *
 * @param targets by registry name, in the order in which they are asked
 */
public record RegistryMap(Map<String, List<Target>> targets) {

    /** Maps nothing. */
    public static final RegistryMap NONE = new RegistryMap(Map.of());

    public RegistryMap {
        Map<String, List<Target>> copy = new LinkedHashMap<>();
        targets.forEach((registry, list) -> copy.put(RegistryHost.canonical(registry), List.copyOf(list)));
        targets = Collections.unmodifiableMap(copy);
    }

    /**
     * A registry that stands in for another.
     *
     * @param pathPrefix put before the repository; empty, or without slashes at its ends
     * @param insecure whether it was written with {@code http://}
     */
    public record Target(String registry, String pathPrefix, boolean insecure) {

        ImageReference locate(ImageReference image) {
            String repository = pathPrefix.isEmpty() ? image.repository() : pathPrefix + "/" + image.repository();
            return new ImageReference(registry, repository, image.tag(), image.digest());
        }
    }

    /**
     * Reads the values of the two options.
     *
     * @param maps each {@code registry=target[;registry=target]}; a registry may appear more than once
     * @param mirrors each a target for Docker Hub
     */
    public static RegistryMap parse(List<String> maps, List<String> mirrors) {
        Map<String, List<Target>> targets = new LinkedHashMap<>();
        for (String map : maps) {
            for (String pair : map.split(";", -1)) {
                if (pair.isBlank()) {
                    continue;
                }
                int equals = pair.indexOf('=');
                if (equals <= 0) {
                    throw refused("--registry-map", pair, "registry=target, as in docker.io=mirror.example.com/hub");
                }
                String source = RegistryHost.canonical(pair.substring(0, equals).strip());
                targets.computeIfAbsent(source, key -> new ArrayList<>())
                        .add(target("--registry-map", pair.substring(equals + 1)));
            }
        }
        for (String mirror : mirrors) {
            targets.computeIfAbsent(ImageReference.DOCKER_HUB, key -> new ArrayList<>())
                    .add(target("--registry-mirror", mirror));
        }
        return new RegistryMap(targets);
    }

    /** Where an image may lie instead, in order; empty where its registry is not mapped. */
    List<ImageReference> locate(ImageReference image) {
        return targets.getOrDefault(RegistryHost.canonical(image.registry()), List.of()).stream()
                .map(target -> target.locate(image))
                .toList();
    }

    boolean allowsPlainHttp(String registry) {
        return targets.values().stream()
                .flatMap(List::stream)
                .anyMatch(target -> target.insecure()
                        && RegistryHost.canonical(target.registry()).equals(RegistryHost.canonical(registry)));
    }

    private static Target target(String option, String text) {
        String rest = text.strip();
        boolean insecure = rest.startsWith("http://");
        if (insecure) {
            rest = rest.substring("http://".length());
        } else if (rest.startsWith("https://")) {
            rest = rest.substring("https://".length());
        }
        while (rest.endsWith("/")) {
            rest = rest.substring(0, rest.length() - 1);
        }
        int slash = rest.indexOf('/');
        String registry = RegistryHost.canonical(slash < 0 ? rest : rest.substring(0, slash));
        String prefix = slash < 0 ? "" : rest.substring(slash + 1);
        try {
            // The reference's own rules decide what a host and a path may look like; a bare word is a host here.
            String host = registry.contains(".") || registry.contains(":") ? registry : registry + ":443";
            ImageReference.parse(
                    (registry.equals("localhost") ? registry : host) + "/" + (prefix.isEmpty() ? "x" : prefix + "/x"));
        } catch (IllegalArgumentException e) {
            throw refused(option, text, "host[:port][/path]");
        }
        return new Target(registry, prefix, insecure);
    }

    private static BuildException refused(String option, String text, String form) {
        return new BuildException(
                BuildException.Kind.USER,
                "Cannot use \"" + text + "\" as a value of " + option + ": it is not of the form " + form,
                "Write it as " + form + ".");
    }
}
