package io.kaniko.core.nativeio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProcessMarkTest {

    @Test
    void findsAProcessAndWhatItHasStarted() throws IOException {
        ProcessMark mark = ProcessMark.next(new Random());
        try (ChildProgram program = new ChildProgram()) {
            // The second process leaves the session and the environment; the first waits for it.
            program.blockSignals()
                    .mark(mark)
                    .execute(
                            "/bin/sh",
                            List.of("sh", "-c", "setsid env -i sleep 1000 & wait"),
                            Map.of("PATH", "/usr/bin:/bin"));
            int process = program.start(Set.of());
            while (mark.processes().size() < 2) {
                Thread.onSpinWait();
            }
            assertThat(mark.processes()).contains(process);

            mark.processes().forEach(LinuxProcess::kill);

            assertThat(LinuxProcess.reap(process)).isEqualTo(137);
        }
    }

    @Test
    void isOnNobodyBeforehand() throws IOException {
        assertThat(ProcessMark.next(new Random()).processes()).isEmpty();
    }
}
