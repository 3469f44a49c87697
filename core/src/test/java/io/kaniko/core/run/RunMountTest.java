package io.kaniko.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunMountTest {

    private static final FileTime OLD = FileTime.from(Instant.parse("2001-02-03T04:05:06.789Z"));

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

    private void mount(RunMount... mounts) {
        busybox.parts.mounts = List.of(mounts);
    }

    private Path hostDirectory() throws IOException {
        Path directory = Files.createDirectories(temporary.resolve("host/deep"));
        Files.writeString(directory.resolve("file"), "content\n");
        return directory.getParent();
    }

    private List<String> tree() throws IOException {
        try (Stream<Path> files = Files.walk(busybox.directory)) {
            return files.map(file -> busybox.directory.relativize(file).toString())
                    .filter(name -> !name.startsWith("bin") && !name.isEmpty())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void showsADirectoryReadOnly() throws Exception {
        mount(new RunMount.Bind(hostDirectory().toString(), "/mnt/in", true));

        assertThat(busybox.run("/bin/cat", "/mnt/in/deep/file").out()).isEqualTo("content\n");
        assertThat(busybox.sh("echo x > /mnt/in/deep/file").error()).contains("Read-only file system");
        assertThat(busybox.sh("mount -o remount,rw,bind /mnt/in; echo x > /mnt/in/new")
                        .exitCode())
                .isNotZero();
        assertThat(hostDirectory().resolve("new")).doesNotExist();
    }

    @Test
    void showsADirectoryForWriting() throws Exception {
        mount(new RunMount.Bind(hostDirectory().toString(), "/cache", false));

        assertThat(busybox.sh("echo x > /cache/new").exitCode()).isZero();
        assertThat(hostDirectory().resolve("new")).hasContent("x");
    }

    @Test
    void showsAFile() throws Exception {
        mount(new RunMount.Bind(hostDirectory().resolve("deep/file").toString(), "/etc/deep/conf", true));

        assertThat(busybox.run("/bin/cat", "/etc/deep/conf").out()).isEqualTo("content\n");
        assertThat(tree()).containsExactly("dev", "proc", "sys");
    }

    @Test
    void protectsWhatIsMountedBelowAReadOnlyDirectory() throws Exception {
        // /dev has other file systems below it on every machine.
        mount(new RunMount.Bind("/dev", "/machine", true));

        assertThat(busybox.sh("touch /machine/shm/file").error()).contains("Read-only file system");
    }

    @Test
    void mountsOneThingOnAnother() throws Exception {
        mount(
                new RunMount.Bind(hostDirectory().toString(), "/a", false),
                new RunMount.Tmpfs("/a/deep/made/here", OptionalLong.empty(), 01777));

        assertThat(busybox.sh("cat /a/deep/file; touch /a/deep/made/here/x; ls /a/deep/made/here")
                        .out())
                .isEqualTo("content\nx\n");
        assertThat(hostDirectory().resolve("deep/made/here")).isEmptyDirectory();
        assertThat(tree()).containsExactly("dev", "proc", "sys");
    }

    @Test
    void givesMemoryWithASizeAndAMode() throws Exception {
        mount(new RunMount.Tmpfs("/memory", OptionalLong.of(1 << 20), 0711));

        assertThat(busybox.sh("stat -c '%a %F' /memory; df -k /memory | grep -c ' 1024 '")
                        .out())
                .isEqualTo("711 directory\n1\n");
        assertThat(busybox.sh("dd if=/dev/zero of=/memory/x bs=1024 count=2000").error())
                .contains("No space left on device");
        assertThat(tree()).containsExactly("dev", "proc", "sys");
    }

    @Test
    void showsASecretToItsOwnerOnly() throws Exception {
        byte[] content = "geheim\n".getBytes(StandardCharsets.UTF_8);
        mount(new RunMount.Secret("/run/secrets/token", content, 0400, 1000, 1000));

        assertThat(busybox.sh("stat -c '%a %u %g' /run/secrets/token").out()).isEqualTo("400 1000 1000\n");
        assertThat(busybox.sh("echo x > /run/secrets/token").error()).contains("Read-only file system");
        busybox.parts.user = new UserIds(1000, 1000, List.of());
        assertThat(busybox.run("/bin/cat", "/run/secrets/token").out()).isEqualTo("geheim\n");
        busybox.parts.user = new UserIds(1001, 1000, List.of());
        assertThat(busybox.run("/bin/cat", "/run/secrets/token").error()).contains("Permission denied");
        assertThat(tree()).containsExactly("dev", "proc", "sys");
    }

    @Test
    void executesAScriptThatIsMountedWhereNothingElseIs() throws Exception {
        byte[] script = "#!/bin/sh\necho $0\n".getBytes(StandardCharsets.UTF_8);
        mount(new RunMount.Secret("/dev/pipes/EOF", script, 0755, 0, 0));

        assertThat(busybox.run("/dev/pipes/EOF").out()).isEqualTo("/dev/pipes/EOF\n");
    }

    @Test
    void neverPrintsASecret() {
        assertThat(new RunMount.Secret("/run/secrets/token", "geheim".getBytes(StandardCharsets.UTF_8), 0400, 0, 0))
                .hasToString("Secret[/run/secrets/token]");
    }

    @Test
    void leadsAnotherUserToTheAgentOfTheBuilder() throws Exception {
        Path socket = temporary.resolve("builders-agent");
        try (ServerSocketChannel agent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            agent.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, Set.of());
            Thread.ofVirtual().start(() -> answerOnce(agent));
            busybox.parts.user = new UserIds(1000, 1000, List.of());
            // Busybox cannot talk to such sockets, so the machine's perl is lent to it.
            for (String name : List.of("lib", "lib64")) {
                Files.createSymbolicLink(busybox.directory.resolve(name), Path.of("usr", name));
            }
            mount(
                    new RunMount.Socket(socket.toString(), "/run/buildkit/ssh_agent.0", 0600, 1000, 1000),
                    new RunMount.Bind("/usr", "/usr", true));

            assertThat(busybox.sh("stat -c '%a %u %F' /run/buildkit/ssh_agent.0; /usr/bin/perl -MIO::Socket::UNIX -e '"
                            + "my $s = IO::Socket::UNIX->new(Peer => \"/run/buildkit/ssh_agent.0\") or die $!;"
                            + "print $s \"question\\n\"; $s->flush(); print <$s>;'"))
                    .isEqualTo(new BusyboxRoot.Result(0, "600 1000 socket\nanswer to question\n", ""));
        }
        assertThat(tree()).containsExactly("dev", "lib", "lib64", "proc", "sys");
        assertThat(temporary.resolve("work")).isDirectoryNotContaining("glob:**/socket-*");
    }

    private static void answerOnce(ServerSocketChannel agent) {
        try (SocketChannel client = agent.accept()) {
            ByteBuffer question = ByteBuffer.allocate(100);
            client.read(question);
            String text = new String(question.array(), 0, question.position(), StandardCharsets.UTF_8);
            client.write(ByteBuffer.wrap(("answer to " + text).getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void leavesNothingButTheKernelsDirectories() throws Exception {
        mount(new RunMount.Tmpfs("/new/parents/here", OptionalLong.empty(), 0755));

        busybox.sh("true");

        assertThat(tree()).containsExactly("dev", "proc", "sys");
        assertThat(LinuxFiles.lstat(busybox.root.hostPath("proc")).permissions())
                .isEqualTo(0755);
    }

    @Test
    void givesParentsTheirOldTimesBack() throws Exception {
        Path directory = Files.createDirectories(busybox.directory.resolve("etc/sub"));
        Files.setLastModifiedTime(directory, OLD);
        Files.setLastModifiedTime(directory.getParent(), OLD);
        mount(
                new RunMount.Tmpfs("/etc/sub/one/two", OptionalLong.empty(), 0755),
                new RunMount.Tmpfs("/etc/sub/three", OptionalLong.empty(), 0755));

        busybox.sh("ls -l /etc/sub > /dev/null; echo x > /etc/sub/one/two/x");

        assertThat(directory).isEmptyDirectory();
        assertThat(Files.getLastModifiedTime(directory)).isEqualTo(OLD);
        assertThat(Files.getLastModifiedTime(directory.getParent())).isEqualTo(OLD);
    }

    @Test
    void keepsTheTimeThatTheProcessGaveAParent() throws Exception {
        Path directory = Files.createDirectories(busybox.directory.resolve("data"));
        mount(new RunMount.Tmpfs("/data/memory", OptionalLong.empty(), 0755));

        busybox.sh("echo x > /data/file; touch -d '2005-06-07 08:09:10' /data");

        assertThat(Files.getLastModifiedTime(directory).toInstant()).isEqualTo(Instant.parse("2005-06-07T08:09:10Z"));
        assertThat(directory.resolve("memory")).doesNotExist();
    }

    @Test
    void keepsNewParentsThatTheProcessHasUsed() throws Exception {
        mount(new RunMount.Tmpfs("/new/parents/here", OptionalLong.empty(), 0755));

        busybox.sh("echo x > /new/file");

        assertThat(tree()).containsExactly("dev", "new", "new/file", "proc", "sys");
    }

    @Test
    void keepsFilesOfTheImageThatAreMountedOn() throws Exception {
        Path etc = Files.createDirectories(busybox.directory.resolve("etc"));
        Files.writeString(etc.resolve("hosts"), "");
        Files.writeString(etc.resolve("resolv.conf"), "nameserver 1.2.3.4\n");
        Files.setLastModifiedTime(etc, OLD);

        busybox.sh("true");

        assertThat(etc.resolve("hosts")).isEmptyFile();
        assertThat(etc.resolve("resolv.conf")).hasContent("nameserver 1.2.3.4\n");
        assertThat(Files.getLastModifiedTime(etc)).isEqualTo(OLD);
    }

    @Test
    void cleansUpWhenTheProcessCannotStart() throws Exception {
        mount(new RunMount.Tmpfs("/new/parents/here", OptionalLong.empty(), 0755));
        busybox.parts.workingDirectory = "/nowhere";

        assertThatExceptionOfType(BuildException.class).isThrownBy(() -> busybox.sh("true"));

        assertThat(tree()).containsExactly("dev", "proc", "sys");
    }

    @Test
    void followsLinksOfTheImageOnlyInsideTheImage() throws Exception {
        Path outside = Files.createDirectories(temporary.resolve("outside"));
        Files.createSymbolicLink(busybox.directory.resolve("etc"), outside);
        Files.createSymbolicLink(busybox.directory.resolve("up"), Path.of("../../../../../../.." + outside));
        mount(new RunMount.Tmpfs("/up/memory", OptionalLong.empty(), 0755));

        BusyboxRoot.Result result = busybox.sh("grep -c localhost /etc/hosts; readlink /etc; ls -d /up/memory");

        assertThat(result.out()).isEqualTo("2\n" + outside + "\n/up/memory\n");
        assertThat(outside).isEmptyDirectory();
        assertThat(Files.isSymbolicLink(busybox.directory.resolve("etc"))).isTrue();
        assertThat(tree()).containsExactly("dev", "etc", "proc", "sys", "up");
    }

    @Test
    void followsALinkToAFileThatIsNotThere() throws Exception {
        Files.createDirectories(busybox.directory.resolve("etc"));
        Files.createSymbolicLink(
                busybox.directory.resolve("etc/resolv.conf"), Path.of("../run/systemd/resolve/stub-resolv.conf"));

        assertThat(busybox.run("/bin/cat", "/etc/resolv.conf").out())
                .isEqualTo(Files.readString(Path.of("/etc/resolv.conf")));

        assertThat(tree()).containsExactly("dev", "etc", "etc/resolv.conf", "proc", "sys");
    }

    @Test
    void refusesAnImageWhoseProcIsALink() throws Exception {
        Files.createSymbolicLink(busybox.directory.resolve("proc"), temporary);

        assertThatExceptionOfType(BuildException.class)
                .isThrownBy(() -> busybox.sh("true"))
                .withMessage("Cannot mount /proc: in the image it is not a directory.")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(BuildException.Kind.USER));
        assertThat(Files.exists(temporary.resolve("cpuinfo"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
    }

    @Test
    void refusesTargetsThatMakeNoSense() throws Exception {
        Files.writeString(busybox.directory.resolve("file"), "");

        mount(new RunMount.Tmpfs("/file", OptionalLong.empty(), 0755));
        assertThatExceptionOfType(BuildException.class)
                .isThrownBy(() -> busybox.sh("true"))
                .withMessage("Cannot mount a directory at /file: there is a file in the image.");
        mount(new RunMount.Tmpfs("/", OptionalLong.empty(), 0755));
        assertThatExceptionOfType(BuildException.class)
                .isThrownBy(() -> busybox.sh("true"))
                .withMessage("Cannot mount at /: invalid mount target.");
        mount(new RunMount.Tmpfs("/proc/x", OptionalLong.empty(), 0755));
        assertThatExceptionOfType(BuildException.class)
                .isThrownBy(() -> busybox.sh("true"))
                .withMessage("Cannot mount at /proc/x: invalid mount target.");
        mount(new RunMount.Tmpfs("/file/below", OptionalLong.empty(), 0755));
        assertThatExceptionOfType(BuildException.class)
                .isThrownBy(() -> busybox.sh("true"))
                .withMessage("Cannot mount at /file/below: /file is not a directory in the image.");
        mount(new RunMount.Bind(temporary + "/missing", "/mnt", true));
        assertThatExceptionOfType(BuildException.class)
                .isThrownBy(() -> busybox.sh("true"))
                .withMessage("Cannot mount at /mnt: " + temporary + "/missing is missing.");
    }

    @Test
    void givesTheDevicesOfAContainer() throws Exception {
        assertThat(busybox.sh("ls /dev; echo x > /dev/null; head -c 3 /dev/zero | wc -c; head -c 3 /dev/urandom | wc"
                                + " -c; echo y > /dev/stdout; stat -c '%a %t %T' /dev/null; touch /dev/shm/x; ls"
                                + " /dev/shm /dev/pts; stat -c %a /dev/shm")
                        .out())
                .isEqualTo("fd\nfull\nmqueue\nnull\nptmx\npts\nrandom\nshm\nstderr\nstdin\nstdout\ntty\nurandom\nzero\n"
                        + "3\n3\ny\n666 1 3\n/dev/pts:\nptmx\n\n/dev/shm:\nx\n1777\n");
        assertThat(busybox.root.hostPath("dev"))
                .satisfies(dev -> assertThat(Path.of(dev)).isEmptyDirectory());
    }

    @Test
    void hidesAndProtectsWhatBelongsToTheMachine() throws Exception {
        assertThat(busybox.sh("head -c 10 /proc/kcore | wc -c; head -c 10 /proc/interrupts | wc -c; ls /sys/firmware")
                        .out())
                .isEqualTo("0\n0\n");
        assertThat(busybox.sh("echo 1 > /proc/sys/kernel/panic").error()).contains("Read-only file system");
        assertThat(busybox.sh("echo 3 > /proc/sys/vm/drop_caches").error()).contains("Read-only file system");
        assertThat(busybox.sh("touch /sys/fs/cgroup/x; mkdir /sys/fs/cgroup/y /sys/fs/cgroup/cpu/y")
                        .error())
                .contains("Read-only file system");
        assertThat(busybox.sh("umount /proc/kcore; umount /dev; mount -t tmpfs x /bin")
                        .exitCode())
                .isNotZero();
    }
}
