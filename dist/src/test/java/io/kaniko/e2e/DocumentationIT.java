package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.Executor;
import io.kaniko.e2e.rig.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pages name flags that exist and files that are there. */
class DocumentationIT {

    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern FLAG = Pattern.compile("(?<![\\w-])--[a-z][a-z-]+");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

    /** Flags of instructions and of other programs. */
    private static final Set<String> FOREIGN = Set.of(
            "--help",
            "--chown",
            "--mount",
            "--parents",
            "--exclude",
            "--stdin",
            "--from",
            "--chmod",
            "--network",
            "--security",
            "--device",
            "--link",
            "--keep-git-dir",
            "--checksum",
            "--unpack",
            "--rm",
            "--runtime",
            "--volume");

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(TOP, 4)) {
            return files.filter(file -> file.toString().endsWith(".md")
                            && !TOP.relativize(file).toString().matches("(.*/)?(target|\\.git)/.*"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> matches(Pattern pattern, int group, Path page) throws IOException {
        return pattern.matcher(Files.readString(page))
                .results()
                .map((MatchResult result) -> result.group(group))
                .toList();
    }

    @Test
    void everyFlagOfAPageIsInTheHelp() throws Exception {
        String help = Program.run(Executor.home().resolve("bin").toString() + "/executor", "--help")
                .succeeded()
                .output();
        Set<String> known = new TreeSet<>(
                FLAG.matcher(help).results().map(MatchResult::group).toList());

        Set<String> unknown = new TreeSet<>();
        for (Path page : pages()) {
            // The benchmark is a program of its own, and calls others.
            boolean ofOthers = TOP.relativize(page).startsWith("bench");
            for (String flag : matches(FLAG, 0, page)) {
                if (!ofOthers && !known.contains(flag) && !FOREIGN.contains(flag)) {
                    unknown.add(TOP.relativize(page) + " " + flag);
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void everyLinkLeadsSomewhere() throws Exception {
        Set<String> broken = new TreeSet<>();
        for (Path page : pages()) {
            for (String link : matches(LINK, 1, page)) {
                if (!Files.exists(page.resolveSibling(link))) {
                    broken.add(TOP.relativize(page) + " " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }
}
