package io.kaniko.e2e.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A private authority that nobody trusts unless told to, made with openssl. */
public final class CertificateAuthority {

    private final Path directory;

    /**
     * A certificate of a server.
     *
     * @param chain PEM
     * @param key PEM
     */
    public record Certificate(Path chain, Path key) {}

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
