package io.kaniko.core.registry;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * Sends a request and follows redirects, by rules of its own: credentials never leave the registry's origin, TLS is
 * never given up, and a public registry cannot send us to addresses of the private network.
 */
final class Exchange {

    private static final int MOST_HOPS = 10;
    private static final Set<Integer> ANY_METHOD = Set.of(307, 308);
    private static final Set<Integer> READING_ONLY = Set.of(301, 302, 303);

    private final Transports transports;
    private final RegistryOptions options;

    Exchange(Transports transports, RegistryOptions options) {
        this.transports = transports;
        this.options = options;
    }

    /** A redirect that must not be followed; asking again would not help. */
    static final class RefusedRedirectException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedRedirectException(String message) {
            super(message);
        }
    }

    /** The answer at the end of all redirects. */
    HttpAnswer send(HttpCall first) throws IOException, InterruptedException {
        HttpCall call = first;
        for (int hops = 0; ; hops++) {
            HttpAnswer answer = transports.send(call);
            boolean redirect = ANY_METHOD.contains(answer.status())
                    || READING_ONLY.contains(answer.status()) && isReading(call.method());
            if (!redirect || answer.location().isEmpty()) {
                return answer;
            }
            answer.close();
            if (hops == MOST_HOPS) {
                throw new RefusedRedirectException(
                        first.uri().getAuthority() + " redirects more than " + MOST_HOPS + " times");
            }
            URI target = answer.location().get();
            check(call.uri(), target);
            call = sameOrigin(call.uri(), target)
                    ? call.to(target)
                    : call.without("Authorization").to(target);
        }
    }

    /**
     * Whether a registry may send us there, by redirect, upload location or token server.
     *
     * @throws RefusedRedirectException naming both sides and the reason
     */
    void check(URI from, URI target) throws RefusedRedirectException {
        String scheme = target.getScheme() == null ? "" : target.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https") || target.getHost() == null) {
            throw new RefusedRedirectException(
                    from.getAuthority() + " sends us to an address that is not a web address");
        }
        RegistryHost host = new RegistryHost(target.getRawAuthority());
        if (from.getScheme().equals("https") && scheme.equals("http") && !options.mayUsePlainHttp(host)) {
            throw new RefusedRedirectException(from.getAuthority() + " sends us from TLS to plain HTTP at "
                    + target.getAuthority() + "; --insecure-registry " + host + " would allow it");
        }
        boolean isInside =
                RegistryHost.isLocal(target.getHost()) || target.getHost().startsWith("169.254.");
        boolean fromInside = new RegistryHost(from.getRawAuthority()).isLocal()
                || options.mayUsePlainHttp(new RegistryHost(from.getRawAuthority()));
        boolean isAddress = target.getHost().matches("[0-9.]+")
                || target.getHost().startsWith("[")
                || RegistryHost.isLoopback(target.getHost());
        if (isInside && isAddress && !fromInside && !sameOrigin(from, target)) {
            throw new RefusedRedirectException(from.getAuthority() + " sends us to the private address "
                    + target.getAuthority() + "; --insecure-registry " + from.getAuthority() + " would allow it");
        }
    }

    static boolean sameOrigin(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && one.getHost().equalsIgnoreCase(other.getHost())
                && port(one) == port(other);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    private static boolean isReading(String method) {
        return method.equals("GET") || method.equals("HEAD");
    }
}
