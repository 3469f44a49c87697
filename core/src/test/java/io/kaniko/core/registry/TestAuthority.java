package io.kaniko.core.registry;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A certificate authority of a test, which no program trusts by itself. */
final class TestAuthority {

    private final Path directory;

    private TestAuthority(Path directory) {
        this.directory = directory;
    }

    /** Where a server's certificate and key lie, and whose client certificates it wants. */
    record Server(Path certificate, Path key, Optional<Path> clientAuthority) {}

    static TestAuthority create(Path directory) throws Exception {
        Files.createDirectories(directory);
        TestAuthority authority = new TestAuthority(directory);
        Program.run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=Test authority",
                "-keyout",
                authority.file("ca.key"),
                "-out",
                authority.file("ca.pem"));
        return authority;
    }

    Path certificate() {
        return directory.resolve("ca.pem");
    }

    /** Issues a certificate for localhost, with an RSA key. */
    Server server() throws Exception {
        return server("rsa:2048", "server");
    }

    /** Issues a certificate with a key of the form that openssl's {@code -newkey} names. */
    Server server(String newKey, String name) throws Exception {
        Path extensions = Files.writeString(directory.resolve("names.txt"), "subjectAltName=DNS:localhost");
        List<String> request = new ArrayList<>(List.of("openssl", "req", "-newkey"));
        request.addAll(List.of(newKey.split(" ")));
        request.addAll(
                List.of("-nodes", "-subj", "/CN=" + name, "-keyout", file(name + ".key"), "-out", file(name + ".csr")));
        Program.run(request.toArray(String[]::new));
        Program.run(
                "openssl",
                "x509",
                "-req",
                "-days",
                "2",
                "-in",
                file(name + ".csr"),
                "-CA",
                file("ca.pem"),
                "-CAkey",
                file("ca.key"),
                "-CAcreateserial",
                "-extfile",
                extensions.toString(),
                "-out",
                file(name + ".pem"));
        return new Server(directory.resolve(name + ".pem"), directory.resolve(name + ".key"), Optional.empty());
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }
}
