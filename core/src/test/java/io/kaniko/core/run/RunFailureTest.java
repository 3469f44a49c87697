package io.kaniko.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kaniko.core.event.EventSink;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFailureTest {

    @TempDir
    private Path temporary;

    private BusyboxRoot busybox;
    private String mountsBefore;

    @BeforeEach
    void makeRoot() throws IOException, InterruptedException {
        mountsBefore = Files.readString(Path.of("/proc/self/mountinfo"));
        busybox = new BusyboxRoot(temporary);
    }

    @AfterEach
    void nothingStaysMounted() throws IOException {
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).isEqualTo(mountsBefore);
    }

    private BuildException failure(String... arguments) {
        BuildException failure = catchThrowableOfType(BuildException.class, () -> busybox.run(arguments));
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(BuildException.Kind.USER);
        return failure;
    }

    private void program(String name, byte[] content, String permissions) throws IOException {
        Path file = busybox.directory.resolve("bin").resolve(name);
        Files.write(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void programIsNotInPath() {
        assertThat(failure("foo", "bar"))
                .hasMessage("exec: \"foo\": executable file not found in $PATH")
                .satisfies(e -> assertThat(e.remedy())
                        .contains("Install it in the image, or give its absolute path. Looked in: /usr/bin:/bin"));
    }

    @Test
    void thereIsNoPath() {
        busybox.parts.environment = new LinkedHashMap<>();

        assertThat(failure("ls").remedy())
                .contains("Set PATH in the Dockerfile (ENV PATH=...), or give the program's absolute path.");
    }

    @Test
    void programIsFoundAlongThePath() throws Exception {
        program("ls2", "#!/bin/sh\necho found $0\n".getBytes(), "rwxr-xr-x");
        Files.createDirectories(busybox.directory.resolve("usr/bin"));
        Files.writeString(busybox.directory.resolve("usr/bin/ls2"), "not executable");

        assertThat(busybox.run("ls2").out()).isEqualTo("found /bin/ls2\n");
    }

    @Test
    void imageHasNoShell() throws Exception {
        Files.delete(busybox.directory.resolve("bin/sh"));

        assertThat(failure("/bin/sh", "-c", "true"))
                .hasMessage("exec: \"/bin/sh\": stat /bin/sh: no such file or directory")
                .satisfies(e -> assertThat(e.remedy().orElseThrow()).startsWith("The image has no shell"));
    }

    @Test
    void programIsNotExecutable() throws Exception {
        program("data", "data".getBytes(), "rw-r--r--");

        assertThat(failure("/bin/data")).hasMessage("exec: \"/bin/data\": permission denied");
        assertThat(failure("/bin")).hasMessage("exec: \"/bin\": is a directory");
    }

    @Test
    void programIsForAnotherMachine() throws Exception {
        byte[] content = Files.readAllBytes(busybox.directory.resolve("bin/busybox"));
        content[18] = (byte) 22;
        content[19] = 0;
        program("foreign", content, "rwxr-xr-x");

        assertThat(failure("/bin/foreign"))
                .hasMessage("exec /bin/foreign: exec format error")
                .satisfies(e -> assertThat(e.remedy().orElseThrow()).startsWith("It is a program for s390x, and this"));
    }

    @Test
    void scriptHasNoFirstLine() throws Exception {
        program("script", "echo hello\n".getBytes(), "rwxr-xr-x");

        assertThat(failure("/bin/script"))
                .hasMessage("exec /bin/script: exec format error")
                .satisfies(e -> assertThat(e.remedy().orElseThrow()).contains("a script must begin with #!"));
    }

    @Test
    void interpreterIsMissing() throws Exception {
        program("script", "#!/usr/bin/python3\r\nprint()\n".getBytes(), "rwxr-xr-x");

        assertThat(failure("/bin/script"))
                .hasMessage("exec /bin/script: no such file or directory")
                .satisfies(e -> assertThat(e.remedy().orElseThrow()).contains("/usr/bin/python3\\r"));
        program("dynamic", Files.readAllBytes(Path.of("/bin/ls")), "rwxr-xr-x");
        assertThat(failure("/bin/dynamic").remedy().orElseThrow()).contains("/ld-linux");
    }

    @Test
    void userMayNotExecute() throws Exception {
        program("private", "#!/bin/sh\n".getBytes(), "rwx------");
        busybox.parts.user = new UserIds(1000, 1000, List.of());

        assertThat(failure("/bin/private"))
                .hasMessage("exec /bin/private: permission denied")
                .satisfies(e -> assertThat(e.remedy().orElseThrow()).startsWith("User 1000 may not execute it"));
    }

    @Test
    void argumentsAreTooLong() {
        assertThat(failure("/bin/true", "x".repeat(200_000))).hasMessage("exec /bin/true: argument list too long");
    }

    @Test
    void workingDirectoryIsMissing() {
        busybox.parts.workingDirectory = "/no/where";

        assertThat(failure("/bin/true"))
                .hasMessage("Cannot start \"/bin/true\": working directory /no/where: No such file or directory");
    }

    @Test
    void failedCommandsCarryTheirCode() {
        assertThat(new RunFailedException("/bin/sh -c false", 3))
                .hasMessage("process \"/bin/sh -c false\" did not complete successfully: exit code: 3")
                .satisfies(e -> assertThat(e.exitCode()).isEqualTo(3))
                .satisfies(e -> assertThat(e.remedy()).isEmpty());
        assertThat(new RunFailedException("x", 137).remedy().orElseThrow()).contains("memory");
    }

    @Test
    void interruptKills() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        RunCommand command = busybox.command(
                List.of("/bin/sh", "-c", "echo go; sleep 1000 & sleep 1000"), (error, bytes) -> running.countDown());
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                busybox.isolation.run(command);
            } catch (Exception e) {
                thrown.set(e);
            }
        });
        running.await();

        caller.interrupt();
        caller.join();

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(busybox.directory.resolve("etc")).doesNotExist();
    }

    @Test
    void listenerThatFailsStopsTheProcess() {
        RunCommand command = busybox.command(List.of("/bin/yes"), (error, bytes) -> {
            throw new IllegalStateException("the disk of the log is full");
        });

        assertThatThrownBy(() -> busybox.isolation.run(command)).hasMessage("the disk of the log is full");
    }

    @Test
    void processDiesWhenTheBuilderIsKilled() throws Exception {
        Process builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SleepingBuilder.class.getName(),
                        temporary.resolve("other").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        builder.inputReader().readLine();
        List<ProcessHandle> runs = builder.children().toList();
        assertThat(runs).hasSize(1);

        builder.destroyForcibly().waitFor();

        // Somebody else reaps it; that it has ended can be awaited all the same.
        assertThat(runs.getFirst().onExit()).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void isNeverAtTheMachinesOwnRoot() throws Exception {
        BusyboxRoot busybox = new BusyboxRoot(temporary.resolve("other"), "root");

        assertThatThrownBy(() -> busybox.sh("true"))
                .isInstanceOf(BuildException.class)
                .hasMessage("Cannot run processes here; tried root: only in a container, or with --force, because it"
                        + " changes the files of /");
    }

    @Test
    void unknownIsolationsAreNamedWithTheNearest() {
        assertThatThrownBy(() -> Isolations.choose(BusyboxRoot.request("namespaces", temporary), EventSink.NONE))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.remedy()).contains("Did you mean namespace?"))
                .hasMessage("--isolation=namespaces is not known.");
    }
}
