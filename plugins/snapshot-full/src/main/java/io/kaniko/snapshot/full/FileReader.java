package io.kaniko.snapshot.full;

import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;

/** Reads what {@code stat} does not tell, into values that can be compared. Of one thread. */
final class FileReader {

    private final FileTree tree;
    private final MessageDigest sha256;
    private final byte[] buffer = new byte[64 << 10];

    FileReader(FileTree tree) {
        this.tree = tree;
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    byte[] digest(String path) throws IOException {
        sha256.reset();
        try (InputStream in = tree.open(path)) {
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                sha256.update(buffer, 0, count);
            }
        }
        return sha256.digest();
    }

    /**
     * Stands for the target of a link and for the extended attributes of everything else; 0 where there is nothing.
     * (Attributes of links cannot be stored in a layer in any way that others read.)
     */
    long fingerprint(String path, FileStat stat) throws IOException {
        if (stat.isSymbolicLink()) {
            sha256.reset();
            put(tree.linkTarget(path).getBytes(StandardCharsets.UTF_16BE));
            return firstLong();
        }
        Map<String, byte[]> attributes = tree.attributes(path);
        if (attributes.isEmpty()) {
            return 0;
        }
        sha256.reset();
        attributes.forEach((name, value) -> {
            put(name.getBytes(StandardCharsets.UTF_16BE));
            put(value);
        });
        return firstLong();
    }

    private void put(byte[] bytes) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            sha256.update((byte) (bytes.length >> shift));
        }
        sha256.update(bytes);
    }

    private long firstLong() {
        long result = 0;
        byte[] digest = sha256.digest();
        for (int i = 0; i < Long.BYTES; i++) {
            result = result << 8 | digest[i] & 0xFF;
        }
        return result == 0 ? 1 : result;
    }
}
