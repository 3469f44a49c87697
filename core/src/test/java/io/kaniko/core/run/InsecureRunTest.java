package io.kaniko.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.core.nativeio.Capability;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process of {@code RUN --security=insecure} may do, and one in the sandbox may not. */
class InsecureRunTest {

    @TempDir
    Path temporary;

    private BusyboxRoot busybox;

    @BeforeEach
    void makeRoot() throws Exception {
        busybox = new BusyboxRoot(temporary);
    }

    private BusyboxRoot.Result insecure(String script) throws Exception {
        busybox.parts.security = SecurityMode.INSECURE;
        return busybox.sh(script);
    }

    private BusyboxRoot.Result sandboxed(String script) throws Exception {
        busybox.parts.security = SecurityMode.SANDBOX;
        return busybox.sh(script);
    }

    @Test
    void hasTheBuildersCapabilities() throws Exception {
        long all = Capability.permitted().stream()
                .mapToLong(capability -> 1L << capability.ordinal())
                .sum();
        String line = String.format("%016x%n", all);

        assertThat(insecure("grep -E 'Cap(Prm|Eff|Bnd)' /proc/self/status").out())
                .isEqualTo("CapPrm:\t" + line + "CapEff:\t" + line + "CapBnd:\t" + line);
        assertThat(sandboxed("grep CapEff /proc/self/status").out()).isEqualTo("CapEff:\t00000000a80425fb\n");
    }

    @Test
    void canMount() throws Exception {
        String mount = "mkdir /m && mount -t tmpfs none /m && touch /m/file && ls /m";

        assertThat(insecure(mount).out()).isEqualTo("file\n");
        assertThat(busybox.sh("ls /m; rm -r /m").out()).isEmpty();
        assertThat(sandboxed(mount).exitCode()).isNotZero();
    }

    @Test
    void findsNothingHiddenOrReadOnlyInProcAndSys() throws Exception {
        String mounts =
                "grep -E ' /(proc|sys)/?[^ ]* ' /proc/self/mounts | grep -vE ' /sys/fs/' | grep -cE '(^tmpfs|[ ,]ro["
                        + " ,])'";

        assertThat(insecure(mounts).out()).isEqualTo("0\n");
        assertThat(sandboxed(mounts).out()).isNotEqualTo("0\n");
        assertThat(insecure("test -w /proc/sys/kernel/hostname && echo sandbox > /proc/sys/kernel/hostname; hostname")
                        .out())
                .isEqualTo("sandbox\n");
    }

    @Test
    void seesTheMachinesDevices() throws Exception {
        String devices = "ls /dev/fuse /dev/kvm /dev/loop-control /dev/loop0 /dev/net/tun | wc -l";

        assertThat(insecure(devices).out()).isEqualTo("5\n");
        assertThat(sandboxed(devices).out()).isEqualTo("0\n");
    }
}
