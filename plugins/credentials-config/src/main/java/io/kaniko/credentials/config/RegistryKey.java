package io.kaniko.credentials.config;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What an entry of a configuration file is for: a registry, or the part of it below a path. People and programs write
 * {@code gcr.io}, {@code gcr.io/acme}, {@code https://gcr.io}, {@code https://index.docker.io/v1/}.
 *
 * @param host with port, in lower case; {@code docker.io} for Docker Hub
 * @param path the repositories meant: this one and those below it; empty means all
 * @param legacy whether it was written as an address, with a scheme or an API version
 */
record RegistryKey(String host, String path, boolean legacy) {

    static final String DOCKER_HUB = "docker.io";

    /** What docker itself calls Docker Hub, in its files and towards helper programs. */
    static final String DOCKER_HUB_ADDRESS = "https://index.docker.io/v1/";

    private static final Set<String> DOCKER_HUB_HOSTS = Set.of(DOCKER_HUB, "index.docker.io", "registry-1.docker.io");

    static RegistryKey parse(String text) {
        String rest = text.strip();
        String lowerCase = rest.toLowerCase(Locale.ROOT);
        boolean legacy = false;
        for (String scheme : new String[] {"https://", "http://"}) {
            if (lowerCase.startsWith(scheme)) {
                rest = rest.substring(scheme.length());
                legacy = true;
            }
        }
        int slash = rest.indexOf('/');
        String path = slash < 0 ? "" : rest.substring(slash + 1);
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        if (path.equals("v1") || path.equals("v2")) {
            path = "";
            legacy = true;
        }
        return new RegistryKey(host(slash < 0 ? rest : rest.substring(0, slash)), path, legacy);
    }

    /** A registry's name as entries are compared by it. */
    static String host(String registry) {
        String host = registry.toLowerCase(Locale.ROOT);
        return DOCKER_HUB_HOSTS.contains(host) ? DOCKER_HUB : host;
    }

    /**
     * How well this key fits a repository: the higher, the nearer; empty when it does not. A path counts by its length.
     * Of two keys that mean the same, the one that docker writes wins.
     */
    Optional<Integer> closeness(String registry, String repository) {
        boolean fits = host.equals(host(registry))
                && (path.isEmpty() || repository.equals(path) || repository.startsWith(path + "/"));
        if (!fits) {
            return Optional.empty();
        }
        boolean dockersForm = legacy == host.equals(DOCKER_HUB);
        return Optional.of(path.length() * 2 + (dockersForm ? 1 : 0));
    }
}
