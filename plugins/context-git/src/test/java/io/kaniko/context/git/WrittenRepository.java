package io.kaniko.context.git;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A repository that a test writes with Git itself, and a server may serve.
 *
 * @param directory of the files; {@code .git} lies in it
 */
public record WrittenRepository(Path directory) {

    /** The time of every commit. */
    public static final long COMMIT_SECONDS = 1_700_000_000;

    /** A new one with the branch {@code main} and no commit. */
    public static WrittenRepository create(Path directory) throws IOException {
        Files.createDirectories(directory);
        WrittenRepository created = new WrittenRepository(directory);
        created.git("init -q -b main");
        created.git("config http.receivepack false");
        return created;
    }

    /** Writes a file, with the directories above it. */
    public WrittenRepository file(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return this;
    }

    /** Commits everything; the commit's name comes back. */
    public String commit(String message) throws IOException {
        git("add -A");
        git("commit -q --allow-empty -m '" + message + "'");
        return head();
    }

    public String head() throws IOException {
        return git("rev-parse HEAD").strip();
    }

    /** Does what a line of shell does here, where {@code git} needs no configuration. */
    public String git(String arguments) throws IOException {
        return shell("git " + arguments);
    }

    public String shell(String line) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of("/bin/sh", "-ec", line))
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(environment());
        Process process = builder.start();
        process.getOutputStream().close();
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new IOException("\"" + line + "\" ended with " + code + ": " + text);
            }
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Git without the configuration of whoever runs the test. */
    static java.util.Map<String, String> environment() {
        return java.util.Map.ofEntries(
                java.util.Map.entry("HOME", "/nonexistent"),
                java.util.Map.entry("LC_ALL", "C.UTF-8"),
                java.util.Map.entry("GIT_CONFIG_NOSYSTEM", "1"),
                java.util.Map.entry("GIT_AUTHOR_NAME", "An Author"),
                java.util.Map.entry("GIT_AUTHOR_EMAIL", "author@example.org"),
                java.util.Map.entry("GIT_AUTHOR_DATE", "1600000000 +0100"),
                java.util.Map.entry("GIT_COMMITTER_NAME", "A Committer"),
                java.util.Map.entry("GIT_COMMITTER_EMAIL", "committer@example.org"),
                java.util.Map.entry("GIT_COMMITTER_DATE", COMMIT_SECONDS + " +0100"),
                java.util.Map.entry("GIT_ALLOW_PROTOCOL", "file:http:https:git:ssh"));
    }
}
