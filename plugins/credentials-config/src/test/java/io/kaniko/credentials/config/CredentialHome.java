package io.kaniko.credentials.config;

import io.kaniko.spi.CredentialRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** A home directory with files and programs, as a user might have set it up. */
final class CredentialHome {

    private final Path home;
    private final Map<String, String> environment = new LinkedHashMap<>();

    CredentialHome(Path home) throws IOException {
        this.home = home;
        Files.createDirectories(home.resolve("bin"));
        environment.put("PATH", home.resolve("bin") + ":/usr/bin:/bin");
    }

    CredentialHome config(String json) throws IOException {
        return file(".docker/config.json", json);
    }

    /** A file; quotes may be single ones. */
    CredentialHome file(String path, String json) throws IOException {
        Path file = home.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, json.replace('\'', '"'));
        return this;
    }

    CredentialHome variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    CredentialHome helper(String name, String script) throws IOException {
        Path program = home.resolve("bin/docker-credential-" + name);
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return this;
    }

    Path path(String path) {
        return home.resolve(path);
    }

    CredentialRequest request(String registry, String repository) {
        return new CredentialRequest(registry, repository, environment, home);
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
