package io.kaniko.core.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.spi.BuildException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever stands in a Dockerfile, the parser answers or refuses. */
class DockerfileParserProperties {

    @Property(tries = 500)
    void anyBytesAreAnsweredOrRefused(@ForAll byte[] text) {
        answeredOrRefused(text);
    }

    @Property(tries = 2000)
    void anyLinesAreAnsweredOrRefused(@ForAll("dockerfiles") String text) {
        answeredOrRefused(text.getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 1000)
    void anyMountIsAnsweredOrRefused(@ForAll("mounts") String text) {
        try {
            assertThat(MountSpec.parse(text, UnaryOperator.identity())).isNotNull();
        } catch (BuildException refused) {
            assertThat(refused.remedy()).isPresent();
        }
    }

    /** The form of an instruction does not depend on how it is spread over lines. */
    @Property(tries = 500)
    void continuedLinesMeanTheSame(@ForAll("words") List<String> words) {
        String onOneLine = "FROM x\nRUN " + String.join(" ", words) + "\n";
        String onManyLines = "FROM x\nRUN " + String.join(" \\\n", words) + "\n";
        assertThat(command(onManyLines)).isEqualTo(command(onOneLine));
    }

    private static CommandLine command(String text) {
        Dockerfile dockerfile = DockerfileParser.parse("Dockerfile", text.getBytes(StandardCharsets.UTF_8));
        return ((Run) dockerfile.stages().getFirst().instructions().getFirst()).command();
    }

    private static void answeredOrRefused(byte[] text) {
        try {
            Dockerfile dockerfile = DockerfileParser.parse("Dockerfile", text);
            assertThat(dockerfile.stages()).isNotEmpty();
            for (Stage stage : dockerfile.stages()) {
                for (Instruction instruction : stage.instructions()) {
                    assertThat(instruction.range().lastLine())
                            .isLessThanOrEqualTo(dockerfile.lines().size());
                }
            }
        } catch (DockerfileException refused) {
            assertThat(refused).hasMessageStartingWith("Dockerfile:");
        }
    }

    @Provide
    Arbitrary<String> dockerfiles() {
        Arbitrary<String> piece = Arbitraries.of(
                "FROM",
                "x",
                " ",
                " ",
                "\n",
                "\n",
                "AS b",
                "RUN ",
                "COPY ",
                "ADD ",
                "ENV ",
                "ARG ",
                "LABEL ",
                "ONBUILD ",
                "HEALTHCHECK ",
                "CMD ",
                "SHELL ",
                "EXPOSE ",
                "VOLUME ",
                "WORKDIR ",
                "# escape=`",
                "#",
                "\\",
                "`",
                "\\\n",
                "<<EOF",
                "<<-",
                "EOF\n",
                "\"",
                "'",
                "[",
                "]",
                "[\"a\"",
                ",",
                "{",
                "--",
                "--mount=",
                "type=cache",
                "=",
                "$",
                "${a",
                "}",
                "\r\n",
                "\t",
                "\u0000",
                "\u2028",
                "\ud83d\udc7d",
                "\ufeff",
                "a=b");
        return piece.list().ofMaxSize(40).map(pieces -> "FROM x\n" + String.join("", pieces));
    }

    @Provide
    Arbitrary<String> mounts() {
        Arbitrary<String> piece = Arbitraries.of(
                "type=",
                "bind",
                "cache",
                "tmpfs",
                "secret",
                "ssh",
                ",",
                ",",
                "=",
                "\"",
                "target=/x",
                "id=a",
                "size=",
                "1g",
                "mode=",
                "0777",
                "uid=1",
                "required",
                "from=x",
                "sharing=",
                "locked",
                "env=A",
                "rw",
                "source=/y");
        return piece.list().ofMaxSize(12).map(pieces -> String.join("", pieces));
    }

    @Provide
    Arbitrary<List<String>> words() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars("0_$\"'=/.")
                .ofMinLength(1)
                .ofMaxLength(8)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }
}
