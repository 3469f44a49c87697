package io.kaniko.context.https;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * What is sent as proof of who asks, each host its own: user information of the URL, {@code HTTP_AUTH_HEADER_<host>} and
 * {@code HTTP_AUTH_TOKEN_<host>} (BuildKit's names of secrets, here of environment variables), {@code .netrc}. The first
 * that there is counts. No host ever gets what is another's, so that a redirect gives nothing away.
 */
final class Credentials {

    private static final String HEADER = "HTTP_AUTH_HEADER_";
    private static final String TOKEN = "HTTP_AUTH_TOKEN_";

    private final WebAddress origin;
    private final Map<String, String> environment;
    private final Netrc netrc;

    private Credentials(WebAddress origin, Map<String, String> environment, Netrc netrc) {
        this.origin = origin;
        this.environment = environment;
        this.netrc = netrc;
    }

    /** @throws IOException when there is a {@code .netrc} that cannot be read */
    static Credentials of(WebAddress origin, Map<String, String> environment) throws IOException {
        String named = environment.getOrDefault("NETRC", "");
        String home = environment.getOrDefault("HOME", "");
        Netrc netrc = Netrc.NONE;
        if (!named.isEmpty()) {
            netrc = Netrc.read(Path.of(named));
        } else if (!home.isEmpty() && Files.isReadable(Path.of(home, ".netrc"))) {
            netrc = Netrc.read(Path.of(home, ".netrc"));
        }
        return new Credentials(origin, environment, netrc);
    }

    /** The value of the {@code Authorization} header for a request, if there is any. */
    Optional<String> authorization(WebAddress address) {
        if (address.sameServer(origin) && origin.userInformation().isPresent()) {
            String decoded =
                    URLDecoder.decode(origin.userInformation().get().replace("+", "%2B"), StandardCharsets.UTF_8);
            return Optional.of(basic(decoded.contains(":") ? decoded : decoded + ":"));
        }
        return variable(HEADER, address)
                .or(() -> variable(TOKEN, address).map(token -> "Bearer " + token))
                .or(() -> netrc.find(address.host()).map(login -> basic(login.user() + ":" + login.password())));
    }

    /** The names of variables that would be looked at, for a message. */
    static String variableFor(WebAddress address) {
        return TOKEN + shellName(address.host());
    }

    /** With the port, then without; as the host is written, then as a shell can write it. */
    private Optional<String> variable(String prefix, WebAddress address) {
        String withPort = address.host() + ":" + address.port();
        for (String name : new String[] {withPort, shellName(withPort), address.host(), shellName(address.host())}) {
            String value = environment.getOrDefault(prefix + name, "").strip();
            if (!value.isEmpty()) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    private static String shellName(String host) {
        return host.replaceAll("[^A-Za-z0-9]", "_");
    }

    private static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    /** Holds secrets. */
    @Override
    public String toString() {
        return "Credentials[***]";
    }
}
