package io.kaniko.core.registry;

import io.kaniko.core.oci.ImageReference;
import java.util.Locale;

/**
 * The name of a registry as people write it, in one spelling: {@code docker.io} for all names of Docker Hub.
 *
 * @param name host and, where given, port
 */
record RegistryHost(String name) {

    private static final String HUB_SERVER = "registry-1.docker.io";

    RegistryHost {
        name = canonical(name);
    }

    static String canonical(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "index.docker.io", HUB_SERVER -> ImageReference.DOCKER_HUB;
            default -> lower;
        };
    }

    /** Host and port that answer, which for Docker Hub have another name. */
    String server() {
        return name.equals(ImageReference.DOCKER_HUB) ? HUB_SERVER : name;
    }

    /** Whether plain HTTP is common there: this machine, private addresses, names of a local network. */
    boolean isLocal() {
        return isLocal(hostOf(name));
    }

    static boolean isLocal(String host) {
        return isLoopback(host)
                || host.endsWith(".local")
                || host.matches(
                        "10(\\.\\d{1,3}){3}|192\\.168(\\.\\d{1,3}){2}|172\\.(1[6-9]|2\\d|3[01])(\\.\\d{1,3}){2}");
    }

    static boolean isLoopback(String host) {
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || host.equals("::1")
                || host.equals("[::1]")
                || host.matches("127(\\.\\d{1,3}){3}");
    }

    /** The name without its port. */
    static String hostOf(String name) {
        if (name.startsWith("[")) {
            return name.substring(0, name.indexOf(']') + 1);
        }
        int colon = name.lastIndexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    @Override
    public String toString() {
        return name;
    }
}
