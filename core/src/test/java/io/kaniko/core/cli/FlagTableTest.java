package io.kaniko.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.OptionSpec;

/** Every flag that kaniko's executor knows, with its kind and what it is when nobody gives it. */
class FlagTableTest {

    private static final String TABLE = """
        --dockerfile -f                     | text    | Dockerfile
        --context -c                        | text    | none
        --context-sub-path                  | text    | none
        --bucket -b                         | text    | none
        --build-arg                         | list    | []
        --target                            | split   | []
        --custom-platform --customPlatform  | text    | none
        --git                               | list    | []
        --label                             | list    | []
        --annotation                        | list    | []
        --secret                            | list    | []
        --ignore-path                       | list    | []
        --ignore-var-run --whitelist-var-run | switch | false
        --force                             | switch  | false
        --dryrun                            | switch  | false
        --destination -d                    | list    | []
        --no-push                           | switch  | false
        --no-push-cache                     | switch  | false
        --tar-path --tarPath                | text    | none
        --oci-layout-path                   | text    | none
        --digest-file                       | text    | none
        --image-name-with-digest-file       | text    | none
        --image-name-tag-with-digest-file   | text    | none
        --reproducible                      | switch  | false
        --compression                       | text    | none
        --compression-level                 | number  | -1
        --image-format                      | text    | none
        --push-retry                        | number  | 0
        --push-ignore-immutable-tag-errors  | switch  | false
        --skip-push-permission-check        | switch  | false
        --cleanup                           | switch  | false
        --pre-cleanup                       | switch  | false
        --preserve-context                  | switch  | false
        --materialize                       | switch  | false
        --snapshot-mode --snapshotMode      | text    | full
        --single-snapshot                   | switch  | false
        --use-new-run                       | switch  | false
        --cache                             | switch  | false
        --cache-repo                        | text    | none
        --cache-dir                         | text    | /cache
        --cache-ttl                         | duration | PT336H
        --cache-copy-layers                 | switch  | false
        --cache-run-layers                  | switch  | true
        --compressed-caching                | switch  | true
        --skip-unused-stages                | switch  | true
        --force-build-metadata              | switch  | false
        --image-fs-extract-retry            | number  | 0
        --image-download-retry              | number  | 0
        --insecure                          | switch  | false
        --insecure-pull                     | switch  | false
        --insecure-registry                 | list    | []
        --skip-tls-verify                   | switch  | false
        --skip-tls-verify-pull              | switch  | false
        --skip-tls-verify-registry          | list    | []
        --registry-certificate              | list    | []
        --registry-client-cert              | list    | []
        --registry-mirror                   | list    | []
        --registry-map                      | list    | []
        --skip-default-registry-fallback    | switch  | false
        --credential-helpers                | list    | none
        --kaniko-dir                        | text    | none
        --verbosity -v                      | level   | INFO
        --log-format                        | format  | none
        --log-timestamp                     | switch  | false
        --azure-container-registry-config   | text    | none
        """;

    /** One line of the table. */
    record Row(List<String> names, String kind, String initial) {
        static Row parse(String line) {
            String[] cells = line.split("\\|");
            return new Row(Arrays.asList(cells[0].strip().split(" ")), cells[1].strip(), cells[2].strip());
        }
    }

    static Stream<Row> rows() {
        return TABLE.lines().map(Row::parse);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void isKnownWithKindAndDefault(Row row) {
        for (String name : row.names()) {
            OptionSpec option = CommandWords.reader(new ExecutorCommand())
                    .getCommandSpec()
                    .optionsMap()
                    .get(name);

            assertThat(option).as(name).isNotNull();
            assertThat(kind(option)).as(name).isEqualTo(row.kind());
            Object initial = option.getValue();
            assertThat(initial == null ? "none" : initial.toString()).as(name).isEqualTo(row.initial());
        }
    }

    @Test
    void everyVisibleFlagIsInTheHelp() {
        String help = HelpText.executor();

        List<String> missing = new ArrayList<>();
        CommandWords.reader(new ExecutorCommand()).getCommandSpec().options().stream()
                .filter(option -> !option.hidden() && !List.of(option.names()).contains("--help"))
                .filter(option -> !help.contains("  " + String.join(", ", option.names())))
                .forEach(option -> missing.add(option.longestName()));
        assertThat(missing).isEmpty();
    }

    private static String kind(OptionSpec option) {
        if (FlagWords.isBoolean(option)) {
            return "switch";
        }
        if (option.type() == List.class) {
            return option.splitRegex().isEmpty() ? "list" : "split";
        }
        return switch (option.type().getSimpleName()) {
            case "String" -> "text";
            case "int", "Integer" -> "number";
            case "Duration" -> "duration";
            case "Verbosity" -> "level";
            case "LogFormat" -> "format";
            default -> option.type().getName();
        };
    }
}
