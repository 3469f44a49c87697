package io.kaniko.core.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChildProgramTest {

    @Test
    void becomesAnotherProgramWithExactlyTheGivenEnvironment() throws IOException {
        assertThat(run("/usr/bin/env", List.of("env"), Map.of("A", "b c"))).isEqualTo("A=b c\n");
    }

    @Test
    void passesTheExitCodeOn() throws IOException {
        assertThat(exitCodeOf("exit 42")).isEqualTo(42);
        assertThat(exitCodeOf("kill -9 $$")).isEqualTo(137);
    }

    @Test
    void leavesNoDescriptorOpen() throws IOException {
        String script = "i=0; while [ $i -lt 200 ]; do [ -e /proc/$$/fd/$i ] && echo $i; i=$((i+1)); done";

        // The shell itself keeps none below 10 but the standard streams, and this JVM has many.
        assertThat(run("/bin/sh", List.of("sh", "-c", script), Map.of()).lines().filter(each -> each.length() < 2))
                .containsExactly("0", "1", "2");
        assertThat(LinuxFiles.list("/proc/self/fd")).contains("3", "4", "5");
    }

    @Test
    void resetsSignals() throws IOException {
        String status = run("/bin/cat", List.of("cat", "/proc/self/status"), Map.of());

        assertThat(status.lines().filter(line -> line.matches("Sig(Blk|Ign|Cgt).*")))
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).endsWith("\t0000000000000000"));
    }

    @Test
    void tellsWhichCallFailed() {
        try (ChildProgram program = new ChildProgram()) {
            program.blockSignals().workingDirectory("/no/such/directory").execute("/bin/true", List.of("x"), Map.of());
            assertThatExceptionOfType(ChildFailedException.class)
                    .isThrownBy(() -> program.start(Set.of()))
                    .withMessage("chdir /no/such/directory: No such file or directory")
                    .satisfies(e -> assertThat(e.step()).isEqualTo(ChildProgram.Step.WORKING_DIRECTORY))
                    .satisfies(e -> assertThat(e.errno()).isEqualTo(2));
        }
    }

    @Test
    void tellsWhyAProgramCannotBeExecuted() {
        try (ChildProgram program = new ChildProgram()) {
            program.execute("/etc/passwd", List.of("passwd"), Map.of());
            assertThatExceptionOfType(ChildFailedException.class)
                    .isThrownBy(() -> program.start(Set.of()))
                    .withMessage("execve /etc/passwd: Permission denied")
                    .satisfies(e -> assertThat(e.step()).isEqualTo(ChildProgram.Step.EXECUTE));
        }
    }

    private static int exitCodeOf(String script) throws IOException {
        try (ChildProgram program = new ChildProgram()) {
            int process = program.blockSignals()
                    .newSession()
                    .execute("/bin/sh", List.of("sh", "-c", script), Map.of())
                    .start(Set.of());
            LinuxProcess.awaitEnd(process);
            return LinuxProcess.reap(process);
        }
    }

    private static String run(String file, List<String> arguments, Map<String, String> environment) throws IOException {
        LinuxProcess.Pipe pipe = LinuxProcess.openPipe();
        int nothing = LinuxProcess.openNothing();
        int process;
        try (ChildProgram program = new ChildProgram()) {
            process = program.blockSignals()
                    .newSession()
                    .standardStreams(nothing, pipe.writeEnd(), pipe.writeEnd())
                    .closeOthers(true)
                    .execute(file, arguments, environment)
                    .start(Set.of());
        } finally {
            LinuxProcess.close(nothing);
            LinuxProcess.close(pipe.writeEnd());
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] bytes = new byte[4096];
        for (int count = LinuxProcess.read(pipe.readEnd(), bytes);
                count > 0;
                count = LinuxProcess.read(pipe.readEnd(), bytes)) {
            all.write(bytes, 0, count);
        }
        LinuxProcess.close(pipe.readEnd());
        assertThat(LinuxProcess.reap(process)).isZero();
        return all.toString(StandardCharsets.UTF_8);
    }
}
