package io.kaniko.core.rootfs;

import io.kaniko.core.nativeio.DirectoryWalk;
import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileTree;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** A stage root as snapshot plugins see it. Mount points and ignored paths are not there, nor is what lies below. */
public final class StageTree implements FileTree {

    private final StageRoot root;
    private final Predicate<String> ignored;
    private final DigestRecord digests;

    /**
     * @param ignored told a root-relative path; by several threads at once
     * @param digests where those who write below the root put the digests
     */
    public StageTree(StageRoot root, Predicate<String> ignored, DigestRecord digests) {
        this.root = root;
        this.ignored = ignored;
        this.digests = digests;
    }

    @Override
    public void walk(Visitor visitor) throws IOException {
        RootFiles files = root.files();
        DirectoryWalk.walk(
                root.directory(),
                ignored,
                files.answersItself()
                        ? (path, stat) -> visitor.visit(path, files.inImage(root.hostPath(path), stat))
                        : visitor);
    }

    @Override
    public InputStream open(String path) throws IOException {
        return LinuxFiles.read(root.hostPath(path));
    }

    @Override
    public String linkTarget(String path) throws IOException {
        return LinuxFiles.readLink(root.hostPath(path));
    }

    @Override
    public Map<String, byte[]> attributes(String path) throws IOException {
        return root.files().attributes(root.hostPath(path));
    }

    @Override
    public Optional<byte[]> recordedDigest(String path, FileStat stat) {
        return digests.find(path, stat);
    }

    /** Touches a file beside the root, so that the tree itself stays as it is. */
    @Override
    public long fileSystemNanos() throws IOException {
        String probe = root.directory() + ".clock-" + UUID.randomUUID();
        LinuxFiles.create(probe, 0600).close();
        try {
            FileStat stat = LinuxFiles.lstat(probe);
            return Math.addExact(Math.multiplyExact(stat.changedSeconds(), 1_000_000_000L), stat.changedNanos());
        } finally {
            LinuxFiles.unlink(probe);
        }
    }
}
