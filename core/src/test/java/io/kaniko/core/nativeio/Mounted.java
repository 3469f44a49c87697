package io.kaniko.core.nativeio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A mount of a test, gone when the test is. */
record Mounted(String target) implements AutoCloseable {

    static Mounted tmpfs(String target) throws IOException {
        run("mount", "-t", "tmpfs", "none", target);
        return new Mounted(target);
    }

    static Mounted bind(String source, String target) throws IOException {
        run("mount", "--bind", source, target);
        return new Mounted(target);
    }

    @Override
    public void close() throws IOException {
        run("umount", target);
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
    }
}
