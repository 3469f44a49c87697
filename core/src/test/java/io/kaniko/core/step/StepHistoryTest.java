package io.kaniko.core.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.core.dockerfile.Add;
import io.kaniko.core.dockerfile.Copy;
import io.kaniko.core.dockerfile.DockerfileParser;
import io.kaniko.core.dockerfile.Heredoc;
import io.kaniko.core.dockerfile.Run;
import io.kaniko.core.dockerfile.SourceRange;
import io.kaniko.core.image.ImageConfig;
import io.kaniko.core.oci.Platform;
import io.kaniko.core.variables.BuildScope;
import io.kaniko.core.variables.GlobalScope;
import io.kaniko.core.variables.WordExpander;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StepHistoryTest {

    private static final Platform PLATFORM = Platform.parse("linux/amd64");
    private static final ImageConfig SCRATCH = ImageConfig.scratch(PLATFORM);
    private static final BuildScope SCOPE = BuildScope.ofImage(
                    GlobalScope.of(Map.of(), PLATFORM, PLATFORM, "default"), SCRATCH.environment())
            .arg("a", Optional.of("1"), new WordExpander('\\'))
            .arg("b", Optional.of("2 3"), new WordExpander('\\'));

    private static RunArguments run(String instruction, ImageConfig config) {
        return RunArguments.of((Run) DockerfileParser.parseInstruction(instruction, SourceRange.line(1)), config);
    }

    private static String history(String instruction) {
        return StepHistory.run(run(instruction, SCRATCH).arguments(), SCOPE);
    }

    @Test
    void runNamesTheArguments() {
        assertThat(history("RUN echo $a")).isEqualTo("RUN |2 a=1 b=2 3 /bin/sh -c echo $a # buildkit");
        assertThat(history("RUN [\"a\", \"b c\"]")).isEqualTo("RUN |2 a=1 b=2 3 a b c # buildkit");
        assertThat(history("RUN []")).isEqualTo("RUN |2 a=1 b=2 3 # buildkit");
        assertThat(history("RUN")).isEqualTo("RUN |2 a=1 b=2 3 /bin/sh -c  # buildkit");
    }

    @Test
    void heredocAloneIsTheScript() {
        RunArguments arguments = run("RUN <<-EOF\n\techo $a\n\tEOF\n", SCRATCH.withShell(List.of("bash", "-c")));
        assertThat(arguments.arguments()).containsExactly("bash", "-c", "echo $a\n");
        assertThat(arguments.script()).isEmpty();
    }

    @Test
    void heredocWithInterpreterBecomesAFile() {
        RunArguments arguments = run("RUN <<-EOF\n\t#!/usr/bin/python3\n\tprint(1)\n\tEOF\n", SCRATCH);
        assertThat(arguments.arguments()).containsExactly("/bin/sh", "-c", "/dev/pipes/EOF");
        assertThat(arguments.script().map(Heredoc::body)).contains("#!/usr/bin/python3\nprint(1)\n");
    }

    @Test
    void heredocBesideACommandIsTheShellsBusiness() {
        assertThat(run("RUN cat <<EOF 3<<-X > /y\n#!a\nEOF\n\tb\n\tX\n", SCRATCH)
                        .arguments())
                .containsExactly("/bin/sh", "-c", "cat <<EOF 3<<-X > /y\n#!a\nEOF\n\tb\nX");
    }

    @Test
    void copyNamesWhatMatters() {
        Copy copy = (Copy) DockerfileParser.parseInstruction(
                "COPY --from=x --link --parents --exclude=y --chown=$u --chmod=7 a <<f b /d\nF\nf\n",
                SourceRange.line(1));
        assertThat(StepHistory.copy(copy, copy.sources(), "/d", Optional.of("1:1"), Optional.of("7")))
                .isEqualTo("COPY --parents --chown=1:1 --chmod=7 a b <<f /d # buildkit");
        Add add = (Add) DockerfileParser.parseInstruction("ADD --checksum=sha256:0 u /d", SourceRange.line(1));
        assertThat(StepHistory.add(add, List.of("u"), "/d", Optional.empty(), Optional.empty()))
                .isEqualTo("ADD u /d # buildkit");
    }
}
