package io.kaniko.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
        --ignore-var-run --whitelist-var-run | switch | true
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
        --skip-unused-stages                | switch  | false
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
    void isKnownWithItsKind(Row row) {
        Flag flag = flag(row.names().getFirst());

        assertThat(flag.names()).containsAll(row.names());
        assertThat(flag.isSwitch()).isEqualTo(row.kind().equals("switch"));
        assertThat(unfit(flag, "many"))
                .isEqualTo(Set.of("switch", "number", "duration", "level", "format")
                        .contains(row.kind()));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void isWhatTheTableSaysWhenNobodyGivesIt(Row row) throws IllegalAccessException {
        ExecutorFlags untouched = new ExecutorFlags();
        ExecutorFlags given = new ExecutorFlags();
        give(given, row);

        assertThat(changed(untouched, given)).as(row.names().getFirst()).isEqualTo(row.initial());
    }

    @Test
    void everyVisibleFlagIsInTheHelp() {
        String help = HelpText.executor();

        new ExecutorFlags()
                .groups().values().stream()
                        .flatMap(List::stream)
                        .filter(flag -> !flag.hidden())
                        .forEach(flag -> assertThat(help).contains("\n  " + String.join(", ", flag.names())));
        assertThat(help).doesNotContain("--bucket").doesNotContain("--azure");
    }

    private static void give(ExecutorFlags flags, Row row) {
        String value = switch (row.kind()) {
            case "switch" -> row.initial().equals("true") ? "false" : "true";
            case "number" -> "77";
            case "duration" -> "77h";
            case "level" -> "trace";
            case "format" -> "json";
            default -> "given";
        };
        flags.groups().values().stream()
                .flatMap(List::stream)
                .filter(flag -> flag.names().containsAll(row.names()))
                .forEach(flag -> flag.taker().accept(value));
    }

    /** The untouched value of the one field that differs. */
    private static String changed(ExecutorFlags untouched, ExecutorFlags given) throws IllegalAccessException {
        List<String> initial = new ArrayList<>();
        for (Field group : ExecutorFlags.class.getDeclaredFields()) {
            if (group.getType().getSimpleName().endsWith("Flags")) {
                for (Field field : group.getType().getDeclaredFields()) {
                    Object before = field.get(group.get(untouched));
                    if (!Objects.equals(before, field.get(group.get(given)))) {
                        initial.add(before == null ? "none" : before.toString());
                    }
                }
            }
        }
        assertThat(initial).hasSize(1);
        return initial.getFirst();
    }

    private static Flag flag(String name) {
        return new ExecutorFlags()
                .groups().values().stream()
                        .flatMap(List::stream)
                        .filter(flag -> flag.names().contains(name))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("unknown: " + name));
    }

    private static boolean unfit(Flag flag, String value) {
        try {
            flag.taker().accept(value);
            return false;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }
}
