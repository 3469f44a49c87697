package io.kaniko.core.cli;

import java.util.List;

/**
 * Flags of kaniko whose reason is gone. They are taken, so that scripts go on working, and one line says for each that is
 * given why nothing comes of it.
 */
final class IdleFlags {

    private static final List<Row> ROWS = List.of(
            new Row("--cleanup", "a build has a directory of its own, which is always deleted at the end"),
            new Row("--pre-cleanup", "a build begins in an empty directory of its own, and not in this system's files"),
            new Row(
                    "--preserve-context",
                    "a build deletes nothing but its own directory, so that nothing need be restored"),
            new Row(
                    "--materialize",
                    "a stage's files are in the build's own directory, which is deleted at the end; --tar-path and"
                            + " --oci-layout-path keep the image"),
            new Row(
                    "--use-new-run",
                    "no RUN rehashes all files, changes are found by metadata or by what the kernel has written down"),
            new Row("--force-build-metadata", "metadata steps always take part"));

    private IdleFlags() {}

    private record Row(String flag, String reason) {}

    /** One sentence for each of these flags on the command line. */
    static List<String> notices(CommandWords words) {
        return ROWS.stream()
                .filter(row -> words.has(row.flag()))
                .map(row -> row.flag() + " does nothing here: " + row.reason())
                .toList();
    }
}
