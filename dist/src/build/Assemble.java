import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Puts kaniko's home directory together: launchers, loader and C library, runtime, core, bundled plugins, certificates,
 * licence, AOT cache. Run by the build of this module on the JDK whose runtime is to be shipped (its jlink links from
 * itself, so it cannot cross-link):
 *
 * <pre>java Assemble.java INPUT LICENSE HOME TIMESTAMP</pre>
 *
 * INPUT holds {@code lib} and {@code plugins-bundled}, filled by Maven. Everything but the AOT cache is the same in every
 * build of one commit; the cache is a memory image and differs.
 */
public final class Assemble {

    /**
     * What the program and its plugins use of the JDK. Not jdk.charsets (file names are UTF-8 or bytes), not jdk.zipfs.
     */
    private static final List<String> MODULES = List.of(
            "java.base",
            "java.logging", // slf4j's backend
            "java.management", // memory readings
            "java.naming", // DNS and LDAP types that TLS host checks and cloud SDKs refer to
            "java.net.http", // the registry client
            "java.rmi", // exceptions that the SSH client of context-git names
            "java.security.jgss", // proxies that want Negotiate
            "java.sql", // java.sql.Timestamp, named by cloud SDKs and by Jackson
            "java.xml", // cloud SDKs
            "jdk.crypto.ec",
            "jdk.net", // socket options
            "jdk.unsupported"); // sun.misc.Unsafe, used by zstd and cloud SDKs

    /** What jlink writes and nobody needs: tools, and files for other tools. */
    private static final List<String> UNUSED =
            List.of("bin/keytool", "bin/jrunscript", "bin/rmiregistry", "lib/jexec", "lib/jrt-fs.jar", "lib/classlist");

    private static final String SPAWN_HELPER = "jre/lib/jspawnhelper";

    private final Path input;
    private final Path license;
    private final Path home;
    private final FileTime time;

    private Assemble(List<String> arguments) {
        input = Path.of(arguments.get(0));
        license = Path.of(arguments.get(1));
        home = Path.of(arguments.get(2));
        time = FileTime.from(Instant.parse(arguments.get(3)));
    }

    public static void main(String[] arguments) throws Exception {
        new Assemble(List.of(arguments)).run();
    }

    private void run() throws IOException, InterruptedException, GeneralSecurityException {
        if (!System.getProperty("os.arch").equals("amd64")) {
            throw new IllegalStateException("there is no launcher for " + System.getProperty("os.arch")
                    + " yet: docs/image.md says what it takes");
        }
        Files.createDirectories(home);
        linkRuntime();
        for (String part : List.of("bin", "glibc", "lib", "plugins-bundled", "ssl")) {
            delete(home.resolve(part));
            Files.createDirectories(home.resolve(part));
        }
        SystemLibraries.copyTo(home.resolve("glibc"));
        CompressionLibrary.copyTo(home.resolve("lib/native"));
        CertificateBundle.write(home.resolve("ssl"));
        for (Path jar : list(input.resolve("lib"))) {
            LibraryCopy.copy(jar, home.resolve("lib"));
        }
        for (Path plugin : list(input.resolve("plugins-bundled"))) {
            PluginCopy.copy(plugin, home.resolve("plugins-bundled"));
        }
        // Maven only ever adds to it: what is no longer a dependency must not come back next time.
        delete(input);
        Files.copy(license, home.resolve("LICENSE"), StandardCopyOption.REPLACE_EXISTING);
        RuntimeCommand command = new RuntimeCommand(jarNames());
        Files.write(home.resolve(SPAWN_HELPER), RuntimeCommand.spawnHelper());
        for (String program : List.of("executor", "warmer")) {
            Files.write(home.resolve("bin").resolve(program), command.launcher(program));
        }
        setPermissionsAndTimes();
        new Training(home, command).run();
        setPermissionsAndTimes();
    }

    /** Links the runtime, or keeps it where the same JDK has linked the same modules before. */
    private void linkRuntime() throws IOException {
        Path runtime = home.resolve("jre");
        Path stamp = home.resolveSibling("jre.stamp");
        String wanted = Runtime.version() + " " + String.join(",", MODULES) + " without " + String.join(",", UNUSED);
        if (Files.exists(stamp) && Files.readString(stamp).equals(wanted) && Files.exists(runtime)) {
            return;
        }
        Files.deleteIfExists(stamp);
        delete(runtime);
        // Uncompressed: a gzipped image layer of it is smaller than one of a compressed runtime, and it starts faster.
        int status = ToolProvider.findFirst("jlink")
                .orElseThrow(
                        () -> new IllegalStateException("this JDK has no jlink: " + System.getProperty("java.home")))
                .run(
                        System.out,
                        System.err,
                        "--add-modules",
                        String.join(",", MODULES),
                        "--strip-debug",
                        "--no-header-files",
                        "--no-man-pages",
                        "--output",
                        runtime.toString());
        if (status != 0) {
            throw new IllegalStateException("jlink ended with " + status);
        }
        for (String unused : UNUSED) {
            Files.deleteIfExists(runtime.resolve(unused));
        }
        Path helper = home.resolve(SPAWN_HELPER);
        Files.move(helper, helper.resolveSibling(RuntimeCommand.SPAWN_PROGRAM));
        Files.writeString(stamp, wanted);
    }

    private List<String> jarNames() throws IOException {
        return list(home.resolve("lib")).stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(".jar"))
                .toList();
    }

    /** One time and one set of permissions everywhere: programs and directories 0755, files 0644. */
    private void setPermissionsAndTimes() throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                if (!Files.isSymbolicLink(path)) {
                    boolean program = Files.isDirectory(path)
                            || path.getParent().endsWith("bin")
                            || path.getParent().equals(home.resolve("glibc"))
                            || path.getFileName().toString().startsWith("jspawnhelper");
                    Files.setPosixFilePermissions(
                            path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
                    Files.setLastModifiedTime(path, time);
                }
            }
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }

    static void delete(Path tree) throws IOException {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(tree)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
