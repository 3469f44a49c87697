package io.kaniko.core.tar;

import io.kaniko.core.nativeio.DeviceNumber;
import io.kaniko.spi.FileType;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads tar archives of any dialect: v7, ustar, star, GNU (long names, base-256 numbers, sparse files) and PAX (records
 * for one entry and for all, extended attributes, sparse files 0.0, 0.1 and 1.0).
 *
 * <p>The archive is not trusted: headers have bounds, and numbers are checked. Paths are handed out as they are, so the
 * caller must see to {@code ..} and the like. Entries that are no files - volume labels, dump directories' lists - are
 * passed over. An entry of a type that nobody knows is an error, not a regular file as POSIX suggests: guessing makes
 * wrong images.
 */
public final class TarReader implements Closeable {

    private final BlockInput in;
    private final byte[] block = new byte[TarFormat.BLOCK];
    private final EntryContent stored = new EntryContent();
    private InputStream content = InputStream.nullInputStream();
    private PaxRecords global = PaxRecords.NONE;
    private boolean started;
    private boolean ended;
    private long left;
    private int padding;

    /** Reads {@code in} with a buffer, so what lies behind the archive may be read as well. */
    public TarReader(InputStream in) {
        this.in = new BlockInput(in);
    }

    /** Whether 512 bytes are a valid header: an archive may begin like this. */
    public static boolean looksLikeTar(byte[] first512) {
        return first512.length >= TarFormat.BLOCK && new TarHeader(Arrays.copyOf(first512, TarFormat.BLOCK)).isValid();
    }

    /**
     * The next entry, or null at the end of the archive: a stream without a byte is an empty archive, and the blocks of
     * zeros at the end may be missing.
     *
     * @throws java.io.EOFException when the stream ends within a header or a content
     * @throws IOException when it is no tar archive, or a malformed one
     */
    public @Nullable TarEntry next() throws IOException {
        passContent();
        EntryExtensions extensions = new EntryExtensions(global);
        while (!ended && nextHeader(extensions)) {
            TarHeader header = new TarHeader(block.clone());
            char type = header.type();
            switch (type) {
                case 'x', 'X' -> extensions.records(PaxRecords.parse(extension(header)));
                case 'g' -> {
                    global = PaxRecords.parse(extension(header)).over(global);
                    extensions = new EntryExtensions(global);
                }
                case 'L' -> extensions.longPath(gnuName(header));
                case 'K' -> extensions.longLink(gnuName(header));
                case 'V' -> {
                    left = header.natural(TarFormat.SIZE, TarFormat.LONG_NUMBER);
                    padding = TarFormat.padding(left);
                    passContent();
                }
                default -> {
                    return entry(header, extensions);
                }
            }
        }
        return null;
    }

    /** The content of the entry that {@link #next()} gave last; empty for what has none. Not to be closed. */
    public InputStream content() {
        return content;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Reads a header into the block; false at the end of the archive. */
    private boolean nextHeader(EntryExtensions extensions) throws IOException {
        if (!in.hasBlock()) {
            ended = true;
        } else {
            in.peek(block);
            in.passBlock();
            TarHeader header = new TarHeader(block);
            if (header.isZero()) {
                passEnd();
            } else if (!header.isValid()) {
                throw new IOException(
                        started
                                ? "malformed tar archive: a header has a wrong checksum"
                                : "this is not a tar archive: the first header has a wrong checksum");
            }
        }
        started = true;
        if (ended && extensions.pending()) {
            throw new IOException("malformed tar archive: it ends after an extended header");
        }
        return !ended;
    }

    /** An archive ends with two blocks of zeros; some programs write one. What follows is padding and of no concern. */
    private void passEnd() throws IOException {
        ended = true;
        if (in.hasBlock()) {
            in.peek(block);
            if (!new TarHeader(block).isZero()) {
                throw new IOException("malformed tar archive: a block of zeros is followed by more entries");
            }
        }
    }

    private TarEntry entry(TarHeader header, EntryExtensions extensions) throws IOException {
        char flag = header.type();
        PaxRecords records = extensions.records();
        String path = extensions.path(header);
        boolean hardLink = flag == '1';
        FileType type = typeOf(flag, path);
        long size = records.number("size", header.natural(TarFormat.SIZE, TarFormat.LONG_NUMBER));
        boolean hasContent = type == FileType.REGULAR && !hardLink;
        if (hardLink && size > 0 && !linkHasContent() || !hasContent && !hardLink && flag != 'D') {
            size = 0;
        }
        @Nullable SparseMap sparse = null;
        if (hasContent) {
            SparseReader reader = new SparseReader(in, size);
            sparse = flag == 'S' ? reader.oldGnu(header) : reader.pax(records);
            left = reader.stored();
        } else {
            left = size;
        }
        padding = TarFormat.padding(size);
        content = !hasContent ? InputStream.nullInputStream() : sparse == null ? stored : sparse.expand(stored);
        if (!hasContent) {
            passContent();
        }
        long[] modified = records.has("mtime")
                ? PaxRecords.time(records.values().get("mtime"))
                : new long[] {header.number(TarFormat.MODIFIED, TarFormat.LONG_NUMBER), 0};
        SortedMap<String, byte[]> attributes = extensions.attributes();
        return new TarEntry(
                withoutSlashes(path),
                type,
                hardLink,
                (int) header.number(TarFormat.MODE, TarFormat.SHORT_NUMBER) & 07777,
                id(records.number("uid", header.natural(TarFormat.UID, TarFormat.SHORT_NUMBER)), path),
                id(records.number("gid", header.natural(TarFormat.GID, TarFormat.SHORT_NUMBER)), path),
                !hasContent ? 0 : sparse == null ? size : sparse.realSize(),
                modified[0],
                (int) modified[1],
                hardLink || type == FileType.SYMBOLIC_LINK ? extensions.link(header) : "",
                type == FileType.CHARACTER_DEVICE || type == FileType.BLOCK_DEVICE ? deviceNumber(header) : 0,
                attributes);
    }

    /** Old programs mark a directory by a slash alone. */
    private static FileType typeOf(char flag, String path) throws IOException {
        return switch (flag) {
            case '\0' -> path.endsWith("/") ? FileType.DIRECTORY : FileType.REGULAR;
            case '0', '1', '7', 'S' -> FileType.REGULAR;
            case '2' -> FileType.SYMBOLIC_LINK;
            case '3' -> FileType.CHARACTER_DEVICE;
            case '4' -> FileType.BLOCK_DEVICE;
            case '5', 'D' -> FileType.DIRECTORY;
            case '6' -> FileType.FIFO;
            case 'M' ->
                throw new IOException("cannot read the tar archive: " + path
                        + " is continued from another volume. Make an archive of one volume.");
            default ->
                throw new IOException("cannot read the tar archive: " + path + " has the unknown type "
                        + (flag > ' ' && flag < 127 ? "'" + flag + "'" : Integer.toString(flag)));
        };
    }

    /**
     * PAX allows content behind a hard link's header, but other programs put the file's size there and no content.
     * Which it is shows in what follows: a header or the end, or something else.
     */
    private boolean linkHasContent() throws IOException {
        if (!in.hasBlock()) {
            return false;
        }
        byte[] following = new byte[TarFormat.BLOCK];
        in.peek(following);
        TarHeader header = new TarHeader(following);
        return !header.isZero() && !header.isValid();
    }

    private static long deviceNumber(TarHeader header) throws IOException {
        if (!header.hasDeviceNumbers()) {
            return 0;
        }
        return DeviceNumber.of(
                header.natural(TarFormat.DEVICE_MAJOR, TarFormat.SHORT_NUMBER),
                header.natural(TarFormat.DEVICE_MINOR, TarFormat.SHORT_NUMBER));
    }

    private static int id(long number, String path) throws IOException {
        if (number > 0xffff_ffffL) {
            throw new IOException(
                    "malformed tar archive: the owner " + number + " of " + path + " is no user or group");
        }
        return (int) number;
    }

    private static String withoutSlashes(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    /** The content of a header that speaks of the next entry. */
    private byte[] extension(TarHeader header) throws IOException {
        long size = header.natural(TarFormat.SIZE, TarFormat.LONG_NUMBER);
        if (size > EntryExtensions.LARGEST) {
            throw new IOException("cannot read the tar archive: an extended header has " + size + " bytes; more than "
                    + EntryExtensions.LARGEST + " are not accepted");
        }
        byte[] body = new byte[(int) size];
        for (int done = 0; done < body.length; ) {
            done += in.read(body, done, body.length - done);
        }
        in.skip(TarFormat.padding(size));
        return body;
    }

    private String gnuName(TarHeader header) throws IOException {
        byte[] body = extension(header);
        int end = 0;
        while (end < body.length && body[end] != 0) {
            end++;
        }
        return PaxRecords.name(Arrays.copyOf(body, end));
    }

    private void passContent() throws IOException {
        in.skip(left);
        in.skip(padding);
        left = 0;
        padding = 0;
    }

    /** What is stored of the present entry. */
    private final class EntryContent extends InputStream {

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (left == 0) {
                return -1;
            }
            int count = in.read(target, offset, (int) Math.min(length, left));
            left -= count;
            return count;
        }
    }
}
