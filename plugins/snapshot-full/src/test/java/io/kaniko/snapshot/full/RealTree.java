package io.kaniko.snapshot.full;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.rootfs.DigestRecord;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.core.rootfs.StageTree;
import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A stage root on a real file system, which remembers what was read of it. */
final class RealTree implements FileTree {

    private final StageRoot root;
    private final DigestRecord digests = new DigestRecord();
    private final StageTree tree;
    private final List<String> opened = new ArrayList<>();

    RealTree(Path directory) throws IOException {
        Files.createDirectory(directory);
        this.root = new StageRoot(directory);
        this.tree = new StageTree(root, path -> false, digests);
    }

    String host(String path) {
        return root.hostPath(path);
    }

    void directory(String path) throws IOException {
        LinuxFiles.makeDirectory(host(path), 0755);
    }

    void file(String path, String content) throws IOException {
        LinuxFiles.create(host(path), 0644).close();
        write(path, content);
    }

    void write(String path, String content) throws IOException {
        Files.writeString(Path.of(host(path)), content);
    }

    void record(String path) throws IOException {
        digests.record(path, LinuxFiles.lstat(host(path)), sha256(Files.readString(Path.of(host(path)))));
    }

    private static byte[] sha256(String content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the file system's clock has gone on, so that nothing done so far is racily clean. */
    void letTheClockGoOn() throws IOException {
        long start = tree.fileSystemNanos();
        while (tree.fileSystemNanos() <= start) {
            Thread.onSpinWait();
        }
    }

    /** The files read since the last question. */
    List<String> opened() {
        List<String> result = List.copyOf(opened);
        opened.clear();
        return result;
    }

    @Override
    public void walk(Visitor visitor) throws IOException {
        tree.walk(visitor);
    }

    @Override
    public InputStream open(String path) throws IOException {
        opened.add(path);
        return tree.open(path);
    }

    @Override
    public String linkTarget(String path) throws IOException {
        return tree.linkTarget(path);
    }

    @Override
    public Map<String, byte[]> attributes(String path) throws IOException {
        return tree.attributes(path);
    }

    @Override
    public Optional<byte[]> recordedDigest(String path, FileStat stat) {
        return tree.recordedDigest(path, stat);
    }

    @Override
    public long fileSystemNanos() throws IOException {
        return tree.fileSystemNanos();
    }
}
