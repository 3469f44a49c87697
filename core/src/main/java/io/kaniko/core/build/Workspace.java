package io.kaniko.core.build;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
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

    Path stage(int stage) {
        return directory.resolve("stages").resolve(Integer.toString(stage));
    }

    Path stageRoot(int stage) throws IOException {
        return Files.createDirectories(stage(stage).resolve("rootfs"));
    }

    /** For the files of an image. Its name is short, since many such names must fit into the options of a mount. */
    Path newBase() throws IOException {
        Path bases = Files.createDirectories(directory.resolve("bases"));
        for (int number = 0; ; number++) {
            try {
                return Files.createDirectory(bases.resolve(Integer.toString(number)));
            } catch (FileAlreadyExistsException taken) {
                // By another image.
                continue;
            }
        }
    }

    Path scratch() throws IOException {
        return Files.createTempDirectory(Files.createDirectories(directory.resolve("scratch")), "tree-");
    }
}
