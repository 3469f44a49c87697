package io.kaniko.core.registry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name, in upper or lower case, by the rules of Go's
 * {@code net/http}, so that a pod's settings keep their meaning. This machine itself is never asked through a proxy.
 */
public final class EnvironmentProxies extends ProxySelector {

    private final Map<String, String> environment;

    public EnvironmentProxies(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public List<Proxy> select(URI uri) {
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        String text = variable(uri.getScheme().equals("https") ? "HTTPS_PROXY" : "HTTP_PROXY");
        if (text.isEmpty() || RegistryHost.isLoopback(host) || isExempt(host, uri.getPort())) {
            return List.of(Proxy.NO_PROXY);
        }
        return List.of(address(text)
                .map(address -> new Proxy(Proxy.Type.HTTP, address))
                .orElse(Proxy.NO_PROXY));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // The request fails by itself.
    }

    private String variable(String name) {
        String upper = environment.getOrDefault(name, "");
        return upper.isEmpty() ? environment.getOrDefault(name.toLowerCase(Locale.ROOT), "") : upper;
    }

    private static Optional<InetSocketAddress> address(String text) {
        URI uri = URI.create(text.contains("://") ? text : "http://" + text);
        if (uri.getHost() == null) {
            return Optional.empty();
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
        return Optional.of(InetSocketAddress.createUnresolved(uri.getHost(), port));
    }

    private boolean isExempt(String host, int port) {
        for (String part : variable("NO_PROXY").split(",")) {
            String rule = part.strip().toLowerCase(Locale.ROOT);
            int colon = rule.lastIndexOf(':');
            if (colon > 0
                    && rule.indexOf(':') == colon
                    && rule.substring(colon + 1).matches("\\d+")) {
                if (port != Integer.parseInt(rule.substring(colon + 1))) {
                    continue;
                }
                rule = rule.substring(0, colon);
            }
            if (!rule.isEmpty() && matches(rule, host)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(String rule, String host) {
        if (rule.equals("*")) {
            return true;
        }
        int slash = rule.indexOf('/');
        if (slash > 0) {
            return contains(rule.substring(0, slash), rule.substring(slash + 1), host);
        }
        String domain = rule.startsWith("*.") ? rule.substring(1) : rule;
        return domain.startsWith(".") ? host.endsWith(domain) : host.equals(domain) || host.endsWith("." + domain);
    }

    /** Whether an address written in digits lies in a network; names are not looked up. */
    private static boolean contains(String network, String prefix, String host) {
        boolean literal = host.matches("[0-9.]+") || host.startsWith("[");
        if (!literal || !prefix.matches("\\d{1,3}") || !network.matches("[0-9a-f.:]+")) {
            return false;
        }
        try {
            byte[] net = InetAddress.ofLiteral(network).getAddress();
            byte[] address =
                    InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")).getAddress();
            int bits = Integer.parseInt(prefix);
            if (net.length != address.length || bits > net.length * 8) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((net[bit / 8] & mask) != (address[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        } catch (IllegalArgumentException e) {
            // Not an address after all; then the rule does not apply.
            return false;
        }
    }
}
