package io.kaniko.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChrootIsolationTest {

    @TempDir
    private Path temporary;

    private BusyboxRoot busybox;

    @BeforeEach
    void makeRoot() throws IOException, InterruptedException {
        busybox = new BusyboxRoot(temporary, "chroot");
    }

    @Test
    void passesOutputAndExitCodeOn() throws Exception {
        assertThat(busybox.sh("echo out; echo error >&2; exit 42"))
                .isEqualTo(new BusyboxRoot.Result(42, "out\n", "error\n"));
    }

    @Test
    void seesItsStageWithDevicesAndNothingElse() throws Exception {
        assertThat(busybox.sh("ls /; ls /dev /proc; echo x > /dev/null && head -c 3 /dev/zero | wc -c")
                        .out())
                .isEqualTo(
                        "bin\ndev\netc\nproc\nsys\n/dev:\nfull\nnull\nrandom\nshm\ntty\nurandom\nzero\n\n/proc:\n3\n");
        assertThat(busybox.sh("cat /etc/resolv.conf").out()).isEqualTo(Files.readString(Path.of("/etc/resolv.conf")));
    }

    @Test
    void cannotLeaveItsRoot() throws Exception {
        assertThat(busybox.sh("mkdir /jail; chroot /jail /bin/true").error()).contains("Operation not permitted");
    }

    @Test
    void leavesOnlyTheKernelsDirectories() throws Exception {
        busybox.sh("true");

        assertThat(LinuxFiles.list(busybox.directory.toString())).containsExactly("bin", "dev", "proc", "sys");
        assertThat(LinuxFiles.list(busybox.directory + "/dev")).isEmpty();
        assertThat(LinuxFiles.list(temporary.toString())).containsExactly("rootfs", "work");
    }

    @Test
    void endsWhatIsLeftBehind() throws Exception {
        String mark = "41" + System.nanoTime() % 1_000_000;

        assertThat(busybox.sh("sleep " + mark + " & exit 3").exitCode()).isEqualTo(3);

        assertThat(ProcessHandle.allProcesses()
                        .flatMap(process -> process.info().commandLine().stream())
                        .filter(line -> line.contains(mark)))
                .isEmpty();
    }

    @Test
    void cannotDoWithoutTheNetwork() {
        busybox.parts.network = NetworkMode.NONE;

        assertThatThrownBy(() -> busybox.sh("true"))
                .isInstanceOf(BuildException.class)
                .hasMessage("RUN --network=none is not possible with --isolation=chroot: the process would have the"
                        + " builder's network");
    }

    @Test
    void showsSecretsAndTakesThemAway() throws Exception {
        Files.createDirectories(busybox.directory.resolve("etc"));
        Files.writeString(busybox.directory.resolve("etc/token"), "the image's");
        byte[] secret = "s3cret".getBytes(StandardCharsets.UTF_8);
        busybox.parts.mounts = List.of(
                new RunMount.Secret("/run/secrets/a", secret, 0400, 7, 8),
                new RunMount.Secret("/etc/token", secret, 0444, 0, 0));

        assertThat(busybox.sh("cat /run/secrets/a /etc/token; stat -c ' %a %u:%g' /run/secrets/a; rm /etc/token")
                        .out())
                .isEqualTo("s3crets3cret 400 7:8\n");

        assertThat(busybox.directory.resolve("run")).doesNotExist();
        assertThat(busybox.directory.resolve("etc/token")).hasContent("the image's");
    }

    @Test
    void copiesWhatIsMountedReadOnly() throws Exception {
        Path source = Files.createDirectories(temporary.resolve("source/sub"));
        Files.writeString(source.resolve("file"), "content");
        busybox.parts.mounts = List.of(new RunMount.Bind(source.getParent().toString(), "/mnt/in", true));

        assertThat(busybox.sh("cat /mnt/in/sub/file; echo changed > /mnt/in/sub/file; rm -r /mnt/in/sub")
                        .out())
                .isEqualTo("content");

        assertThat(source.resolve("file")).hasContent("content");
        assertThat(busybox.directory.resolve("mnt")).doesNotExist();
    }

    @Test
    void whatIsWrittenToACacheStaysThere() throws Exception {
        Path cache = Files.createDirectories(temporary.resolve("cache"));
        Files.writeString(cache.resolve("old"), "o");
        Files.createDirectories(busybox.directory.resolve("var/cache"));
        Files.writeString(busybox.directory.resolve("var/cache/own"), "own");
        busybox.parts.mounts = List.of(new RunMount.Bind(cache.toString(), "/var/cache", false));

        assertThat(busybox.sh("ls /var/cache; echo n > /var/cache/new").out()).isEqualTo("old\n");

        assertThat(cache.resolve("new")).hasContent("n");
        assertThat(LinuxFiles.list(busybox.directory + "/var/cache")).containsExactly("own");
    }

    @Test
    void whatIsWrittenToMemoryIsLost() throws Exception {
        busybox.parts.mounts = List.of(new RunMount.Tmpfs("/mnt/memory", OptionalLong.empty(), 01777));

        assertThat(busybox.sh("echo x > /mnt/memory/x; stat -c %a /mnt/memory").out())
                .isEqualTo("1777\n");

        assertThat(busybox.directory.resolve("mnt")).doesNotExist();
    }

    @Test
    void tellsWhichFilesItHasMovedAndNotTouched() throws Exception {
        Files.createDirectories(busybox.directory.resolve("etc"));
        Files.writeString(busybox.directory.resolve("etc/hosts"), "h");

        RunOutcome outcome = busybox.isolation.run(busybox.command(List.of("/bin/true"), RunOutput.NONE));

        assertThat(outcome.untouched()).contains("etc/hosts");
        assertThat(busybox.directory.resolve("etc/hosts")).hasContent("h");
    }

    @Test
    void allPrivilegesCannotBeHad() {
        busybox.parts.security = SecurityMode.INSECURE;

        assertThatThrownBy(() -> busybox.sh("true"))
                .isInstanceOf(BuildException.class)
                .hasMessage("RUN --security=insecure is not possible with --isolation=chroot: the process would have no"
                        + " more than this container has");
    }

    @Test
    void addsHosts() throws Exception {
        busybox.parts.extraHosts = List.of(new HostAddress("db", "10.0.0.1"));

        assertThat(busybox.sh("cat /etc/hosts").out()).endsWith("10.0.0.1\tdb\n");
    }
}
