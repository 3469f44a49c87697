import io.kaniko.core.rootfs.DigestRecord;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.core.rootfs.StageTree;
import io.kaniko.snapshot.full.FullSnapshotMode;
import io.kaniko.spi.SnapshotScope;
import io.kaniko.spi.Snapshotter;
import io.kaniko.spi.TouchRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;

/**
 * What it costs to find out that a root of 100,000 files is unchanged, against reading it and against the walks that
 * others do. All of it from the page cache.
 *
 * <pre>java -cp CLASSES bench/Walk.java [DIRECTORY] [ROUNDS]</pre>
 *
 * README.md has the class path.
 */
public final class Walk {

    private static final int FILES = 100_000;

    /** Something to be timed. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    public static void main(String... arguments) throws IOException, InterruptedException {
        Path root = Path.of(arguments.length > 0 ? arguments[0] : "/var/tmp/kaniko-bench/walk");
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        fill(root);
        StageTree tree = new StageTree(new StageRoot(root), path -> false, new DigestRecord());
        Snapshotter snapshotter =
                new FullSnapshotMode().open(new SnapshotScope(tree, new TouchRecord.Missing("the walk is measured")));
        double read = time(rounds, () -> read(root));
        report("reading every file", read, read);
        report("Files.walkFileTree", time(rounds, () -> visit(root)), read);
        report("find -xdev -printf", time(rounds, () -> find(root)), read);
        report("our walk", time(rounds, () -> tree.walk((path, stat) -> {})), read);
        double baseline = time(1, snapshotter::baseline);
        report("first baseline", baseline, read);
        report("later baselines", time(rounds, snapshotter::baseline), read);
        report("full: nothing changed", time(rounds, snapshotter::changes), read);
    }

    private static void report(String what, double seconds, double read) {
        System.out.printf("%-24s %8.3f s   1/%.1f of reading%n", what, seconds, read / seconds);
    }

    /** The median. */
    private static double time(int rounds, Work work) throws IOException, InterruptedException {
        double[] seconds = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            long begin = System.nanoTime();
            work.run();
            seconds[i] = (System.nanoTime() - begin) / 1e9;
        }
        Arrays.sort(seconds);
        return seconds[rounds / 2];
    }

    private static void fill(Path root) throws IOException {
        byte[] content = new byte[8 << 10];
        for (int directory = 0; directory < FILES / 100; directory++) {
            Path into = root.resolve("usr/share/d" + directory % 40 + "/d" + directory);
            if (Files.exists(into.resolve("f99"))) {
                continue;
            }
            Files.createDirectories(into);
            for (int file = 0; file < 100; file++) {
                Files.write(into.resolve("f" + file), content);
            }
        }
    }

    private static void read(Path root) throws IOException {
        byte[] buffer = new byte[64 << 10];
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try (InputStream in = Files.newInputStream(file)) {
                    while (in.read(buffer) > 0) {}
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void visit(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {});
    }

    private static void find(Path root) throws IOException, InterruptedException {
        new ProcessBuilder("find", root.toString(), "-xdev", "-printf", "%p %m %U %G %s %T@ %C@\\n")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
