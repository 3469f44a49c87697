package io.kaniko.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens where the kernel or a container allows less than on this machine. */
class PoorMachineTest {

    @TempDir
    private Path temporary;

    private String mountsBefore;

    @BeforeEach
    void readMounts() throws IOException {
        mountsBefore = Files.readString(Path.of("/proc/self/mountinfo"));
    }

    @AfterEach
    void nothingStaysMounted() throws IOException {
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).isEqualTo(mountsBefore);
    }

    @Test
    void showsTheBuildersProcWhereNoOtherCanBeMounted() throws Exception {
        BusyboxRoot busybox = new BusyboxRoot(temporary, abilities(false, true, true));

        assertThat(busybox.sh("echo $$; ls -d /proc/" + ProcessHandle.current().pid())
                        .out())
                .isEqualTo("1\n/proc/" + ProcessHandle.current().pid() + "\n");
        // The builder has capabilities that a RUN lacks, so its environment and files are out of reach all the same.
        assertThat(busybox.sh("cat /proc/" + ProcessHandle.current().pid() + "/environ")
                        .exitCode())
                .isNotZero();
        assertThat(busybox.sh("ls /proc/" + ProcessHandle.current().pid() + "/root/")
                        .exitCode())
                .isNotZero();
        assertThat(busybox.sh("echo 3 > /proc/sys/vm/drop_caches").error()).contains("Read-only file system");
    }

    @Test
    void coversTheRootWhereItCannotBeExchanged() throws Exception {
        BusyboxRoot busybox = new BusyboxRoot(temporary, abilities(true, false, true));

        assertThat(busybox.sh("echo $$; ls /; cd /..; ls -d etc; ls /tmp").out())
                .isEqualTo("1\nbin\ndev\netc\nproc\nsys\netc\n");
    }

    @Test
    void closesDescriptorsOneByOneOnAnOldKernel() throws Exception {
        BusyboxRoot busybox = new BusyboxRoot(temporary, abilities(true, true, false));

        assertThat(busybox.run("/bin/ls", "/proc/self/fd").out()).isEqualTo("0\n1\n2\n3\n");
    }

    @Test
    void refusesToRunWithoutTheRightsButNotToBeChosen() throws Exception {
        Process builder = new ProcessBuilder(
                        "setpriv",
                        "--inh-caps=-all",
                        "--bounding-set=-sys_admin,-setpcap",
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SleepingBuilder.class.getName(),
                        temporary.toString())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(builder.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
                .anyMatch(line -> line.contains("BuildException: Cannot run processes here; tried namespace: this"
                        + " process lacks CAP_SETPCAP, CAP_SYS_ADMIN"))
                .anyMatch(line -> line.contains("NoIsolation.run"));
    }

    private static NamespaceAbilities abilities(boolean ownProc, boolean pivotRoot, boolean closeRange) {
        return new NamespaceAbilities(ownProc, pivotRoot, closeRange, NamespaceAbilities.DEFAULT_SET);
    }
}
