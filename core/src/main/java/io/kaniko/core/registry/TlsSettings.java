package io.kaniko.core.registry;

import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The TLS side of one host: whom to trust, and what to prove. Certificates that are given for one registry are not
 * trusted for another.
 *
 * @param authorities PEM files to be trusted besides {@code everywhere}
 * @param anyCertificate whether to trust everybody
 */
record TlsSettings(
        String host,
        List<Path> authorities,
        boolean anyCertificate,
        Optional<ClientCertificate> clientCertificate,
        TrustedAuthorities everywhere) {

    static TlsSettings of(RegistryOptions options, RegistryHost host) {
        return new TlsSettings(
                host.name(),
                options.certificates().getOrDefault(host.name(), List.of()),
                options.skipsTlsVerify(host),
                Optional.ofNullable(options.clientCertificates().get(host.name())),
                options.authorities());
    }

    /** @throws BuildException where a file is missing or holds no certificate or key */
    SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(), trustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new BuildException(
                    BuildException.Kind.ENVIRONMENT,
                    "Cannot set up TLS for " + host + ": " + e.getMessage(),
                    Optional.of("Check the files given with --registry-certificate and --registry-client-cert."),
                    e);
        }
    }

    private KeyManager[] keyManagers() throws GeneralSecurityException, IOException {
        if (clientCertificate.isEmpty()) {
            return new KeyManager[0];
        }
        char[] noPassword = new char[0];
        KeyStore store = emptyStore();
        store.setKeyEntry(
                "client",
                PemFile.privateKey(clientCertificate.get().key()),
                noPassword,
                PemFile.certificates(clientCertificate.get().certificate()).toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, noPassword);
        return factory.getKeyManagers();
    }

    private TrustManager[] trustManagers() throws GeneralSecurityException, IOException {
        if (anyCertificate) {
            return new TrustManager[] {new TrustEverybody()};
        }
        List<X509Certificate> more = new ArrayList<>();
        for (Path file : authorities) {
            more.addAll(PemFile.certificates(file));
        }
        return everywhere.managers(more);
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** For {@code --skip-tls-verify}. Extended, because the JDK adds its check of the host name to plain ones. */
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
