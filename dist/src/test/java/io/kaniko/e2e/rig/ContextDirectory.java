package io.kaniko.e2e.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A build context in the making. */
public record ContextDirectory(Path path) {

    /** Adds a file with its parent directories. */
    public ContextDirectory file(String name, String content) throws IOException {
        Path file = path.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return this;
    }

    public ContextDirectory dockerfile(String text) throws IOException {
        return file("Dockerfile", text);
    }

    /** Does what a line of shell does in the context. */
    public ContextDirectory shell(String line) {
        Program.shell(path, line);
        return this;
    }

    /** As the executor takes it. */
    @Override
    public String toString() {
        return path.toString();
    }
}
