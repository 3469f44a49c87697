package io.kaniko.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which room may use which: a list nobody runs decays. Reads the compiled classes, so that nothing escapes it. */
class DependencyTest {

    /** A room may use the rooms below it. */
    private static final List<String> ROOMS = List.of(
            "cli",
            "build",
            "step",
            "destination",
            "cache",
            "run",
            "snapshot",
            "plan",
            "lint",
            "context",
            "registry",
            "layout",
            "credentials",
            "image",
            "layer",
            "rootfs",
            "dockerfile",
            "variables",
            "event",
            "oci",
            "tar",
            "nativeio");

    /** Beside the list: used by the command line only, uses nothing of core. */
    private static final String PLUGIN = "plugin";

    /** What only some rooms may know. */
    private static final Map<String, Set<String>> LIBRARIES = new TreeMap<>(Map.of(
            "picocli/", Set.of("cli"),
            "org/pf4j/", Set.of(PLUGIN),
            "java/net/http/", Set.of("cli", "registry", "context", "step", "destination"),
            "java/lang/foreign/", Set.of("nativeio", "run"),
            "org/apache/commons/compress/", Set.of("tar"),
            "com/github/luben/zstd/", Set.of("tar", "layer"),
            "org/tukaani/xz/", Set.of("tar")));

    private static final Path CLASSES = Path.of("target/classes/io/kaniko/core");
    private static final Pattern ROOM = Pattern.compile("io/kaniko/core/([a-z]+)/");

    /** By room: every text of its classes' constant pools. */
    private static final Map<String, Set<String>> NAMES = new TreeMap<>();

    @BeforeAll
    static void readClasses() throws IOException {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                String room = CLASSES.relativize(file).getName(0).toString();
                Set<String> names = NAMES.computeIfAbsent(room, key -> new TreeSet<>());
                for (PoolEntry entry : ClassFile.of().parse(file).constantPool()) {
                    if (entry instanceof Utf8Entry text) {
                        names.add(text.stringValue());
                    }
                }
            }
        }
    }

    @Test
    void everyRoomIsListed() {
        assertThat(NAMES.keySet())
                .isSubsetOf(Stream.concat(ROOMS.stream(), Stream.of(PLUGIN)).toList());
    }

    @Test
    void arrowsPointDownwards() {
        Set<String> wrong = new TreeSet<>();
        NAMES.forEach((room, names) -> {
            for (String used : uses(names)) {
                if (!used.equals(room) && !allowed(room, used)) {
                    wrong.add(room + " -> " + used);
                }
            }
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void librariesStayInTheirRooms() {
        Set<String> wrong = new TreeSet<>();
        NAMES.forEach((room, names) -> LIBRARIES.forEach((library, rooms) -> {
            if (!rooms.contains(room) && names.stream().anyMatch(name -> name.contains(library))) {
                wrong.add(room + " -> " + library);
            }
        }));
        assertThat(wrong).isEmpty();
    }

    private static boolean allowed(String room, String used) {
        if (room.equals(PLUGIN) || used.equals(PLUGIN)) {
            return room.equals("cli");
        }
        return ROOMS.indexOf(room) < ROOMS.indexOf(used);
    }

    private static Set<String> uses(Set<String> names) {
        Set<String> used = new TreeSet<>();
        for (String name : names) {
            ROOM.matcher(name)
                    .results()
                    .map((MatchResult result) -> result.group(1))
                    .forEach(used::add);
        }
        return used;
    }
}
