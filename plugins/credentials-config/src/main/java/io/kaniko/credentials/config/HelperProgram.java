package io.kaniko.credentials.config;

import io.kaniko.spi.BuildException;
import io.kaniko.spi.RegistryCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A program {@code docker-credential-NAME} (docker-credential-helpers): {@code get} with the registry on standard input
 * answers with JSON on standard output, or fails with a sentence there.
 */
final class HelperProgram {

    private static final String NOT_FOUND = "credentials not found";
    private static final int MOST_BYTES = 1024 * 1024;
    private static final int LONGEST_COMPLAINT = 500;

    private final String name;
    private final String configuredBy;
    private final Map<String, String> environment;
    private final Duration timeout;

    /** @param configuredBy the file that names the program, for messages */
    HelperProgram(String name, String configuredBy, Map<String, String> environment, Duration timeout) {
        this.name = name;
        this.configuredBy = configuredBy;
        this.environment = environment;
        this.timeout = timeout;
    }

    /** Whether there is such a program on the path. */
    boolean isInstalled() {
        return program().isPresent();
    }

    /** What the program knows of a registry; empty when it says that it knows nothing. */
    Optional<RegistryCredentials> get(String registry) throws IOException {
        Path program = program().orElseThrow(this::missing);
        String server =
                RegistryKey.host(registry).equals(RegistryKey.DOCKER_HUB) ? RegistryKey.DOCKER_HUB_ADDRESS : registry;
        ProcessBuilder builder = new ProcessBuilder(program.toString(), "get");
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw failed("it cannot be started: " + e.getMessage(), e);
        }
        try {
            return answer(process, server);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + programName() + " was running");
        } finally {
            process.destroyForcibly();
        }
    }

    private Optional<RegistryCredentials> answer(Process process, String server)
            throws IOException, InterruptedException {
        FutureTask<String> output = reading(process.getInputStream());
        FutureTask<String> complaints = reading(process.getErrorStream());
        try (OutputStream in = process.getOutputStream()) {
            in.write(server.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // A program may answer without reading the question; its exit status decides.
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        if (!process.waitFor(timeout)) {
            throw tooSlow();
        }
        String text = await(output, deadline);
        String complaint = await(complaints, deadline);
        if (process.exitValue() == 0) {
            return credentials(text, complaint);
        }
        if (text.contains(NOT_FOUND)) {
            return Optional.empty();
        }
        throw failed("it failed with status " + process.exitValue() + words(text + " " + complaint), null);
    }

    /** The output may hold the secret even where it is not JSON, so it is never shown. */
    private Optional<RegistryCredentials> credentials(String text, String complaint) {
        try {
            if (JsonReader.read(text) instanceof Map<?, ?> answer) {
                return AuthFile.credentials(field(answer, "Username"), field(answer, "Secret"));
            }
        } catch (JsonReader.MalformedException e) {
            throw failed("its answer is not JSON (" + e.getMessage() + ")" + words(complaint), null);
        }
        throw failed("its answer is not a JSON object" + words(complaint), null);
    }

    private static String field(Map<?, ?> answer, String field) {
        return answer.get(field) instanceof String text ? text : "";
    }

    private Optional<Path> program() {
        if (name.contains("/") || name.contains("\0")) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "Cannot use the credential helper \"" + name + "\" of " + configuredBy + ": this is not a name.",
                    "Write the part of the program's name behind \"docker-credential-\".");
        }
        for (String directory : environment.getOrDefault("PATH", "").split(":")) {
            if (!directory.isEmpty()) {
                Path program = Path.of(directory, programName());
                if (Files.isRegularFile(program) && Files.isExecutable(program)) {
                    return Optional.of(program.toAbsolutePath());
                }
            }
        }
        return Optional.empty();
    }

    private String programName() {
        return "docker-credential-" + name;
    }

    private static FutureTask<String> reading(InputStream stream) {
        FutureTask<String> task = new FutureTask<>(() -> {
            try (stream) {
                String text = new String(stream.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
                stream.transferTo(OutputStream.nullOutputStream());
                return text;
            }
        });
        Thread.ofVirtual().start(task);
        return task;
    }

    /** A child that the program leaves behind may hold the pipe open for ever. */
    private String await(FutureTask<String> output, long deadline) throws IOException, InterruptedException {
        try {
            return output.get(Math.max(deadline - System.nanoTime(), 0), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw tooSlow();
        } catch (ExecutionException e) {
            throw new IOException("Cannot read what " + programName() + " says", e.getCause());
        }
    }

    private static String words(String complaint) {
        String shown = complaint.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        if (shown.length() > LONGEST_COMPLAINT) {
            shown = shown.substring(0, LONGEST_COMPLAINT) + "…";
        }
        return shown.isEmpty() ? "" : ": " + shown;
    }

    private BuildException missing() {
        return new BuildException(
                BuildException.Kind.ENVIRONMENT,
                "Cannot use the credential helper \"" + name + "\" of " + configuredBy + ": no program " + programName()
                        + " is on the PATH (" + environment.getOrDefault("PATH", "") + ").",
                "Put it there, or take the helper out of the file.");
    }

    private BuildException tooSlow() {
        return failed("it did not answer within " + timeout.toSeconds() + " seconds", null);
    }

    private BuildException failed(String reason, @Nullable Throwable cause) {
        return new BuildException(
                BuildException.Kind.EXTERNAL,
                "Cannot get credentials from " + programName() + " (" + configuredBy + "): " + reason + ".",
                Optional.of("Try it by hand: echo REGISTRY | " + programName() + " get"),
                cause);
    }
}
