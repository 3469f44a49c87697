package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** USER, WORKDIR and HOME: who a step is, and where. */
@ExtendWith(WorkbenchSupply.class)
class UsersAndDirectoriesIT {

    private static ContextDirectory onBusybox(Workbench bench, String instructions) throws Exception {
        return bench.context().dockerfile("FROM " + bench.bases().busybox() + "\n" + instructions);
    }

    @Test
    void directoriesBelongToTheUserOfTheMoment(Workbench bench) throws Exception {
        ImageTree image = bench.build(onBusybox(bench, """
            USER app
            WORKDIR /a/b
            USER app:audio
            WORKDIR /c
            USER 5
            WORKDIR /e
            USER 7:8
            WORKDIR /g
            USER root
            WORKDIR /tmp
            WORKDIR /x/../y/
            RUN pwd > /unclean && ln -s /a /link
            WORKDIR /link/sub
            RUN pwd -P > /real
            """), "--insecure-pull");

        assertThat(image.owner("a")).isEqualTo("1000:1000 755");
        assertThat(image.owner("a/b")).isEqualTo("1000:1000 755");
        assertThat(image.owner("c")).isEqualTo("1000:29 755");
        assertThat(image.owner("e")).isEqualTo("5:0 755");
        assertThat(image.owner("g")).isEqualTo("7:8 755");
        assertThat(image.owner("tmp")).isEqualTo("0:0 1777");
        assertThat(image.read("unclean")).isEqualTo("/y\n");
        assertThat(image.read("real")).isEqualTo("/a/sub\n");
        assertThat(image.config().at("/config/WorkingDir").asString()).isEqualTo("/link/sub");
    }

    @Test
    void homeIsTheUsers(Workbench bench) throws Exception {
        Finished build =
                bench.tryBuild(onBusybox(bench, """
                    RUN echo $HOME $(umask) $(hostname) $(ulimit -Sn)
                    USER app
                    RUN echo $HOME
                    USER 1000
                    RUN echo $HOME $(id -G)
                    USER 4242
                    RUN echo $HOME $(id -u) $(id -G)
                    USER 1000:77
                    RUN echo $HOME $(id -G)
                    ENV HOME=/given
                    RUN echo $HOME
                    """), "--insecure-pull").succeeded();

        assertThat(build.output())
                .isEqualTo("/root 0022 buildkitsandbox 1024\n/home/app\n/home/app 1000 29 44\n/ 4242 0\n/home/app 77\n"
                        + "/given\n");
    }

    @Test
    void namesAreLookedUpWhenAStepNeedsThem(Workbench bench) throws Exception {
        ImageTree image = bench.build(onBusybox(bench, "USER nobody-knows:no-group\n"), "--insecure-pull");
        assertThat(image.config().at("/config/User").asString()).isEqualTo("nobody-knows:no-group");

        Finished build = bench.tryBuild(onBusybox(bench, "USER app:no-group\nRUN true\n"), "--insecure-pull")
                .exited(1);
        assertThat(build.errors()).contains("Dockerfile:3: ", "no-group", "/etc/group");
    }

    @Test
    void aFileIsNoWorkingDirectory(Workbench bench) throws Exception {
        Finished build = bench.tryBuild(onBusybox(bench, "WORKDIR /etc/passwd\n"), "--insecure-pull")
                .exited(1);

        assertThat(build.errors()).contains("Dockerfile:2: ", "/etc/passwd");
    }

    @Test
    void whatIsMountedForAStepIsNotTheImages(Workbench bench) throws Exception {
        ContextDirectory context = onBusybox(bench, """
            COPY etc/ /etc/
            RUN cat /etc/resolv.conf /etc/hosts > /seen; rm -f /etc/hosts; echo x >> /etc/resolv.conf; true
            RUN rm /etc/changed
            """)
                .shell("mkdir etc; ln -s ../run/resolv etc/resolv.conf; echo own > etc/hosts; touch etc/changed");

        ImageTree image = bench.build(context, "--insecure-pull");

        assertThat(image.read("seen")).contains("buildkitsandbox").doesNotContain("own");
        assertThat(image.read("etc/hosts")).isEqualTo("own\n");
        assertThat(Files.readSymbolicLink(image.rootfs().resolve("etc/resolv.conf")))
                .hasToString("../run/resolv");
        assertThat(image.layerNames(-2)).containsExactly("seen");
        assertThat(image.layerNames(-1)).containsExactly("etc/", "etc/.wh.changed");
    }
}
