import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Checks, or rewrites, all Java files of the tree with palantir-java-format. Run by the parent pom on JDK 25, whose parser
 * the formatter uses.
 *
 * <pre>java Format.java check|write ROOT</pre>
 *
 * Files that were found well formatted are remembered by their hash in {@code target/formatted}, so that a second check
 * costs a second, not twenty.
 */
public final class Format {

    private static final Set<String> NOT_OURS = Set.of("target", ".git", ".cache", "node_modules");

    private final boolean write;
    private final Path root;
    private final Path memory;

    private Format(boolean write, Path root) {
        this.write = write;
        this.root = root;
        this.memory = root.resolve("target/formatted");
    }

    public static void main(String[] arguments) throws Exception {
        System.exit(new Format(arguments[0].equals("write"), Path.of(arguments[1])).run());
    }

    private int run() throws Exception {
        Set<String> known = Files.exists(memory) ? new TreeSet<>(Files.readAllLines(memory)) : Set.of();
        Set<String> good = new ConcurrentSkipListSet<>();
        Set<String> bad = new ConcurrentSkipListSet<>();
        files().parallelStream().forEach(file -> examine(file, known, good, bad));
        Files.createDirectories(memory.getParent());
        Files.write(memory, good);
        bad.forEach(file -> System.err.println((write ? "formatted " : "not formatted: ") + file));
        if (write || bad.isEmpty()) {
            return 0;
        }
        System.err.println("Run mvn -Pformat validate to format the tree.");
        return 1;
    }

    private void examine(Path file, Set<String> known, Set<String> good, Set<String> bad) {
        try {
            String text = Files.readString(file);
            String hash = hash(text);
            if (known.contains(hash)) {
                good.add(hash);
                return;
            }
            String formatted = formatter().formatSourceAndFixImports(text);
            if (formatted.equals(text)) {
                good.add(hash);
                return;
            }
            bad.add(root.relativize(file).toString());
            if (write) {
                Files.writeString(file, formatted);
                good.add(hash(formatted));
            }
        } catch (IOException | FormatterException e) {
            throw new IllegalStateException("cannot format " + file + ": " + e.getMessage(), e);
        }
    }

    private static Formatter formatter() {
        return Formatter.createFormatter(JavaFormatterOptions.builder()
                .style(JavaFormatterOptions.Style.PALANTIR)
                .formatJavadoc(false)
                .build());
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return NOT_OURS.contains(directory.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".java")) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    private static String hash(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
