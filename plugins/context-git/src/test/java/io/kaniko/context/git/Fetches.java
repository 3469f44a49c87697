package io.kaniko.context.git;

import io.kaniko.spi.ContextLocation;
import io.kaniko.spi.ContextRequest;
import io.kaniko.spi.FetchedContext;
import io.kaniko.spi.TransferProgress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Fetches from a server of its own, each time into a new directory. */
final class Fetches implements AutoCloseable {

    private final Path root;
    private final GitServer server;
    private final Map<String, String> environment = new HashMap<>();

    /** @param root repositories below it are served */
    Fetches(Path root) throws IOException {
        this(root, GitServer.plain(root));
    }

    Fetches(Path root, GitServer server) {
        this.root = root;
        this.server = server;
    }

    GitServer server() {
        return server;
    }

    String address(String path) {
        return server.address(path);
    }

    Fetches with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** @param path of the repository, with what may follow it */
    Path fetch(String path) throws IOException {
        return fetchFrom(address(path), Map.of());
    }

    Path fetchFrom(String location, Map<String, String> options) throws IOException {
        Path work = Files.createTempDirectory(Files.createDirectories(root.resolve("work")), "fetch");
        FetchedContext fetched = new GitContextSource()
                .fetch(new ContextRequest(
                        new ContextLocation(location),
                        work,
                        environment,
                        InputStream.nullInputStream(),
                        TransferProgress.NONE,
                        new LinkedHashMap<>(options)));
        return ((FetchedContext.Directory) fetched).path();
    }

    String read(String file, String path, Map<String, String> options) throws IOException {
        return Files.readString(fetchFrom(address(path), options).resolve(file));
    }

    @Override
    public void close() {
        server.close();
    }
}
