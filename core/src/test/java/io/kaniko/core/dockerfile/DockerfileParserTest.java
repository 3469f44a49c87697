package io.kaniko.core.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerfileParserTest {

    private static Dockerfile parse(String text) {
        return DockerfileParser.parse("build/Dockerfile", text.getBytes(StandardCharsets.UTF_8));
    }

    private static Instruction only(String instruction) {
        return parse("FROM base\n" + instruction)
                .stages()
                .getFirst()
                .instructions()
                .getFirst();
    }

    @Test
    void messageNamesTheFileAndShowsTheGuiltyLines() {
        DockerfileException refused = catchThrowableOfType(
                DockerfileException.class, () -> parse("FROM alpine\nRUN a\nCOYP a \\\n  b\nRUN c\nRUN d\nRUN e\n"));
        assertThat(refused).hasMessage("""
            build/Dockerfile:3: unknown instruction COYP
                   1 | FROM alpine
                   2 | RUN a
            >>>    3 | COYP a \\
            >>>    4 |   b
                   5 | RUN c
                   6 | RUN d\
            """.replace("                               1", "       1"));
        assertThat(refused.remedy()).contains("Did you mean COPY?");
        assertThat(refused.range()).isEqualTo(new SourceRange(3, 4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FROM",
                "FROM a b",
                "FROM a AS",
                "FROM a AS 1b",
                "FROM a AS b/c",
                "FROM a AS b c",
                "FROM --platform a",
                "ENV",
                "ENV A",
                "ENV A=1 B",
                "ENV =1",
                "LABEL a",
                "ARG",
                "ARG =x",
                "COPY a",
                "COPY",
                "COPY [\"a\"]",
                "COPY a <<EOF",
                "COPY --from a b",
                "COPY --link=maybe a b",
                "COPY --link= a b",
                "COPY --chown=1 --chown=2 a b",
                "COPY --keep-git-dir a b",
                "ADD --from=x a b",
                "ADD --parents a b",
                "RUN [\"a\", 1]",
                "RUN --network=bridge x",
                "RUN --security=none x",
                "RUN --bogus x",
                "CMD --x a",
                "CMD [\"a\", [\"b\"]]",
                "SHELL []",
                "SHELL",
                "SHELL /bin/sh",
                "VOLUME []",
                "VOLUME",
                "VOLUME [\" \"]",
                "EXPOSE",
                "USER",
                "WORKDIR",
                "STOPSIGNAL",
                "MAINTAINER",
                "ONBUILD",
                "ONBUILD ONBUILD RUN x",
                "ONBUILD FROM x",
                "ONBUILD MAINTAINER x",
                "ONBUILD ENV A",
                "HEALTHCHECK",
                "HEALTHCHECK FOO x",
                "HEALTHCHECK NONE x",
                "HEALTHCHECK CMD",
                "HEALTHCHECK CMD []",
                "HEALTHCHECK --interval=1us CMD x",
                "HEALTHCHECK --interval=-1s CMD x",
                "HEALTHCHECK --interval=5 CMD x",
                "HEALTHCHECK --retries=-1 CMD x",
                "HEALTHCHECK --retries=x CMD x"
            })
    void refusesWithARemedy(String instruction) {
        DockerfileException refused =
                catchThrowableOfType(DockerfileException.class, () -> parse("FROM base\n" + instruction + "\n"));
        assertThat(refused).isNotNull();
        assertThat(refused.range()).isEqualTo(SourceRange.line(2));
        assertThat(refused.remedy()).isPresent();
    }

    @Test
    void refusesALineThatIsTooLong() {
        String longest = "FROM x\nRUN " + "x".repeat(65_531);
        assertThat(parse(longest + "\n").stages()).hasSize(1);
        assertThatThrownBy(() -> parse(longest + "x\n"))
                .isInstanceOf(DockerfileException.class)
                .hasMessageStartingWith("build/Dockerfile:2: the line is longer than 65535 bytes");
    }

    @Test
    void keepsBytesThatAreNotText() {
        byte[] text = "FROM x\nRUN echo \u00ff".getBytes(StandardCharsets.ISO_8859_1);
        Instruction run = DockerfileParser.parse("Dockerfile", text)
                .stages()
                .getFirst()
                .instructions()
                .getFirst();
        assertThat(run.original()).isEqualTo("RUN echo \udcff");
    }

    @Test
    void stageNamesAreLowerCase() {
        assertThat(parse("FROM a AS Build.1-x_y").stages().getFirst().from().stageName())
                .contains("build.1-x_y");
    }

    @Test
    void onlyArgumentsBeforeTheFirstFromAreGlobal() {
        Dockerfile dockerfile = parse("ARG A\nARG B=1\nFROM x\nARG C\n");
        assertThat(dockerfile.globalArgs()).hasSize(2);
        assertThat(dockerfile.stages().getFirst().instructions()).hasSize(1);
    }

    @Test
    void triggerKeepsItsTextAndItsHeredocs() {
        OnBuild onBuild = (OnBuild) only("onbuild   COPY <<-EOF /x\n\tbody $a\n\tEOF\n");
        assertThat(onBuild.trigger()).isEqualTo("COPY <<-EOF /x\n\tbody $a\nEOF");
        Copy copy = (Copy) DockerfileParser.parseInstruction(onBuild.trigger(), SourceRange.line(7));
        assertThat(copy.range()).isEqualTo(SourceRange.line(7));
        assertThat(copy.heredocs().getFirst().body()).isEqualTo("body $a\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "FROM x", "RUN a\nRUN b", "BOGUS", "# only a comment"})
    void refusesTriggersThatAreNotOneInstruction(String trigger) {
        assertThatThrownBy(() -> DockerfileParser.parseInstruction(trigger, SourceRange.line(1)))
                .isInstanceOf(DockerfileException.class)
                .hasMessageStartingWith("ONBUILD trigger:1: ");
    }

    @ParameterizedTest
    @CsvSource({
        "1h, 3600000",
        "1m30s, 90000",
        "1.5s, 1500",
        ".5s, 500",
        "0, 0",
        "100ms, 100",
        "2s500ms, 2500",
    })
    void readsDurations(String text, long milliseconds) {
        HealthCheck check = (HealthCheck) only("HEALTHCHECK --interval=" + text + " CMD x");
        assertThat(check.interval()).hasMillis(milliseconds);
    }

    @Test
    void placesFailuresOfOtherRooms() {
        Dockerfile dockerfile = parse("FROM base\nRUN x\n");
        DockerfileException placed = dockerfile.at(
                SourceRange.line(2),
                new io.kaniko.spi.BuildException(io.kaniko.spi.BuildException.Kind.EXTERNAL, "it broke", "Try again."));
        assertThat(placed).hasMessageStartingWith("build/Dockerfile:2: it broke\n");
        assertThat(placed.kind()).isEqualTo(io.kaniko.spi.BuildException.Kind.EXTERNAL);
        assertThat(placed.remedy()).contains("Try again.");
        assertThat(dockerfile.at(SourceRange.line(1), placed)).isSameAs(placed);
    }
}
