package io.kaniko.e2e.rig;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A private authority that nobody trusts unless told to, made with openssl. */
public final class CertificateAuthority {

    private static final char[] PASSWORD = "password".toCharArray();

    private final Path directory;

    /**
     * A certificate of a server.
     *
     * @param chain PEM
     * @param key PEM
     */
    public record Certificate(Path chain, Path key) {

        /** For a server of the JDK that shows this certificate. */
        public SSLContext serverContext() throws IOException, GeneralSecurityException {
            Path store = key.resolveSibling("server.p12");
            Program.run(
                            "openssl",
                            "pkcs12",
                            "-export",
                            "-in",
                            chain.toString(),
                            "-inkey",
                            key.toString(),
                            "-out",
                            store.toString(),
                            "-passout",
                            "pass:" + new String(PASSWORD))
                    .succeeded();
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD);
            }
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        }
    }

    private CertificateAuthority(Path directory) {
        this.directory = directory;
    }

    public static CertificateAuthority create(Path directory) throws IOException {
        Files.createDirectories(directory);
        Program.run(
                        directory,
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=Private authority of a test",
                        "-keyout",
                        "authority.key",
                        "-out",
                        "authority.pem")
                .succeeded();
        return new CertificateAuthority(directory);
    }

    /** The file to trust. */
    public Path certificate() {
        return directory.resolve("authority.pem");
    }

    public Certificate issue(String address) throws IOException {
        Files.writeString(directory.resolve("names"), "subjectAltName=IP:" + address + ",DNS:localhost\n");
        Program.shell(
                directory,
                "openssl req -newkey rsa:2048 -nodes -subj /CN=registry -keyout server.key -out server.csr 2>&1;"
                        + " openssl x509 -req -in server.csr -CA authority.pem -CAkey authority.key -CAcreateserial"
                        + " -days 2 -extfile names -out server.pem 2>&1");
        return new Certificate(directory.resolve("server.pem"), directory.resolve("server.key"));
    }
}
