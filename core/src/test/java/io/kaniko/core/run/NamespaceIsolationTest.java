package io.kaniko.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamespaceIsolationTest {

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
        assertThat(busybox.warnings).isEmpty();
    }

    @AfterEach
    void noThreadOfTheBuilderIsLeftInANamespace() throws IOException {
        Path own = Files.readSymbolicLink(Path.of("/proc/self/ns/mnt"));
        try (var tasks = Files.list(Path.of("/proc/self/task"))) {
            assertThat(tasks.toList())
                    .allSatisfy(task -> assertThat(namespaceOf(task)).isIn(own.toString(), "gone"));
        }
    }

    /** The thread of a finished run may take a moment until the kernel has removed it; it then has no namespaces. */
    private static String namespaceOf(Path task) {
        try {
            return Files.readString(task.resolve("comm")).startsWith("run")
                    ? "gone"
                    : Files.readSymbolicLink(task.resolve("ns/mnt")).toString();
        } catch (IOException e) {
            return "gone";
        }
    }

    @Test
    void passesOutputAndExitCodeOn() throws Exception {
        assertThat(busybox.sh("echo out; echo error >&2; exit 42"))
                .isEqualTo(new BusyboxRoot.Result(42, "out\n", "error\n"));
    }

    @Test
    void reportsASignalAs128AndItsNumber() throws Exception {
        // The first process of a namespace cannot be killed from within, and so returns what its child's death gives.
        assertThat(busybox.sh("sleep 1000 & kill -9 $!; wait $!").exitCode()).isEqualTo(137);
        assertThat(busybox.sh("kill -9 $$; exit 5").exitCode()).isEqualTo(5);
    }

    @Test
    void passesMegabytesOnWithoutLosingAny() throws Exception {
        BusyboxRoot.Result result = busybox.sh("yes 0123456 | head -c 20000000; yes 0123456 | head -c 3000000 >&2");

        assertThat(result.out()).hasSize(20_000_000);
        assertThat(result.error()).hasSize(3_000_000);
    }

    @Test
    void givesExactlyTheEnvironmentOfTheCommand() throws Exception {
        busybox.parts.environment = new LinkedHashMap<>(Map.of("A", "b c\nd", "EMPTY", ""));

        assertThat(busybox.run("/bin/env").out().lines()).containsExactlyInAnyOrder("A=b c", "d", "EMPTY=");
    }

    @Test
    void passesArgumentsOnByteForByte() throws Exception {
        assertThat(busybox.run("/bin/printf", "[%s]", "", "a b", "ü\udc80")
                        .out()
                        .codePoints()
                        .toArray())
                .containsExactly("[][a b][ü\ufffd]".codePoints().toArray());
    }

    @Test
    void leavesNoDescriptorOpen() throws Exception {
        // 3 is the directory that ls reads.
        assertThat(busybox.run("/bin/ls", "/proc/self/fd").out()).isEqualTo("0\n1\n2\n3\n");
    }

    @Test
    void readsNothingFromItsInput() throws Exception {
        assertThat(busybox.sh("cat; readlink /proc/self/fd/0").out()).isEqualTo("/dev/null\n");
    }

    @Test
    void isTheFirstProcessOfItsNamespace() throws Exception {
        assertThat(busybox.sh("echo $$ /proc/[0-9]*").out()).isEqualTo("1 /proc/1\n");
    }

    @Test
    void endsWithAllItsChildren() throws Exception {
        String mark = "31" + System.nanoTime() % 1_000_000;

        assertThat(busybox.sh("sleep " + mark + " & sleep " + mark + " & exit 3")
                        .exitCode())
                .isEqualTo(3);

        assertThat(ProcessHandle.allProcesses()
                        .flatMap(process -> process.info().commandLine().stream())
                        .filter(line -> line.contains(mark)))
                .isEmpty();
    }

    @Test
    void hasASessionAndAHostNameOfItsOwn() throws Exception {
        assertThat(busybox.sh("hostname; cat /proc/self/stat").out())
                .startsWith("buildkitsandbox\n")
                // A parent outside, process group 1, session 1, no terminal.
                .contains("\n1 (cat) R 0 1 1 0 ");
    }

    @Test
    void masksNewFilesWith0022() throws Exception {
        busybox.sh("touch /file; mkdir /directory");

        assertThat(busybox.sh("stat -c %a /file /directory").out()).isEqualTo("644\n755\n");
    }

    @Test
    void mayOpenAsManyFilesAsAProgramExpects() throws Exception {
        assertThat(busybox.sh("ulimit -Sn").out()).isEqualTo("1024\n");
        assertThat(busybox.sh("ulimit -Hn").out()).isEqualTo(hardLimitOfFiles() + "\n");
    }

    private static String hardLimitOfFiles() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/limits")).stream()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split("\\s+")[4])
                .findFirst()
                .orElseThrow();
    }

    @Test
    void startsInTheWorkingDirectory() throws Exception {
        Files.createDirectories(busybox.directory.resolve("real/sub"));
        Files.createSymbolicLink(busybox.directory.resolve("link"), Path.of("/real"));
        busybox.parts.workingDirectory = "/link/sub";

        assertThat(busybox.sh("readlink /proc/self/cwd").out()).isEqualTo("/real/sub\n");
    }

    @Test
    void sharesNoMemoryQueuesOfTheMachine() throws Exception {
        Path own = Files.readSymbolicLink(Path.of("/proc/self/ns/ipc"));

        assertThat(busybox.run("/bin/readlink", "/proc/self/ns/ipc").out()).isNotEqualTo(own + "\n");
    }

    @Test
    void cannotSeeTheMachinesFiles() throws Exception {
        assertThat(busybox.run("/bin/ls", "/").out()).isEqualTo("bin\ndev\netc\nproc\nsys\n");
        assertThat(busybox.sh("cat /proc/self/mountinfo").out()).doesNotContain("/dev/vda / ");
        // With CAP_SYS_CHROOT a root that was only chroot'ed can be left.
        assertThat(busybox.sh("mkdir /jail; chroot /jail /bin/true; ls /..").out())
                .doesNotContain("root");
    }

    @Test
    void showsBuildKitsHostsFileAndTheMachinesNameServers() throws Exception {
        busybox.parts.extraHosts = List.of(new HostAddress("db", "10.0.0.1"));

        assertThat(busybox.run("/bin/cat", "/etc/hosts").out())
                .isEqualTo("127.0.0.1\tlocalhost buildkitsandbox\n::1\tlocalhost ip6-localhost ip6-loopback\n"
                        + "10.0.0.1\tdb\n");
        assertThat(busybox.run("/bin/cat", "/etc/resolv.conf").out())
                .isEqualTo(Files.readString(Path.of("/etc/resolv.conf")));
        assertThat(busybox.sh("echo x >> /etc/hosts").exitCode()).isNotZero();
        assertThat(busybox.sh("echo x >> /etc/resolv.conf").exitCode()).isNotZero();
    }

    @Test
    void hasTheMachinesNetworkUnlessItMayHaveNone() throws Exception {
        Path own = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
        assertThat(busybox.run("/bin/readlink", "/proc/self/ns/net").out()).isEqualTo(own + "\n");

        busybox.parts.network = NetworkMode.NONE;

        assertThat(busybox.run("/bin/readlink", "/proc/self/ns/net").out()).isNotEqualTo(own + "\n");
        assertThat(busybox.run("/bin/ip", "-o", "addr").out())
                .contains("127.0.0.1/8")
                .doesNotContain("eth0");
    }

    @Test
    void runsHundredsOfTimesInAFewRootsAtOnce(@TempDir Path more) throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> roots = new ArrayList<>();
            for (int root = 0; root < 8; root++) {
                BusyboxRoot another = new BusyboxRoot(Files.createDirectory(more.resolve("root-" + root)));
                roots.add(executor.submit(() -> runFiftyTimes(another)));
            }
            for (Future<Integer> root : roots) {
                assertThat(root.get()).isEqualTo(50);
            }
        }
    }

    private static int runFiftyTimes(BusyboxRoot root) throws IOException, InterruptedException {
        int good = 0;
        for (int i = 0; i < 50; i++) {
            if (root.sh("echo " + i + "; exit " + i).equals(new BusyboxRoot.Result(i, i + "\n", ""))) {
                good++;
            }
        }
        return good;
    }
}
