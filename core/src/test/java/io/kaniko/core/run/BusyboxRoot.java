package io.kaniko.core.run;

import io.kaniko.core.event.BuildEvent;
import io.kaniko.core.event.EventSink;
import io.kaniko.core.rootfs.StageRoot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** A stage root that holds busybox and nothing else, and a way to run commands in it. */
final class BusyboxRoot {

    private static final Path BUSYBOX = Path.of("/bin/busybox");

    private static final List<String> PROGRAMS = List.of(
            "sh",
            "ls",
            "cat",
            "id",
            "env",
            "echo",
            "grep",
            "sleep",
            "touch",
            "mkdir",
            "rm",
            "mv",
            "stat",
            "hostname",
            "ip",
            "wc",
            "kill",
            "ps",
            "umount",
            "mount",
            "head",
            "ln",
            "chroot",
            "printf",
            "readlink",
            "test",
            "df",
            "mkfifo",
            "yes",
            "nc",
            "find",
            "dd",
            "true");

    final Path directory;
    final StageRoot root;
    final List<String> warnings = new ArrayList<>();
    final Isolation isolation;

    RunCommandParts parts = new RunCommandParts();

    /** What a test changes of a command. */
    static final class RunCommandParts {
        SequencedMap<String, String> environment = new LinkedHashMap<>(Map.of("PATH", "/usr/bin:/bin"));
        String workingDirectory = "/";
        UserIds user = UserIds.ROOT;
        List<RunMount> mounts = List.of();
        NetworkMode network = NetworkMode.DEFAULT;
        SecurityMode security = SecurityMode.SANDBOX;
        List<HostAddress> extraHosts = List.of();
    }

    record Result(int exitCode, String out, String error) {}

    /** With what the machine really allows. */
    BusyboxRoot(Path temporary) throws IOException, InterruptedException {
        this(temporary, NamespaceIsolation.NAME);
    }

    /** On a machine that allows less. */
    BusyboxRoot(Path temporary, NamespaceAbilities abilities) throws IOException {
        directory = Files.createDirectories(temporary.resolve("rootfs"));
        root = new StageRoot(directory);
        fill();
        isolation = new NamespaceIsolation(
                Files.createDirectories(temporary.resolve("work")),
                Path.of("/etc/resolv.conf"),
                abilities,
                new LiveProcesses(Runtime.getRuntime()),
                EventSink.NONE);
    }

    BusyboxRoot(Path temporary, String name) throws IOException, InterruptedException {
        directory = Files.createDirectories(temporary.resolve("rootfs"));
        root = new StageRoot(directory);
        fill();
        EventSink sink = event -> {
            if (event instanceof BuildEvent.Notice(BuildEvent.Level level, String text)
                    && level == BuildEvent.Level.WARN) {
                warnings.add(text);
            }
        };
        isolation = Isolations.choose(request(name, temporary), sink);
    }

    /** For a machine that is no container. */
    static IsolationRequest request(String name, Path temporary) {
        return new IsolationRequest(name, temporary.resolve("work"), temporary, List.of(), false);
    }

    private void fill() throws IOException {
        if (!Files.isExecutable(BUSYBOX)) {
            throw new IllegalStateException("these tests need " + BUSYBOX + ": apt-get install busybox-static");
        }
        Files.createDirectories(directory.resolve("bin"));
        Files.copy(BUSYBOX, directory.resolve("bin/busybox"));
        for (String program : PROGRAMS) {
            Files.createSymbolicLink(directory.resolve("bin").resolve(program), Path.of("busybox"));
        }
    }

    Result sh(String script) throws IOException, InterruptedException {
        return run("/bin/sh", "-c", script);
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream error = new ByteArrayOutputStream();
        int exitCode = isolation
                .run(command(List.of(arguments), (toError, bytes) -> append(toError ? error : out, bytes)))
                .exitCode();
        return new Result(exitCode, out.toString(StandardCharsets.UTF_8), error.toString(StandardCharsets.UTF_8));
    }

    RunCommand command(List<String> arguments, RunOutput output) {
        return new RunCommand(
                root,
                arguments,
                parts.environment,
                parts.workingDirectory,
                parts.user,
                parts.mounts,
                parts.network,
                parts.security,
                parts.extraHosts,
                output);
    }

    private static void append(ByteArrayOutputStream all, ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        all.writeBytes(copy);
    }
}
