package io.kaniko.core.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The directory of one build. Everything that a build writes, but its outputs, lies below it; the command line makes it
 * and deletes it, whatever happens.
 *
 * @param directory absolute; on the file system where stage roots shall be
 * @param caches where RUN cache mounts live on between builds
 */
public record Workspace(Path directory, Path caches) {

    public Workspace {
        if (!directory.isAbsolute() || !caches.isAbsolute()) {
            throw new IllegalArgumentException("work directories must be absolute: " + directory + ", " + caches);
        }
    }

    Path context() {
        return directory.resolve("context");
    }

    public Path blobs() {
        return directory.resolve("blobs");
    }

    Path downloads() {
        return directory.resolve("downloads");
    }

    Path stageRoot(int stage) throws IOException {
        return Files.createDirectories(
                directory.resolve("stages").resolve(Integer.toString(stage)).resolve("rootfs"));
    }

    Path scratch() throws IOException {
        return Files.createTempDirectory(Files.createDirectories(directory.resolve("scratch")), "tree-");
    }
}
