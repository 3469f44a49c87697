package io.kaniko.e2e.rig;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A web server with a certificate of a private authority, that answers every request with one text. */
public final class SecureFiles implements AutoCloseable {

    private static final String PASSWORD = "only-for-tests";

    private final HttpsServer server;

    private SecureFiles(HttpsServer server) {
        this.server = server;
    }

    public static SecureFiles start(Path directory, CertificateAuthority authority, String text)
            throws IOException, GeneralSecurityException {
        CertificateAuthority.Certificate certificate = authority.issue("127.0.0.1");
        Path keys = Files.createDirectories(directory).resolve("keys.p12");
        Program.run(
                        "openssl",
                        "pkcs12",
                        "-export",
                        "-in",
                        certificate.chain().toString(),
                        "-inkey",
                        certificate.key().toString(),
                        "-passout",
                        "pass:" + PASSWORD,
                        "-out",
                        keys.toString())
                .succeeded();
        KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            try (exchange) {
                byte[] body = text.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        return new SecureFiles(server);
    }

    public String url(String file) {
        return "https://127.0.0.1:" + server.getAddress().getPort() + "/" + file;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
