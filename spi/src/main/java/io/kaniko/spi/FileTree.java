package io.kaniko.spi;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/**
 * A stage's file system, for reading. Paths are relative to its root, with {@code /} between names and none at the
 * start: {@code etc/passwd}; the root itself is the empty text. A name that is not UTF-8 holds its odd bytes as the
 * characters U+DC80 to U+DCFF, so that every name survives.
 *
 * <p>Paths that are never part of an image (mount points, ignored paths) do not appear.
 */
public interface FileTree {

    /** Visits every entry but the root; parents before their children, siblings in no order. One thread calls back. */
    void walk(Visitor visitor) throws IOException;

    /** Opens a regular file of this tree for reading; links are not followed. */
    InputStream open(String path) throws IOException;

    /** The target of a symbolic link of this tree. */
    String linkTarget(String path) throws IOException;

    /** The extended attributes of a file of this tree, sorted by name; links are not followed. */
    Map<String, byte[]> attributes(String path) throws IOException;

    /**
     * The SHA-256 of a regular file's content, where core computed it while writing the file and the file has not been
     * touched since. Costs no reading.
     */
    Optional<byte[]> recordedDigest(String path, FileStat stat);

    /**
     * The time that the file system would give to a file changed now, in nanoseconds since 1970: a file whose change
     * time is not older may change again without its change time showing it ("racily clean").
     */
    long fileSystemNanos() throws IOException;

    /** Called for every entry. */
    @FunctionalInterface
    interface Visitor {
        void visit(String path, FileStat stat) throws IOException;
    }
}
