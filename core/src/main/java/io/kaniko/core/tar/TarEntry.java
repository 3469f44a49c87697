package io.kaniko.core.tar;

import io.kaniko.spi.FileType;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an archive says about one file.
 *
 * @param path as the archive has it, without the slashes at the end; it may begin with {@code /}, {@code ./} or
 *     {@code ../}, so whoever unpacks it must look. Bytes that are not UTF-8 appear as U+DC80 to U+DCFF.
 * @param type of the file; a hard link counts as {@link FileType#REGULAR}, the archive does not say what it leads to
 * @param hardLink whether the entry is another name of the file {@code linkTarget}
 * @param permissions the lower twelve bits of the mode
 * @param uid to be read as an unsigned number
 * @param gid to be read as an unsigned number
 * @param size bytes of content: holes of sparse files count; 0 for everything that is not a regular file
 * @param modifiedSeconds since 1970, may be negative
 * @param modifiedNanos 0 to 999,999,999, added to the seconds
 * @param linkTarget the text of a symbolic link, the path of a hard link's partner, else empty
 * @param deviceNumber what a device node stands for, as in {@code st_rdev}; else 0
 * @param attributes extended attributes with their full names: {@code security.capability}
 */
public record TarEntry(
        String path,
        FileType type,
        boolean hardLink,
        int permissions,
        int uid,
        int gid,
        long size,
        long modifiedSeconds,
        int modifiedNanos,
        String linkTarget,
        long deviceNumber,
        SortedMap<String, byte[]> attributes) {

    public TarEntry {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(linkTarget, "linkTarget");
        if (type == FileType.SOCKET) {
            throw new IllegalArgumentException("a tar archive cannot hold a socket: " + path);
        }
        if ((permissions & ~07777) != 0) {
            throw new IllegalArgumentException("not permissions: " + Integer.toOctalString(permissions));
        }
        if (size < 0 || size != 0 && (type != FileType.REGULAR || hardLink)) {
            throw new IllegalArgumentException("an entry of type " + type + " cannot have size " + size + ": " + path);
        }
        if (modifiedNanos < 0 || modifiedNanos > 999_999_999) {
            throw new IllegalArgumentException("not nanoseconds: " + modifiedNanos);
        }
        attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }

    public boolean isDirectory() {
        return type == FileType.DIRECTORY;
    }
}
