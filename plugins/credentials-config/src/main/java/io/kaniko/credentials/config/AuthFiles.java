package io.kaniko.credentials.config;

import io.kaniko.spi.BuildException;
import io.kaniko.spi.CredentialRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * Which files hold credentials, nearest first. Files that are not there are passed over. {@code DOCKER_CONFIG} stands
 * in for the usual places of docker's file, where there is a file in it.
 */
final class AuthFiles {

    private static final int MOST_BYTES = 16 * 1024 * 1024;
    private static final String INLINE = "DOCKER_AUTH_CONFIG";

    private final Map<String, String> environment;
    private final Path homeDirectory;

    AuthFiles(CredentialRequest request) {
        this.environment = request.environment();
        this.homeDirectory = request.homeDirectory();
    }

    List<AuthFile> read() {
        List<AuthFile> found = new ArrayList<>();
        variable(INLINE).ifPresent(text -> found.add(AuthFile.parse("the environment variable " + INLINE, text)));
        for (Path path : places()) {
            text(path).ifPresent(text -> found.add(AuthFile.parse(path.toString(), text)));
        }
        return found;
    }

    private SequencedSet<Path> places() {
        SequencedSet<Path> places = new LinkedHashSet<>();
        Optional<Path> named = directory("DOCKER_CONFIG").map(directory -> directory.resolve("config.json"));
        if (named.filter(Files::exists).isPresent()) {
            places.add(named.get());
        } else {
            places.add(homeDirectory.resolve(".docker/config.json"));
            directory("HOME").ifPresent(home -> places.add(home.resolve(".docker/config.json")));
        }
        directory("REGISTRY_AUTH_FILE").ifPresent(places::add);
        directory("XDG_RUNTIME_DIR").ifPresent(runtime -> places.add(runtime.resolve("containers/auth.json")));
        directory("XDG_CONFIG_HOME")
                .or(() -> directory("HOME").map(home -> home.resolve(".config")))
                .ifPresent(config -> places.add(config.resolve("containers/auth.json")));
        return places;
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    private Optional<Path> directory(String name) {
        return variable(name).map(Path::of);
    }

    private static Optional<String> text(Path path) {
        if (Files.notExists(path)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("it is longer than " + MOST_BYTES + " bytes");
            }
            return Optional.of(new String(bytes, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new BuildException(
                    BuildException.Kind.ENVIRONMENT,
                    "Cannot read registry credentials from " + path + ": "
                            + (Files.isDirectory(path) ? "it is a directory" : words(e)) + ".",
                    Optional.of(
                            Files.isDirectory(path)
                                    ? "Mount the file itself there; in Kubernetes, an item of a secret needs a subPath"
                                            + " or a key."
                                    : "Check that the user that runs the executor may read it."),
                    e);
        }
    }

    private static String words(IOException e) {
        return e instanceof AccessDeniedException
                ? "permission denied"
                : e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
