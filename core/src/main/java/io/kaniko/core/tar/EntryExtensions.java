package io.kaniko.core.tar;

import io.kaniko.core.nativeio.PathBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the headers before an entry's own say about it: GNU's long names and PAX records, which win. */
final class EntryExtensions {

    /** Bytes that one extended header may have: room for thousands of attributes, and no more. */
    static final long LARGEST = 1 << 20;

    private PaxRecords records;
    private boolean pending;
    private @Nullable String longPath;
    private @Nullable String longLink;

    EntryExtensions(PaxRecords global) {
        this.records = global;
    }

    void records(PaxRecords own) {
        records = own.over(records);
        pending = true;
    }

    void longPath(String path) {
        longPath = path;
        pending = true;
    }

    void longLink(String link) {
        longLink = link;
        pending = true;
    }

    /** Whether something was said about an entry that has not come. */
    boolean pending() {
        return pending;
    }

    PaxRecords records() {
        return records;
    }

    String path(TarHeader header) throws IOException {
        String own = longPath != null ? longPath : header.path();
        String path = records.text("GNU.sparse.name", records.text("path", own));
        if (path.isEmpty()) {
            throw new IOException("malformed tar archive: an entry has no name");
        }
        return path;
    }

    String link(TarHeader header) throws IOException {
        return records.text("linkpath", longLink != null ? longLink : header.linkName());
    }

    /** The extended attributes; star's way of writing them, which everybody uses, wins over libarchive's. */
    SortedMap<String, byte[]> attributes() throws IOException {
        SortedMap<String, byte[]> attributes = new TreeMap<>();
        for (Map.Entry<String, byte[]> each : records.values().entrySet()) {
            if (each.getKey().startsWith(TarFormat.PAX_LIBARCHIVE_ATTRIBUTE)) {
                String name = each.getKey().substring(TarFormat.PAX_LIBARCHIVE_ATTRIBUTE.length());
                attributes.put(percentDecoded(name), base64(name, each.getValue()));
            }
        }
        for (Map.Entry<String, byte[]> each : records.values().entrySet()) {
            if (each.getKey().startsWith(TarFormat.PAX_ATTRIBUTE)) {
                attributes.put(each.getKey().substring(TarFormat.PAX_ATTRIBUTE.length()), each.getValue());
            }
        }
        return attributes;
    }

    /** libarchive leaves the padding away. */
    private static byte[] base64(String name, byte[] value) throws IOException {
        try {
            return Base64.getDecoder().decode(value);
        } catch (IllegalArgumentException e) {
            throw new IOException("malformed tar archive: the attribute " + name + " is not in base 64", e);
        }
    }

    private static String percentDecoded(String name) {
        byte[] bytes = PathBytes.encode(name);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream();
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%' && i + 2 < bytes.length) {
                String digits = new String(bytes, i + 1, 2, StandardCharsets.ISO_8859_1);
                if (digits.matches("[0-9A-Fa-f]{2}")) {
                    decoded.write(Integer.parseInt(digits, 16));
                    i += 2;
                    continue;
                }
            }
            decoded.write(bytes[i]);
        }
        return PathBytes.decode(decoded.toByteArray());
    }
}
