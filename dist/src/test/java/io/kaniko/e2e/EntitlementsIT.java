package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a RUN gets only where whoever builds allows it. */
@ExtendWith(WorkbenchSupply.class)
class EntitlementsIT {

    private static ContextDirectory onBusybox(Workbench bench, String instructions) throws Exception {
        return bench.context().dockerfile("FROM " + bench.bases().busybox() + "\n" + instructions);
    }

    private static void refused(Workbench bench, String instruction, String... words) throws Exception {
        Finished build = bench.tryBuild(onBusybox(bench, instruction + "\n"), "--insecure-pull")
                .exited(1);

        assertThat(build.errors()).contains("Dockerfile:2: ").contains(words);
    }

    @Test
    void nothingIsAllowedUnasked(Workbench bench) throws Exception {
        refused(bench, "RUN --network=host true", "network.host is not allowed", "--allow network.host");
        refused(bench, "RUN --security=insecure true", "security.insecure is not allowed", "--allow security.insecure");
        refused(bench, "RUN --device=vendor.com/gpu true", "vendor.com/gpu", "CDI devices are not supported");
    }

    @Test
    void whatIsAllowedIsReallyGiven(Workbench bench) throws Exception {
        ImageTree image = bench.build(
                onBusybox(bench, """
                    RUN --network=host readlink /proc/self/ns/net > /host-network
                    RUN --security=insecure mount -t tmpfs none /mnt && echo sandbox > /proc/sys/kernel/hostname \
                        && test -c /dev/fuse && grep CapEff /proc/self/status > /insecure
                    RUN grep CapEff /proc/self/status > /sandbox; mount -t tmpfs none /mnt || test ! -e /dev/fuse
                    RUN --network=none ip -o link | cut -d: -f2 > /no-network
                    """.replace("/mnt", "/tmp")),
                "--insecure-pull",
                "--allow=network.host,security.insecure");

        assertThat(image.read("host-network")).isEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/net")) + "\n");
        assertThat(image.read("sandbox")).isEqualTo("CapEff:\t00000000a80425fb\n");
        assertThat(image.read("insecure")).isEqualTo("CapEff:\t" + ownCapabilities() + "\n");
        assertThat(image.read("no-network")).isEqualTo(" lo\n");
    }

    private static String ownCapabilities() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("CapPrm:\t"))
                .map(line -> line.substring("CapPrm:\t".length()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anUnknownEntitlementIsAnError(Workbench bench) throws Exception {
        Finished build = bench.tryBuild(onBusybox(bench, "RUN true\n"), "--insecure-pull", "--allow=everything")
                .exited(1);

        assertThat(build.errors()).contains("--allow", "everything", "network.host, security.insecure");
    }
}
