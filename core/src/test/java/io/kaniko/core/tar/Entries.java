package io.kaniko.core.tar;

import io.kaniko.spi.FileType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Entries and archives for tests. */
public final class Entries {

    private Entries() {}

    /** An entry with its content. */
    public record Read(TarEntry entry, byte[] content) {

        public String text() {
            return new String(content, StandardCharsets.UTF_8);
        }
    }

    public static TarEntry of(FileType type, String path, int permissions, long size, String link) {
        return new TarEntry(path, type, false, permissions, 0, 0, size, 1_700_000_000L, 0, link, 0, new TreeMap<>());
    }

    public static TarEntry directory(String path) {
        return of(FileType.DIRECTORY, path, 0755, 0, "");
    }

    public static TarEntry link(String path, String target) {
        return of(FileType.SYMBOLIC_LINK, path, 0777, 0, target);
    }

    public static TarEntry hardLink(String path, String partner) {
        return new TarEntry(
                path, FileType.REGULAR, true, 0644, 0, 0, 0, 1_700_000_000L, 0, partner, 0, new TreeMap<>());
    }

    public static Read file(String path, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return new Read(of(FileType.REGULAR, path, 0644, bytes.length, ""), bytes);
    }

    public static Read plain(TarEntry entry) {
        return new Read(entry, new byte[0]);
    }

    public static TarEntry withAttributes(TarEntry e, SortedMap<String, byte[]> attributes) {
        return new TarEntry(
                e.path(),
                e.type(),
                e.hardLink(),
                e.permissions(),
                e.uid(),
                e.gid(),
                e.size(),
                e.modifiedSeconds(),
                e.modifiedNanos(),
                e.linkTarget(),
                e.deviceNumber(),
                attributes);
    }

    public static TarEntry withOwner(TarEntry e, int uid, int gid) {
        return new TarEntry(
                e.path(),
                e.type(),
                e.hardLink(),
                e.permissions(),
                uid,
                gid,
                e.size(),
                e.modifiedSeconds(),
                e.modifiedNanos(),
                e.linkTarget(),
                e.deviceNumber(),
                e.attributes());
    }

    public static TarEntry withTime(TarEntry e, long seconds, int nanos) {
        return new TarEntry(
                e.path(),
                e.type(),
                e.hardLink(),
                e.permissions(),
                e.uid(),
                e.gid(),
                e.size(),
                seconds,
                nanos,
                e.linkTarget(),
                e.deviceNumber(),
                e.attributes());
    }

    public static TarEntry withPermissions(TarEntry e, int permissions) {
        return new TarEntry(
                e.path(),
                e.type(),
                e.hardLink(),
                permissions,
                e.uid(),
                e.gid(),
                e.size(),
                e.modifiedSeconds(),
                e.modifiedNanos(),
                e.linkTarget(),
                e.deviceNumber(),
                e.attributes());
    }

    public static byte[] archive(Read... entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarWriter writer = new TarWriter(out)) {
            for (Read each : entries) {
                writer.put(each.entry(), new ByteArrayInputStream(each.content()));
            }
            writer.finish();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    public static List<Read> read(InputStream archive) throws IOException {
        List<Read> all = new ArrayList<>();
        try (TarReader reader = new TarReader(archive)) {
            for (TarEntry e = reader.next(); e != null; e = reader.next()) {
                all.add(new Read(e, reader.content().readAllBytes()));
            }
        }
        return all;
    }

    public static List<Read> read(byte[] archive) throws IOException {
        return read(new ByteArrayInputStream(archive));
    }
}
