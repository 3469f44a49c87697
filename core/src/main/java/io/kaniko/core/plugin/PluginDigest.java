package io.kaniko.core.plugin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;

/** The checksum of a plugin, for comparing with what its author published. */
public final class PluginDigest {

    private PluginDigest() {}

    /**
     * {@code sha256:} and the hash of a file's bytes; for a directory the hash of its sorted listing, each line of which
     * is a file's hash, two blanks and its path ({@code sha256sum}'s form).
     */
    public static String of(Path plugin) throws IOException {
        if (!Files.isDirectory(plugin)) {
            return "sha256:" + hash(Files.readAllBytes(plugin));
        }
        StringBuilder listing = new StringBuilder();
        try (Stream<Path> files = Files.walk(plugin)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                listing.append(hash(Files.readAllBytes(file)))
                        .append("  ")
                        .append(plugin.relativize(file))
                        .append('\n');
            }
        }
        return "sha256:" + hash(listing.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
