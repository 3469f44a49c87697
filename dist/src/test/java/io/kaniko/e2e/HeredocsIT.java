package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Here-documents of RUN, COPY, ADD and ONBUILD. */
@ExtendWith(WorkbenchSupply.class)
class HeredocsIT {

    private static ContextDirectory onBusybox(Workbench bench, String instructions) throws Exception {
        return bench.context().dockerfile("FROM " + bench.bases().busybox() + "\n" + instructions);
    }

    @Test
    void filesTakeTheirTextFromTheDockerfile(Workbench bench) throws Exception {
        ContextDirectory context = onBusybox(bench, """
            ENV name=value
            COPY <<one <<"two" plain <<three /d/
            a $name ${name:-x}${none:-none} \\$name \\\\ \\n 'in $name' "in $name"
            one
            b $name \\$name
            two
            c
            three
            COPY --chmod=751 --chown=app:audio <<-END /tabs
            \tno tab
            \tEND
            ADD <<E"O"F /added
            $name
            EOF
            COPY <<archive.tar /text
            not an archive
            archive.tar
            """).file("plain", "plain\n");

        ImageTree image = bench.build(context, "--insecure-pull");

        assertThat(image.read("d/one")).isEqualTo("a value valuenone $name \\ n 'in value' \"in value\"\n");
        assertThat(image.read("d/two")).isEqualTo("b $name \\$name\n");
        assertThat(image.read("d/three")).isEqualTo("c\n");
        assertThat(image.read("d/plain")).isEqualTo("plain\n");
        assertThat(image.owner("d/one")).isEqualTo("0:0 644");
        assertThat(image.read("tabs")).isEqualTo("no tab\n");
        assertThat(image.owner("tabs")).isEqualTo("1000:29 751");
        assertThat(image.read("added")).isEqualTo("$name\n");
        assertThat(image.read("text")).isEqualTo("not an archive\n");
        assertThat(image.config().at("/history").toString())
                .contains("COPY plain <<one <<two <<three /d/ # buildkit", "ADD <<EOF /added # buildkit");
    }

    @Test
    void scriptsRunInTheShellOrByTheirInterpreter(Workbench bench) throws Exception {
        Finished build =
                bench.tryBuild(onBusybox(bench, """
                    RUN <<EOF
                    echo "user $HOME"
                    false
                    echo went on
                    EOF
                    RUN <<'EOF'
                    echo '$x' "$HOME"
                    EOF
                    RUN <<NAME
                    #!/bin/busybox sh
                    echo "$0 $(stat -c %a $0)"; touch $0 2> /tmp/refused || echo read-only
                    NAME
                    RUN <<-EOF
                    \t#!/bin/cat
                    \tcat me
                    \tEOF
                    RUN cat <<one - 3<<two | tr a-z A-Z && cat /proc/self/fd/0 < /dev/null
                    first
                    one
                    second
                    two
                    SHELL ["/bin/sh", "-ec"]
                    RUN <<EOF
                    echo with options
                    EOF
                    RUN test ! -e /dev/pipes
                    """), "--insecure-pull").succeeded();

        assertThat(build.output())
                .isEqualTo("user /root\nwent on\n$x /root\n/dev/pipes/NAME 755\nread-only\n#!/bin/cat\ncat me\nFIRST\n"
                        + "with options\n");
        assertThat(build.errors()).contains("RUN <<EOF (echo \"user $HOME\"...)", "RUN <<EOF (echo with options)");
    }

    @Test
    void aScriptsLastLineDecides(Workbench bench) throws Exception {
        Finished build = bench.tryBuild(onBusybox(bench, "RUN <<EOF\necho one\nexit 9\nEOF\n"), "--insecure-pull")
                .exited(9);

        assertThat(build.output()).isEqualTo("one\n");
        assertThat(build.errors()).contains("Dockerfile:2: ");
    }

    @Test
    void triggersKeepTheirDocuments(Workbench bench) throws Exception {
        ContextDirectory context =
                bench.context().dockerfile("""
                    FROM %s AS base
                    ONBUILD RUN <<EOF
                    echo ran > /ran
                    EOF
                    ONBUILD COPY <<EOF /copied
                    $who
                    EOF
                    FROM base
                    """.formatted(bench.bases().busybox()));

        ImageTree image = bench.build(context, "--insecure-pull");

        assertThat(image.read("ran")).isEqualTo("ran\n");
        assertThat(image.read("copied")).isEqualTo("\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COPY <<a/b /d/\nx\na/b\n",
                "COPY <<EOF /d/\nwithout an end\n",
                "COPY Dockerfile <<EOF\nx\nEOF\n",
            })
    void whatCannotBeADocumentIsAnError(String instruction, Workbench bench) throws Exception {
        Finished build =
                bench.tryBuild(onBusybox(bench, instruction), "--insecure-pull").exited(1);

        assertThat(build.errors()).contains("Dockerfile:2: ");
    }
}
