package io.kaniko.core.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A directory per case with a Dockerfile and what it must become. {@code -Dgolden.rewrite=true} writes the answers
 * anew; read the difference before committing it.
 */
class DockerfileGoldenTest {

    private static final Path CASES = Path.of("src/test/resources/io/kaniko/core/dockerfile/golden");

    static Stream<String> cases() throws IOException {
        try (Stream<Path> directories = Files.list(CASES)) {
            return directories.map(directory -> directory.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void becomesWhatWasWrittenDown(String name) throws IOException {
        Path directory = CASES.resolve(name);
        String actual = answer(Files.readAllBytes(directory.resolve("Dockerfile")));
        Path expected = directory.resolve("ast.txt");
        if (Boolean.getBoolean("golden.rewrite")) {
            Files.writeString(expected, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(expected));
    }

    private static String answer(byte[] text) {
        try {
            return AstText.of(DockerfileParser.parse("Dockerfile", text));
        } catch (DockerfileException refused) {
            return refused.getMessage() + "\n" + refused.remedy().orElse("") + "\n";
        }
    }
}
