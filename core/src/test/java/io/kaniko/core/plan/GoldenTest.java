package io.kaniko.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.core.dockerfile.AstText;
import io.kaniko.core.dockerfile.Dockerfile;
import io.kaniko.core.dockerfile.DockerfileParser;
import io.kaniko.core.dockerfile.Instruction;
import io.kaniko.core.oci.Platform;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A directory per case: a Dockerfile, what is read out of it, and the plan for it. {@code args}, where there is such a
 * file, has a flag of the command line on each line. {@code -Dgolden.rewrite=true} writes the answers anew; read the
 * difference before committing it.
 */
class GoldenTest {

    static final Path CASES = Path.of("src/test/resources/golden");
    private static final Platform AMD64 = new Platform("linux", "amd64");

    static Stream<String> cases() throws IOException {
        try (Stream<Path> directories = Files.list(CASES)) {
            return directories.map(directory -> directory.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void becomesWhatWasWrittenDown(String name) throws IOException {
        Path directory = CASES.resolve(name);
        byte[] text = Files.readAllBytes(directory.resolve("Dockerfile"));
        compare(directory.resolve("ast.txt"), ast(text));
        compare(directory.resolve("plan.txt"), plan(text, arguments(directory.resolve("args"))));
    }

    /** What an instruction means does not depend on the lines that it was spread over, nor on its neighbours. */
    @ParameterizedTest
    @MethodSource("cases")
    void everyInstructionReadsTheSameAlone(String name) throws IOException {
        byte[] text = Files.readAllBytes(CASES.resolve(name).resolve("Dockerfile"));
        for (Instruction instruction : instructions(text)) {
            assertThat(DockerfileParser.parseInstruction(instruction.original(), instruction.range()))
                    .isEqualTo(instruction);
        }
    }

    /** Those that can stand alone: parsed with the usual escape character and without here-documents. */
    private static List<Instruction> instructions(byte[] text) {
        try {
            Dockerfile dockerfile = DockerfileParser.parse("Dockerfile", text);
            if (dockerfile.directives().escape() != '\\') {
                return List.of();
            }
            return dockerfile.stages().stream()
                    .flatMap(stage -> stage.instructions().stream())
                    .filter(instruction -> !instruction.original().contains("<<"))
                    .toList();
        } catch (BuildException refused) {
            return List.of();
        }
    }

    private static void compare(Path expected, String actual) throws IOException {
        if (Boolean.getBoolean("golden.rewrite")) {
            Files.writeString(expected, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(expected));
    }

    private static String ast(byte[] text) {
        try {
            return AstText.of(DockerfileParser.parse("Dockerfile", text));
        } catch (BuildException refused) {
            return refusal(refused);
        }
    }

    private static String plan(byte[] text, Map<String, List<String>> arguments) {
        try {
            Dockerfile dockerfile = DockerfileParser.parse("Dockerfile", text);
            PlanOptions options = new PlanOptions(
                    pairs(arguments.getOrDefault("--build-arg", List.of())),
                    arguments.getOrDefault("--custom-platform", List.of("linux/amd64")).stream()
                            .map(Platform::parse)
                            .findFirst()
                            .orElseThrow(),
                    arguments.getOrDefault("--target", List.of()),
                    contexts(arguments.getOrDefault("--build-context", List.of())),
                    arguments.getOrDefault("--skip-unused-stages", List.of()).contains("false"));
            return PlanText.of(
                    dockerfile,
                    options,
                    Planner.plan(dockerfile, options, AMD64),
                    arguments.getOrDefault("--destination", List.of()));
        } catch (BuildException refused) {
            return refusal(refused);
        }
    }

    private static String refusal(BuildException refused) {
        return refused.getMessage() + "\n" + refused.remedy().orElse("") + "\n";
    }

    private static Map<String, List<String>> arguments(Path file) throws IOException {
        Map<String, List<String>> arguments = new LinkedHashMap<>();
        for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
            String[] parts = line.split("=", 2);
            arguments.computeIfAbsent(parts[0], flag -> new ArrayList<>()).add(parts[1]);
        }
        return arguments;
    }

    private static List<NamedContext> contexts(List<String> values) {
        return pairs(values).entrySet().stream()
                .map(pair -> NamedContext.parse(pair.getKey(), pair.getValue(), Path.of("/")))
                .toList();
    }

    private static Map<String, String> pairs(List<String> values) {
        Map<String, String> pairs = new LinkedHashMap<>();
        values.forEach(value -> pairs.put(value.split("=", 2)[0], value.split("=", 2)[1]));
        return pairs;
    }
}
