package io.kaniko.context.git;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory2;
import org.eclipse.jgit.transport.http.JDKHttpConnectionFactory;

/** The JDK's connections, with our trust and with the proxies that the environment names. */
final class HttpConnections implements HttpConnectionFactory2 {

    private final JDKHttpConnectionFactory connections = new JDKHttpConnectionFactory();
    private final Map<String, String> environment;
    private final boolean anyCertificate;

    HttpConnections(Map<String, String> environment, boolean anyCertificate) {
        this.environment = environment;
        this.anyCertificate = anyCertificate;
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        return connections.create(url, proxy(url));
    }

    @Override
    public HttpConnection create(URL url, Proxy unused) throws IOException {
        return create(url);
    }

    @Override
    public GitSession newSession() {
        return new GitSession() {
            @Override
            public HttpConnection configure(HttpConnection connection, boolean verify)
                    throws IOException, GeneralSecurityException {
                if (!connection.getURL().getProtocol().equals("https")) {
                    return connection;
                }
                TrustManager[] trusted = HttpTrust.of(environment, anyCertificate);
                connection.configure(null, trusted, null);
                if (anyCertificate) {
                    connection.setHostnameVerifier((host, session) -> true);
                }
                return connection;
            }

            @Override
            public void close() {
                // Connections are the JDK's to close.
            }
        };
    }

    private Proxy proxy(URL url) {
        String name = url.getProtocol().equals("https") ? "HTTPS_PROXY" : "HTTP_PROXY";
        String value = environment.getOrDefault(name, environment.getOrDefault(name.toLowerCase(Locale.ROOT), ""));
        String excepted = environment.getOrDefault("NO_PROXY", environment.getOrDefault("no_proxy", ""));
        if (value.isEmpty() || isLocal(url.getHost()) || isExcepted(url.getHost(), excepted)) {
            return Proxy.NO_PROXY;
        }
        URI address = URI.create(value.contains("://") ? value : "http://" + value);
        int port = address.getPort() < 0 ? 80 : address.getPort();
        return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(address.getHost(), port));
    }

    private static boolean isLocal(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    private static boolean isExcepted(String host, String list) {
        for (String word : list.split(",")) {
            String domain = word.strip().toLowerCase(Locale.ROOT);
            String name = host.toLowerCase(Locale.ROOT);
            String bare = domain.startsWith(".") ? domain.substring(1) : domain;
            if (domain.equals("*") || !bare.isEmpty() && (name.equals(bare) || name.endsWith("." + bare))) {
                return true;
            }
        }
        return false;
    }
}
