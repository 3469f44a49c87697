import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The loader, the C library and the locale that the JDK of this build runs with, copied: the executor starts where there
 * are none, and is not disturbed by others.
 */
final class SystemLibraries {

    static final String LOADER = "ld-linux-x86-64.so.2";

    /** What the runtime's libraries and those of plugins ask for. */
    private static final List<String> NAMES =
            List.of(LOADER, "libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "libresolv.so.2", "librt.so.1");

    private static final List<Path> LOCALES =
            List.of(Path.of("/usr/lib/locale/C.utf8"), Path.of("/usr/lib/locale/C.UTF-8"));

    private SystemLibraries() {}

    static void copyTo(Path directory) throws IOException, InterruptedException {
        Path libraries = loadedLibrary("libc.so.6").getParent();
        for (String name : NAMES) {
            Path source = libraries.resolve(name);
            Files.copy((Files.exists(source) ? source : loadedLibrary(name)).toRealPath(), directory.resolve(name));
        }
        copyLocale(directory.resolve("locale/C.utf8"));
        Files.writeString(directory.resolve("README"), """
            The loader, the C library and its C.UTF-8 locale, unchanged, as they were on the machine of the build. Under
            the GNU Lesser General Public License, version 2.1 or later; the source is that machine's distribution's.

            """ + banner(directory));
    }

    private static void copyLocale(Path target) throws IOException {
        Path source = LOCALES.stream()
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "this machine has no locale C.UTF-8 as a directory, looked for " + LOCALES));
        try (Stream<Path> all = Files.walk(source)) {
            for (Path path : all.sorted().toList()) {
                Path copy = target.resolve(source.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(path.toRealPath(), copy, LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
    }

    /** Where this process has a library from. */
    private static Path loadedLibrary(String name) throws IOException {
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1)) {
            return maps.filter(line -> line.endsWith("/" + name))
                    .map(line -> Path.of(line.substring(line.indexOf('/'))))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            "the JDK of this build does not use " + name + "; a glibc of 2.34 or later is needed"));
        }
    }

    /** The library says its version and licence when it is run. */
    private static String banner(Path directory) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        directory.resolve(LOADER).toString(),
                        directory.resolve("libc.so.6").toString())
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return text;
    }
}
