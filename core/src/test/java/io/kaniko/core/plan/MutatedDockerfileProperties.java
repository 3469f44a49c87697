package io.kaniko.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.core.dockerfile.Dockerfile;
import io.kaniko.core.dockerfile.DockerfileException;
import io.kaniko.core.dockerfile.DockerfileParser;
import io.kaniko.core.lint.LintContext;
import io.kaniko.core.lint.LintFindings;
import io.kaniko.core.lint.Linter;
import io.kaniko.core.oci.Platform;
import io.kaniko.spi.BuildException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Assertions;

/** The golden Dockerfiles with damage: reading, checking, planning and printing answer or refuse, and soon. */
class MutatedDockerfileProperties {

    private static final Platform AMD64 = new Platform("linux", "amd64");
    private static final PlanOptions OPTIONS = new PlanOptions(Map.of(), AMD64, List.of(), List.of(), false);

    /** One change: some bytes at a place, in parts of 1000 of the text, are replaced. */
    record Damage(int place, int removed, byte[] inserted) {}

    @Property(tries = 500)
    void damagedDockerfilesAreAnsweredOrRefused(
            @ForAll("originals") byte[] original, @ForAll("damages") List<Damage> damages) {
        byte[] text = original;
        for (Damage damage : damages) {
            text = damaged(text, damage);
        }
        byte[] last = text;
        Assertions.assertTimeout(Duration.ofSeconds(10), () -> answeredOrRefused(last));
    }

    @Property(tries = 60)
    void repeatedPiecesDoNotTakeForever(@ForAll("pieces") String piece, @ForAll("counts") int count) {
        String text = "FROM x AS a\nENV v=1\nARG " + piece.repeat(count) + "\nCOPY " + piece.repeat(count) + " b\nRUN "
                + piece.repeat(count) + "\nENV w=" + piece.repeat(count) + "\n" + piece.repeat(count);
        Assertions.assertTimeout(
                Duration.ofSeconds(10), () -> answeredOrRefused(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] damaged(byte[] text, Damage damage) {
        int start = text.length * damage.place() / 1000;
        int end = Math.min(text.length, start + damage.removed());
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        result.write(text, 0, start);
        result.writeBytes(damage.inserted());
        result.write(text, end, text.length - end);
        return result.toByteArray();
    }

    private static void answeredOrRefused(byte[] text) {
        Dockerfile dockerfile;
        try {
            dockerfile = DockerfileParser.parse("Dockerfile", text);
        } catch (DockerfileException refused) {
            assertThat(refused.range().firstLine()).isPositive();
            assertThat(refused)
                    .hasMessageStartingWith("Dockerfile:" + refused.range().firstLine() + ": ");
            return;
        }
        int lines = dockerfile.lines().size();
        LintFindings findings = Linter.check(dockerfile, lintContext(dockerfile));
        assertThat(findings.warnings())
                .allSatisfy(warning -> assertThat(warning.range().lastLine()).isLessThanOrEqualTo(lines));
        assertThat(findings.failures())
                .allSatisfy(failure -> assertThat(failure.range().lastLine()).isLessThanOrEqualTo(lines));
        try {
            BuildPlan plan = Planner.plan(dockerfile, OPTIONS, AMD64);
            assertThat(PlanText.of(dockerfile, OPTIONS, plan, List.of())).startsWith("Plan of Dockerfile");
        } catch (DockerfileException refused) {
            assertThat(refused.range().lastLine()).isLessThanOrEqualTo(lines);
        } catch (BuildException refused) {
            assertThat(refused.remedy()).isPresent();
        }
    }

    private static LintContext lintContext(Dockerfile dockerfile) {
        return new LintContext(
                Planner.firstScope(dockerfile, OPTIONS, AMD64),
                Planner.firstScope(dockerfile, OPTIONS, AMD64),
                AMD64,
                (name, platform) ->
                        Optional.of(new LintContext.BaseImage(Set.of("PATH"), false, Optional.of(platform))),
                stage -> true,
                path -> false,
                Optional.empty());
    }

    @Provide
    Arbitrary<byte[]> originals() throws IOException {
        List<byte[]> texts = new ArrayList<>();
        try (Stream<Path> cases = Files.list(GoldenTest.CASES)) {
            for (Path directory : cases.sorted().toList()) {
                texts.add(Files.readAllBytes(directory.resolve("Dockerfile")));
            }
        }
        return Arbitraries.of(texts);
    }

    @Provide
    Arbitrary<List<Damage>> damages() {
        Arbitrary<byte[]> anyBytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(6);
        Arbitrary<byte[]> pieces = pieces().map(piece -> piece.getBytes(StandardCharsets.UTF_8));
        Arbitrary<byte[]> lines = Arbitraries.of(65_535, 65_536, 70_000)
                .map(length -> "x".repeat(length).getBytes(StandardCharsets.UTF_8));
        return Combinators.combine(
                        Arbitraries.integers().between(0, 1000),
                        Arbitraries.of(0, 0, 1, 2, 10, 100),
                        Arbitraries.frequencyOf(Tuple.of(4, anyBytes), Tuple.of(12, pieces), Tuple.of(1, lines)))
                .as(Damage::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    @Provide
    Arbitrary<String> pieces() {
        return Arbitraries.of(
                "${v:-",
                "${v",
                "$v",
                "}",
                "\"",
                "'",
                "\\",
                "\\\n",
                "\n",
                "\r",
                "\u0000",
                "\t",
                " ",
                "[",
                "]",
                "{",
                "<<E ",
                "<<",
                "EOF\n",
                "--mount=",
                "--from=a ",
                "ONBUILD ",
                "FROM a\n",
                "FROM x AS a\n",
                "RUN ",
                "COPY ",
                "# ",
                "# escape=`\n",
                "# check=skip=all\n",
                "=",
                ",",
                ":",
                "a=b ",
                "${v/a/b}",
                "${v%%*}",
                "${v#",
                "*",
                "\u00e9",
                "\u2028",
                "\ud83d\udc7d",
                "\ufeff",
                "AS ",
                "--",
                "type=cache,",
                "HEALTHCHECK ",
                "\n\n");
    }

    @Provide
    Arbitrary<Integer> counts() {
        return Arbitraries.of(2, 100, 1000, 5000);
    }
}
