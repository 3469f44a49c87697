package io.kaniko.e2e.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a tree holds in the eyes of Python, which knows nothing of the product: a line for each file with type, mode,
 * owner, time, content, links, devices and extended attributes. A tree on disk and the layers that were made of it give
 * the same lines.
 */
public final class Witness {

    private static final List<String> OF_THE_MACHINE = List.of("/dev", "/proc", "/sys");

    private Witness() {}

    /**
     * The files of a directory, without what is mounted into every container.
     *
     * @param ignored further paths to leave out
     */
    public static List<String> tree(Path root, String... ignored) {
        return lines("tree", root, ignored);
    }

    /** The files that the layers of an OCI layout make together; layers that hold what they must not are an error. */
    static List<String> layers(Path layout, String... ignored) {
        return lines("layers", layout, ignored);
    }

    private static List<String> lines(String what, Path place, String... ignored) {
        List<String> arguments = new ArrayList<>(List.of("-c", script("witness.py"), what, place.toString()));
        arguments.addAll(OF_THE_MACHINE);
        arguments.addAll(List.of(ignored));
        return Program.run("python3", arguments.toArray(String[]::new))
                .succeeded()
                .output()
                .lines()
                .toList();
    }

    /**
     * Makes files of every kind there is, or changes them.
     *
     * @param what {@code make}, {@code deepen} or {@code change}, as {@code oddities.py} says
     */
    public static void oddities(String what, Path directory) {
        Program.run("python3", "-c", script("oddities.py"), what, directory.toString())
                .succeeded();
    }

    private static String script(String name) {
        try (InputStream text = Witness.class.getResourceAsStream(name)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
