import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Builds the images with the executor that has just been assembled:
 *
 * <pre>java Images.java HOME DOCKERFILE VERSION IMAGES TIMESTAMP [NAME...]</pre>
 *
 * IMAGES then holds each image as an OCI layout, {@code NAME/}, and for {@code docker load}, {@code NAME.tar}. The same home
 * directory gives the same digests. Wants to be root, as all builds whose files are root's, and busybox-static.
 */
public final class Images {

    private static final List<String> NAMES = List.of("executor", "warmer", "debug");

    private final Path home;
    private final Path dockerfile;
    private final String version;
    private final Path images;
    private final Instant time;
    private final List<String> names;

    private Images(List<String> arguments) {
        home = Path.of(arguments.get(0));
        dockerfile = Path.of(arguments.get(1));
        version = arguments.get(2);
        images = Path.of(arguments.get(3));
        time = Instant.parse(arguments.get(4));
        names = arguments.size() > 5 ? arguments.subList(5, arguments.size()) : NAMES;
    }

    public static void main(String[] arguments) throws Exception {
        new Images(List.of(arguments)).run();
    }

    private void run() throws IOException, InterruptedException {
        Assemble.delete(images);
        Path parts = Files.createDirectories(images).resolve("parts");
        executorParts(parts.resolve("executor"));
        debugParts(parts.resolve("debug"));
        setTimes(parts);
        for (String name : names) {
            build(name, parts);
        }
        Assemble.delete(parts);
    }

    /** What is in the image and not in the home directory: places of kaniko's image, and what glibc asks for first. */
    private static void executorParts(Path root) throws IOException {
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/nsswitch.conf"), "hosts: files dns\n");
        for (String directory : List.of("kaniko", "kaniko/.docker", "kaniko/plugins", "kaniko/tmp")) {
            Files.createDirectories(root.resolve(directory));
            Files.setPosixFilePermissions(root.resolve(directory), PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        for (String program : List.of("executor", "warmer")) {
            Files.createSymbolicLink(root.resolve("kaniko").resolve(program), Path.of("bin", program));
        }
    }

    /** busybox under all of its names. */
    private static void debugParts(Path root) throws IOException, InterruptedException {
        Path program = Stream.of("/bin/busybox", "/usr/bin/busybox")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "the debug image needs busybox, which is not installed: apt-get install busybox-static"));
        byte[] bytes = Files.readAllBytes(program);
        if (new String(bytes, StandardCharsets.ISO_8859_1).contains("/ld-linux")) {
            throw new IllegalStateException(program + " needs libraries: apt-get install busybox-static");
        }
        Path directory = Files.createDirectories(root.resolve("busybox"));
        Files.write(directory.resolve("busybox"), bytes);
        Files.setPosixFilePermissions(directory.resolve("busybox"), PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String name : names(program)) {
            if (!name.equals("busybox")) {
                Files.createSymbolicLink(directory.resolve(name), Path.of("busybox"));
            }
        }
        Files.createDirectories(root.resolve("bin"));
        Files.createSymbolicLink(root.resolve("bin/sh"), Path.of("/busybox/sh"));
        Path license = Path.of("/usr/share/doc/busybox-static/copyright");
        if (Files.exists(license)) {
            Files.copy(license, directory.resolve("COPYRIGHT"));
        }
    }

    private static List<String> names(Path busybox) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(busybox.toString(), "--list").start();
        String list = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(busybox + " --list ended with " + process.exitValue());
        }
        return list.lines().sorted().toList();
    }

    /** Times of directories reach a layer, so they are not those of this build. */
    private void setTimes(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                if (!Files.isSymbolicLink(path)) {
                    Files.setLastModifiedTime(path, FileTime.from(time));
                }
            }
        }
    }

    private void build(String name, Path parts) throws IOException, InterruptedException {
        Path log = images.resolve(name + ".log");
        List<String> command = new ArrayList<>(List.of(
                home.resolve("bin/executor").toString(),
                "--context=" + dockerfile.getParent(),
                "--dockerfile=" + dockerfile,
                "--build-context=home=" + home,
                "--build-context=parts=" + parts,
                "--build-arg=VERSION=" + version,
                "--target=" + name,
                "--kaniko-dir=" + images.resolve("work"),
                "--compression-level=6",
                "--reproducible",
                "--no-push",
                "--destination=kaniko/" + name + ":" + version,
                "--oci-layout-path=" + images.resolve(name),
                "--tar-path=" + images.resolve(name + ".tar")));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("SOURCE_DATE_EPOCH", Long.toString(time.getEpochSecond()));
        int status = builder.start().waitFor();
        Assemble.delete(images.resolve("work"));
        if (status != 0) {
            throw new IllegalStateException(
                    "the image " + name + " could not be built:\n" + Files.readString(log, StandardCharsets.UTF_8));
        }
        Files.delete(log);
    }
}
