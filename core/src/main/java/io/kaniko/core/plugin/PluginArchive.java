package io.kaniko.core.plugin;

import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Unpacks a plugin's zip below a private directory: never beside the zip, whose directory may be read-only or somebody
 * else's, and never outside the directory, whatever the names in the zip say (pf4j had CVE-2023-40826).
 */
final class PluginArchive {

    private static final int MOST_ENTRIES = 20_000;
    private static final long MOST_BYTES = 1L << 30;

    private PluginArchive() {}

    /** Fills {@code directory}, which must not exist yet. */
    static void unpack(Path archive, Path directory) throws IOException {
        Files.createDirectories(directory);
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            List<? extends ZipEntry> entries = Collections.list(zip.entries());
            if (entries.size() > MOST_ENTRIES) {
                throw refused(archive, "it has more than " + MOST_ENTRIES + " entries");
            }
            long left = MOST_BYTES;
            for (ZipEntry entry : entries) {
                Path target = target(archive, directory, entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    try (InputStream in = zip.getInputStream(entry)) {
                        left -= copy(in, target, left, archive);
                    }
                }
            }
        } catch (ZipException e) {
            throw unreadable(archive, e);
        }
    }

    static BuildException unreadable(Path archive, IOException cause) {
        return PluginFailure.of(
                archive,
                "it is not a readable zip archive (" + PluginFailure.words(cause) + ")",
                "Copy the plugin again; compare its size or checksum with the original.",
                cause);
    }

    private static Path target(Path archive, Path directory, String name) {
        Path target = directory
                .resolve(name.startsWith("/") ? name.substring(1) : name)
                .normalize();
        boolean escapes = name.startsWith("/") || name.contains("\\") || !target.startsWith(directory);
        if (escapes || (target.equals(directory) && !name.endsWith("/"))) {
            throw refused(archive, "its entry \"" + name + "\" lies outside of the archive");
        }
        return target;
    }

    private static long copy(InputStream in, Path target, long limit, Path archive) throws IOException {
        long copied = 0;
        byte[] buffer = new byte[64 * 1024];
        try (OutputStream out = Files.newOutputStream(target, java.nio.file.StandardOpenOption.CREATE_NEW)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                copied += count;
                if (copied > limit) {
                    throw refused(archive, "it unpacks to more than " + (MOST_BYTES >> 20) + " MiB");
                }
                out.write(buffer, 0, count);
            }
        } catch (java.nio.file.FileAlreadyExistsException e) {
            throw refused(archive, "it holds \"" + target.getFileName() + "\" twice");
        }
        return copied;
    }

    private static BuildException refused(Path archive, String reason) {
        return PluginFailure.of(archive, reason, "Do not use this file: ask its author for a sound one.");
    }
}
