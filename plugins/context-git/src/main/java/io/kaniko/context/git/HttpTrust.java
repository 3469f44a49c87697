package io.kaniko.context.git;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom to trust: the runtime's list of authorities, and those of {@code GIT_SSL_CAINFO}, {@code SSL_CERT_FILE} and {@code
 * SSL_CERT_DIR}.
 */
final class HttpTrust {

    private HttpTrust() {}

    /** @throws IOException when the file that GIT_SSL_CAINFO names cannot be read */
    static TrustManager[] of(Map<String, String> environment, boolean anyCertificate)
            throws IOException, GeneralSecurityException {
        if (anyCertificate) {
            return new TrustManager[] {new TrustEverybody()};
        }
        List<Certificate> more = new ArrayList<>();
        String named = environment.getOrDefault("GIT_SSL_CAINFO", "");
        if (!named.isEmpty()) {
            try {
                more.addAll(read(Path.of(named)));
            } catch (IOException | CertificateException e) {
                throw new IOException("GIT_SSL_CAINFO names " + named + ", which is no file of certificates", e);
            }
        }
        more.addAll(system(environment));
        TrustManager[] runtimes = managers(null);
        if (more.isEmpty()) {
            return runtimes;
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int number = 0;
        for (TrustManager manager : runtimes) {
            if (manager instanceof X509TrustManager known) {
                for (X509Certificate authority : known.getAcceptedIssuers()) {
                    store.setCertificateEntry("runtime-" + number++, authority);
                }
            }
        }
        for (Certificate authority : more) {
            store.setCertificateEntry("given-" + number++, authority);
        }
        return managers(store);
    }

    /** Such directories also hold other things: what is no certificate is passed over. */
    private static List<Certificate> system(Map<String, String> environment) throws IOException {
        List<Path> files = new ArrayList<>();
        String file = environment.getOrDefault("SSL_CERT_FILE", "");
        if (!file.isEmpty()) {
            files.add(Path.of(file));
        }
        for (String directory : environment.getOrDefault("SSL_CERT_DIR", "").split(":")) {
            if (!directory.isEmpty() && Files.isDirectory(Path.of(directory))) {
                try (Stream<Path> entries = Files.list(Path.of(directory))) {
                    entries.sorted().filter(Files::isRegularFile).forEach(files::add);
                }
            }
        }
        List<Certificate> found = new ArrayList<>();
        for (Path candidate : files) {
            try {
                found.addAll(read(candidate));
            } catch (IOException | CertificateException e) {
                continue;
            }
        }
        return found;
    }

    private static Collection<? extends Certificate> read(Path file) throws IOException, CertificateException {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in);
        }
    }

    private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    /** For {@code insecure-skip-tls}. Extended, because the JDK adds its own checks to plain ones. */
    private static final class TrustEverybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
