package io.kaniko.context.git;

import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.transport.URIish;

/**
 * Where a repository is.
 *
 * @param address without a password; without a user, too, unless the transport is SSH
 * @param user of the location's user information
 * @param password of the location's user information
 */
record Remote(URIish address, Optional<String> user, Optional<String> password) {

    private static final String SSH_USER = "git";
    private static final Set<String> SCHEMES = Set.of("http", "https", "ssh", "git");

    /**
     * Reads an address, without query and fragment.
     *
     * @throws IllegalArgumentException with the reason when it is none
     */
    static Remote parse(String text) {
        URIish written;
        try {
            int scheme = text.indexOf("://");
            written = new URIish(
                    scheme < 0 ? text : text.substring(0, scheme).toLowerCase(Locale.ROOT) + text.substring(scheme));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("this is not the address of a repository", e);
        }
        // user@host:path is how SSH addresses are written without a scheme.
        String scheme = written.getScheme() == null ? "ssh" : written.getScheme();
        if (!SCHEMES.contains(scheme)
                || written.getHost() == null
                || written.getHost().isEmpty()) {
            throw new IllegalArgumentException(
                    "only http, https, ssh and git repositories on some host can be fetched");
        }
        if (written.getPath() == null
                || written.getPath().isEmpty()
                || written.getPath().equals("/")) {
            throw new IllegalArgumentException("the path of the repository is missing");
        }
        Optional<String> user = Optional.ofNullable(written.getUser()).filter(name -> !name.isEmpty());
        Optional<String> password = Optional.ofNullable(written.getPass()).filter(secret -> !secret.isEmpty());
        URIish address = written.setPass(null).setUser(scheme.equals("ssh") ? user.orElse(SSH_USER) : null);
        return new Remote(address, user, password);
    }

    String scheme() {
        return address.getScheme() == null ? "ssh" : address.getScheme();
    }

    boolean isHttp() {
        return scheme().equals("http") || scheme().equals("https");
    }

    /** The same repository by another protocol. */
    Remote by(String scheme) {
        return new Remote(address.setScheme(scheme), user, password);
    }

    /** Whether what is secret between us and one may be told to the other: the same server, by the same protocol. */
    boolean isOnServerOf(Remote other) {
        return scheme().equals(other.scheme())
                && address.getHost().equalsIgnoreCase(other.address.getHost())
                && address.getPort() == other.address.getPort();
    }

    /** A repository that a submodule names, perhaps relative to this one ({@code ../other.git}). */
    Remote resolve(String reference) {
        if (!reference.startsWith("./") && !reference.startsWith("../")) {
            Remote found = parse(reference);
            return found.user.isEmpty() && found.isOnServerOf(this) ? new Remote(found.address, user, password) : found;
        }
        String path = address.getPath();
        path = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        String rest = reference;
        while (true) {
            if (rest.startsWith("./")) {
                rest = rest.substring(2);
            } else if (rest.startsWith("../")) {
                int slash = path.lastIndexOf('/');
                if (slash < 0) {
                    throw new IllegalArgumentException("it leads above the host of " + this);
                }
                path = path.substring(0, slash);
                rest = rest.substring(3);
            } else {
                return new Remote(address.setPath(path + "/" + rest), user, password);
            }
        }
    }

    /** The address without what may be a secret. */
    @Override
    public String toString() {
        return address.toString();
    }
}
