package io.kaniko.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.core.nativeio.LinuxFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunUserTest {

    @TempDir
    private Path temporary;

    private BusyboxRoot busybox;

    @BeforeEach
    void makeRoot() throws IOException, InterruptedException {
        busybox = new BusyboxRoot(temporary);
    }

    private List<String> status(String pattern) throws IOException, InterruptedException {
        return busybox.run("/bin/grep", "-E", pattern, "/proc/self/status")
                .out()
                .replaceAll("[\t ]+", " ")
                .lines()
                .map(String::strip)
                .toList();
    }

    @Test
    void rootHasDockersCapabilities() throws Exception {
        assertThat(status("^(Uid|Gid|Groups|Cap|NoNewPrivs)"))
                .containsExactly(
                        "Uid: 0 0 0 0",
                        "Gid: 0 0 0 0",
                        "Groups:",
                        "CapInh: 0000000000000000",
                        "CapPrm: 00000000a80425fb",
                        "CapEff: 00000000a80425fb",
                        "CapBnd: 00000000a80425fb",
                        "CapAmb: 0000000000000000",
                        "NoNewPrivs: 0");
    }

    @Test
    void anotherUserHasNone() throws Exception {
        busybox.parts.user = new UserIds(1000, 2000, List.of(7, 3000));

        assertThat(status("^(Uid|Gid|Groups|Cap)"))
                .containsExactly(
                        "Uid: 1000 1000 1000 1000",
                        "Gid: 2000 2000 2000 2000",
                        "Groups: 7 3000",
                        "CapInh: 0000000000000000",
                        "CapPrm: 0000000000000000",
                        "CapEff: 0000000000000000",
                        "CapBnd: 00000000a80425fb",
                        "CapAmb: 0000000000000000");
    }

    @Test
    void takesTheLargestNumbers() throws Exception {
        busybox.parts.user = new UserIds((int) 4294967294L, 65534, List.of());

        assertThat(status("^(Uid|Gid)"))
                .containsExactly("Uid: 4294967294 4294967294 4294967294 4294967294", "Gid: 65534 65534 65534 65534");
    }

    @Test
    void anotherUserCanBecomeRootByASetuidProgram() throws Exception {
        LinuxFiles.copyContent(busybox.root.hostPath("bin/busybox"), busybox.root.hostPath("bin/id2"), 0755);
        LinuxFiles.setPermissions(busybox.root.hostPath("bin/id2"), 04755);
        busybox.parts.user = new UserIds(1000, 1000, List.of());

        // busybox drops the rights of a set user id for most programs, so it is asked what the kernel made of it.
        assertThat(busybox.run("/bin/id2", "su", "--help").exitCode()).isNotEqualTo(126);
        assertThat(status("^NoNewPrivs")).containsExactly("NoNewPrivs: 0");
    }

    @Test
    void anotherUserMayUseTheStreamsAndDevices() throws Exception {
        busybox.parts.user = new UserIds(1000, 1000, List.of());

        assertThat(busybox.sh("echo a > /dev/null; echo b > /dev/stdout; echo c > /dev/stderr; touch /dev/shm/x"))
                .satisfies(result -> assertThat(result.exitCode()).isZero());
    }
}
