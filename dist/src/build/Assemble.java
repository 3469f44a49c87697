import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Puts kaniko's home directory together: launchers, runtime, core, bundled plugins, licence, AOT cache. Run by the build
 * of this module on the JDK whose runtime is to be shipped (its jlink links from itself, so it cannot cross-link):
 *
 * <pre>java Assemble.java INPUT LAUNCHER LICENSE HOME TIMESTAMP</pre>
 *
 * INPUT holds {@code lib} and {@code plugins-bundled}, filled by Maven. Everything but the AOT cache is the same in every
 * build of one commit; the cache is a memory image and differs.
 */
public final class Assemble {

    /**
     * What the program and its plugins use of the JDK. Not jdk.charsets (file names are UTF-8 or bytes), not jdk.zipfs.
     */
    private static final Pattern SEALED = Pattern.compile("(?m)^Sealed: *true\\r?\\n");

    private static final List<String> MODULES = List.of(
            "java.base",
            "java.logging", // slf4j's backend
            "java.management", // memory readings
            "java.naming", // DNS and LDAP types that TLS host checks and cloud SDKs refer to
            "java.net.http", // the registry client
            "java.security.jgss", // proxies that want Negotiate
            "java.sql", // java.sql.Timestamp, named by cloud SDKs and by Jackson
            "java.xml", // cloud SDKs
            "jdk.crypto.ec",
            "jdk.net", // socket options
            "jdk.unsupported"); // sun.misc.Unsafe, used by zstd and cloud SDKs

    /** What the watched build starts from. */
    private static final String TRAINING_BASE = """
        FROM scratch
        COPY Dockerfile /base/
        """;

    /** What is built while the runtime watches which classes it takes. No RUN: the build need not be root's. */
    private static final String TRAINING = """
        ARG BASE
        FROM scratch AS other
        ARG NAME=training
        ENV PATH=/bin NAME=$NAME
        COPY Dockerfile /context/
        FROM ${BASE}
        COPY --from=other --chown=1:1 /context/ /copied/
        WORKDIR /work
        LABEL name=${NAME:-none}
        ENTRYPOINT ["/bin/sh"]
        """;

    private final Path input;
    private final Path launcher;
    private final Path license;
    private final Path home;
    private final FileTime time;

    private Assemble(List<String> arguments) {
        input = Path.of(arguments.get(0));
        launcher = Path.of(arguments.get(1));
        license = Path.of(arguments.get(2));
        home = Path.of(arguments.get(3));
        time = FileTime.from(Instant.parse(arguments.get(4)));
    }

    public static void main(String[] arguments) throws Exception {
        new Assemble(List.of(arguments)).run();
    }

    private void run() throws IOException, InterruptedException, GeneralSecurityException {
        Files.createDirectories(home);
        linkRuntime();
        for (String part : List.of("bin", "lib", "plugins-bundled")) {
            delete(home.resolve(part));
            Files.createDirectories(home.resolve(part));
        }
        for (Path jar : list(input.resolve("lib"))) {
            copyUnsealed(jar, home.resolve("lib").resolve(jar.getFileName()));
        }
        for (Path plugin : list(input.resolve("plugins-bundled"))) {
            Files.copy(plugin, home.resolve("plugins-bundled").resolve(plugin.getFileName()));
        }
        // Maven only ever adds to it: what is no longer a dependency must not come back next time.
        delete(input);
        Files.copy(license, home.resolve("LICENSE"), StandardCopyOption.REPLACE_EXISTING);
        writeLaunchers();
        setPermissionsAndTimes();
        trainAotCache();
        setPermissionsAndTimes();
    }

    /**
     * Copies a library, without the line of its manifest that seals its packages: a sealed package remembers where it was
     * loaded from, and the AOT cache remembers that of this build, so that a home directory which has been moved could not
     * load the package's other classes ("sealing violation").
     */
    private static void copyUnsealed(Path jar, Path target) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry manifest = zip.getEntry("META-INF/MANIFEST.MF");
            String text = manifest == null ? "" : read(zip, manifest);
            if (!SEALED.matcher(text).find()) {
                Files.copy(jar, target);
                return;
            }
            try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(target))) {
                for (ZipEntry entry : Collections.list(zip.entries())) {
                    ZipEntry copy = new ZipEntry(entry.getName());
                    copy.setTimeLocal(entry.getTimeLocal());
                    out.putNextEntry(copy);
                    if (entry.getName().equals(manifest.getName())) {
                        out.write(SEALED.matcher(text).replaceAll("").getBytes(StandardCharsets.UTF_8));
                    } else {
                        zip.getInputStream(entry).transferTo(out);
                    }
                    out.closeEntry();
                }
            }
        }
    }

    private static String read(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Links the runtime, or keeps it where the same JDK has linked the same modules before. */
    private void linkRuntime() throws IOException {
        Path runtime = home.resolve("jre");
        Path stamp = home.resolveSibling("jre.stamp");
        String wanted = Runtime.version() + " " + String.join(",", MODULES);
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
        for (String unused : List.of("keytool", "jrunscript", "rmiregistry")) {
            Files.deleteIfExists(runtime.resolve("bin").resolve(unused));
        }
        Files.writeString(stamp, wanted);
    }

    private void writeLaunchers() throws IOException {
        String classPath = list(home.resolve("lib")).stream()
                .map(jar -> "$home/lib/" + jar.getFileName())
                .collect(Collectors.joining(":"));
        String script = Files.readString(launcher).replace("@CLASSPATH@", classPath);
        for (String program : List.of("executor", "warmer")) {
            Files.writeString(home.resolve("bin").resolve(program), script);
        }
    }

    /**
     * Runs typical commands and stores the classes they loaded, parsed and linked. The runtime refuses the cache when a
     * jar's time differs from the one seen here, so times are set before. Without a cache kaniko works, slower.
     */
    private void trainAotCache() throws IOException, InterruptedException, GeneralSecurityException {
        Path cache = home.resolve("lib/kaniko.aot");
        Path work = Files.createTempDirectory("kaniko-training");
        Path trainer = home.resolve("bin/train");
        String use = "\"-XX:AOTCache=$home/lib/kaniko.aot\" -XX:AOTMode=auto";
        String script = Files.readString(home.resolve("bin/executor"));
        if (!script.contains(use)) {
            throw new IllegalStateException("the launcher no longer says " + use);
        }
        try (TrainingRegistry registry = new TrainingRegistry(work.resolve("registry"))) {
            train(home.resolve("bin/executor"), work.resolve("base"), TRAINING_BASE, registry, "base");
            Files.writeString(trainer, script.replace(use, "\"-XX:AOTCacheOutput=$home/lib/kaniko.aot\""));
            train(trainer, work.resolve("watched"), TRAINING, registry, "watched");
        } finally {
            Files.deleteIfExists(trainer);
            delete(work);
        }
        if (!Files.exists(cache)) {
            throw new IllegalStateException("no AOT cache came out of training, see " + trainingLog());
        }
    }

    private void train(Path program, Path work, String dockerfile, TrainingRegistry registry, String name)
            throws IOException, InterruptedException, GeneralSecurityException {
        Files.writeString(Files.createDirectories(work.resolve("context")).resolve("Dockerfile"), dockerfile);
        int status = new ProcessBuilder(
                        "/bin/sh",
                        program.toString(),
                        "--context=" + work.resolve("context"),
                        "--kaniko-dir=" + work.resolve("kaniko"),
                        "--build-arg=BASE=" + registry.name() + "/base",
                        "--destination=" + registry.name() + "/" + name,
                        "--registry-certificate=" + registry.name() + "=" + registry.certificate(),
                        "--oci-layout-path=" + work.resolve("layout"))
                .redirectErrorStream(true)
                .redirectOutput(trainingLog().toFile())
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("training ended with " + status + ", see " + trainingLog());
        }
    }

    private Path trainingLog() {
        return home.resolveSibling("aot.log");
    }

    /** One time and one set of permissions everywhere: programs and directories 0755, files 0644. */
    private void setPermissionsAndTimes() throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                if (!Files.isSymbolicLink(path)) {
                    boolean program = Files.isDirectory(path)
                            || path.getParent().endsWith("bin")
                            || path.endsWith("lib/jspawnhelper")
                            || path.endsWith("lib/jexec");
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
            return new ArrayList<>(entries.sorted().toList());
        }
    }

    private static void delete(Path tree) throws IOException {
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
