package io.kaniko.e2e.rig;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A program of this machine that a case needs. One that is missing is an error that says how to install it. */
public final class Program {

    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** Debian's package where it is not called like the program. */
    private static final Map<String, String> PACKAGES = Map.of(
            "htpasswd", "apache2-utils",
            "busybox", "busybox-static",
            "xz", "xz-utils",
            "mount", "mount",
            "umount", "mount",
            "getfattr", "attr",
            "newuidmap", "uidmap",
            "dpkg-deb", "dpkg",
            "sshd", "openssh-server",
            "ssh-keygen", "openssh-client");

    private Program() {}

    /** The program's full path. */
    public static String find(String name) {
        if (name.startsWith("/")) {
            return name;
        }
        for (String directory : (System.getenv("PATH") + ":/usr/sbin:/sbin").split(":")) {
            Path candidate = Path.of(directory).resolve(name);
            if (Files.isExecutable(candidate)) {
                return candidate.toString();
            }
        }
        throw new AssertionError("The tests need " + name + ", which is not installed. Install it: apt-get install -y "
                + PACKAGES.getOrDefault(name, name));
    }

    /** Runs a program to its end and gives what it said; its exit code is the caller's to judge. */
    public static Finished run(String name, String... arguments) {
        return run(Path.of("/"), name, arguments);
    }

    /** Runs a program in a directory. */
    public static Finished run(Path directory, String name, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(find(name));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        return finish(builder, InputStream.nullInputStream());
    }

    /** Runs a line of shell in a directory; it must succeed. */
    public static Finished shell(Path directory, String line) {
        return run(directory, "sh", "-ec", line).succeeded();
    }

    static Finished finish(ProcessBuilder builder, InputStream input) {
        Instant start = Instant.now();
        try {
            Process process = builder.start();
            CompletableFuture<byte[]> output = CompletableFuture.supplyAsync(() -> drain(process.getInputStream()));
            CompletableFuture<byte[]> errors = CompletableFuture.supplyAsync(() -> drain(process.getErrorStream()));
            feed(process.getOutputStream(), input);
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                throw new AssertionError(builder.command() + " did not end within " + LIMIT + "; it said:\n"
                        + new String(output.get(10, TimeUnit.SECONDS), UTF_8)
                        + new String(errors.get(10, TimeUnit.SECONDS), UTF_8));
            }
            return new Finished(
                    builder.command(),
                    process.exitValue(),
                    new String(output.get(30, TimeUnit.SECONDS), UTF_8),
                    new String(errors.get(30, TimeUnit.SECONDS), UTF_8),
                    Duration.between(start, Instant.now()));
        } catch (TimeoutException e) {
            throw new AssertionError(
                    builder.command() + " has ended, but something that it started still holds its output open", e);
        } catch (IOException | java.util.concurrent.ExecutionException e) {
            throw new AssertionError("cannot run " + builder.command(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + builder.command(), e);
        }
    }

    /** A program that does not want all its input closes the pipe; that is its right. */
    private static void feed(OutputStream sink, InputStream input) {
        try (sink;
                input) {
            input.transferTo(sink);
        } catch (IOException closedByReader) {
            // The exit code tells.
        }
    }

    private static byte[] drain(InputStream stream) {
        try (stream) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            stream.transferTo(bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static InputStream bytes(byte[] content) {
        return new ByteArrayInputStream(content);
    }
}
