package io.kaniko.core.tar;

import io.kaniko.core.nativeio.DeviceNumber;
import io.kaniko.core.nativeio.PathBytes;
import io.kaniko.spi.FileType;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes a PAX archive. The bytes depend on the entries alone: what fits is in the ustar header, the rest - long or
 * non-ASCII names, big numbers, fractions of seconds, extended attributes - in PAX records sorted by key, and there are
 * neither user names nor access times. Directories end in {@code /}.
 */
public final class TarWriter implements Closeable {

    private static final long LARGEST_SHORT = 07777777L;
    private static final long LARGEST_LONG = 077777777777L;

    private final OutputStream out;
    private final byte[] header = new byte[TarFormat.BLOCK];
    private final byte[] buffer = new byte[1 << 16];
    private long written;

    public TarWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Adds an entry.
     *
     * @param content exactly as many bytes as the entry says; read for regular files only and not closed
     * @throws IOException when the content has another length, naming the entry
     */
    public void put(TarEntry entry, InputStream content) throws IOException {
        if (entry.path().isEmpty() || entry.path().startsWith("/")) {
            throw new IllegalArgumentException("not a path for an archive: \"" + entry.path() + "\"");
        }
        byte[] path = PathBytes.encode(entry.isDirectory() ? entry.path() + "/" : entry.path());
        byte[] link = PathBytes.encode(entry.linkTarget());
        SortedMap<String, byte[]> records = records(entry, path, link);
        if (!records.isEmpty()) {
            putRecords(path, records);
        }
        fill(path, typeFlag(entry), entry.size());
        number(TarFormat.MODE, TarFormat.SHORT_NUMBER, entry.permissions());
        number(TarFormat.UID, TarFormat.SHORT_NUMBER, Integer.toUnsignedLong(entry.uid()));
        number(TarFormat.GID, TarFormat.SHORT_NUMBER, Integer.toUnsignedLong(entry.gid()));
        number(TarFormat.MODIFIED, TarFormat.LONG_NUMBER, entry.modifiedSeconds());
        text(TarFormat.LINK_NAME, link);
        number(TarFormat.DEVICE_MAJOR, TarFormat.SHORT_NUMBER, DeviceNumber.major(entry.deviceNumber()));
        number(TarFormat.DEVICE_MINOR, TarFormat.SHORT_NUMBER, DeviceNumber.minor(entry.deviceNumber()));
        putHeader();
        if (entry.size() > 0) {
            copy(entry, content);
            pad(entry.size());
        } else if (entry.type() == FileType.REGULAR && !entry.hardLink() && content.read() >= 0) {
            throw longer(entry);
        }
    }

    /** How many bytes the archive has so far. */
    public long size() {
        return written;
    }

    /** Writes the end of the archive: two blocks of zeros. */
    public void finish() throws IOException {
        write(new byte[2 * TarFormat.BLOCK], 2 * TarFormat.BLOCK);
        out.flush();
    }

    /** Closes the stream below; an archive that was not {@linkplain #finish() finished} stays unfinished. */
    @Override
    public void close() throws IOException {
        out.close();
    }

    private static SortedMap<String, byte[]> records(TarEntry entry, byte[] path, byte[] link) {
        SortedMap<String, byte[]> records = new TreeMap<>();
        if (!fits(path)) {
            records.put("path", path);
        }
        if (!fits(link)) {
            records.put("linkpath", link);
        }
        if (Integer.toUnsignedLong(entry.uid()) > LARGEST_SHORT) {
            records.put("uid", ascii(Integer.toUnsignedString(entry.uid())));
        }
        if (Integer.toUnsignedLong(entry.gid()) > LARGEST_SHORT) {
            records.put("gid", ascii(Integer.toUnsignedString(entry.gid())));
        }
        if (entry.size() > LARGEST_LONG) {
            records.put("size", ascii(Long.toString(entry.size())));
        }
        if (entry.modifiedNanos() != 0 || entry.modifiedSeconds() < 0 || entry.modifiedSeconds() > LARGEST_LONG) {
            records.put("mtime", ascii(PaxRecords.time(entry.modifiedSeconds(), entry.modifiedNanos())));
        }
        entry.attributes().forEach((name, value) -> records.put(TarFormat.PAX_ATTRIBUTE + name, value));
        return records;
    }

    /** Whether a name is plain enough for every reader and short enough for its field. */
    private static boolean fits(byte[] name) {
        if (name.length > TarFormat.NAME_LENGTH) {
            return false;
        }
        for (byte b : name) {
            if (b <= 0) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static char typeFlag(TarEntry entry) {
        if (entry.hardLink()) {
            return '1';
        }
        return switch (entry.type()) {
            case REGULAR -> '0';
            case SYMBOLIC_LINK -> '2';
            case CHARACTER_DEVICE -> '3';
            case BLOCK_DEVICE -> '4';
            case DIRECTORY -> '5';
            case FIFO -> '6';
            case SOCKET -> throw new IllegalArgumentException("a tar archive cannot hold a socket: " + entry.path());
        };
    }

    private void putRecords(byte[] path, Map<String, byte[]> records) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Map.Entry<String, byte[]> each : records.entrySet()) {
            PaxRecords.append(body, each.getKey(), each.getValue());
        }
        fill(extensionName(path), 'x', body.size());
        number(TarFormat.MODE, TarFormat.SHORT_NUMBER, 0644);
        number(TarFormat.UID, TarFormat.SHORT_NUMBER, 0);
        number(TarFormat.GID, TarFormat.SHORT_NUMBER, 0);
        number(TarFormat.MODIFIED, TarFormat.LONG_NUMBER, 0);
        number(TarFormat.DEVICE_MAJOR, TarFormat.SHORT_NUMBER, 0);
        number(TarFormat.DEVICE_MINOR, TarFormat.SHORT_NUMBER, 0);
        putHeader();
        write(body.toByteArray(), body.size());
        pad(body.size());
    }

    /** What readers that do not know PAX call the records: {@code PaxHeaders.0/name}. */
    private static byte[] extensionName(byte[] path) {
        int end = path.length > 1 && path[path.length - 1] == '/' ? path.length - 1 : path.length;
        int start = end;
        while (start > 0 && path[start - 1] != '/') {
            start--;
        }
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        name.writeBytes(ascii("PaxHeaders.0/"));
        name.write(path, start, end - start);
        return name.toByteArray();
    }

    private void fill(byte[] name, char type, long size) {
        Arrays.fill(header, (byte) 0);
        text(TarFormat.NAME, name);
        number(TarFormat.SIZE, TarFormat.LONG_NUMBER, size);
        header[TarFormat.TYPE] = (byte) type;
        byte[] magic = ascii("ustar\00000");
        System.arraycopy(magic, 0, header, TarFormat.MAGIC, magic.length);
    }

    /** A name field of 100 bytes; where a PAX record holds the real name, this is its plain beginning. */
    private void text(int offset, byte[] value) {
        int target = offset;
        for (int i = 0; i < value.length && target < offset + TarFormat.NAME_LENGTH; i++) {
            if (value[i] > 0) {
                header[target++] = value[i];
            }
        }
    }

    /** Octal digits and a NUL; a number that does not fit is in a PAX record, and 0 here. */
    private void number(int offset, int length, long value) {
        long largest = length == TarFormat.SHORT_NUMBER ? LARGEST_SHORT : LARGEST_LONG;
        long rest = value < 0 || value > largest ? 0 : value;
        for (int i = offset + length - 2; i >= offset; i--) {
            header[i] = (byte) ('0' + (rest & 7));
            rest >>>= 3;
        }
    }

    private void putHeader() throws IOException {
        Arrays.fill(header, TarFormat.CHECKSUM, TarFormat.CHECKSUM + TarFormat.CHECKSUM_LENGTH, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        for (int i = TarFormat.CHECKSUM + 5; i >= TarFormat.CHECKSUM; i--) {
            header[i] = (byte) ('0' + (sum & 7));
            sum >>>= 3;
        }
        header[TarFormat.CHECKSUM + 6] = 0;
        write(header, header.length);
    }

    private void copy(TarEntry entry, InputStream content) throws IOException {
        long left = entry.size();
        while (left > 0) {
            int count = content.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw new IOException("cannot archive " + entry.path() + ": it became shorter while it was read ("
                        + (entry.size() - left) + " of " + entry.size() + " bytes)");
            }
            write(buffer, count);
            left -= count;
        }
        if (content.read() >= 0) {
            throw longer(entry);
        }
    }

    private static IOException longer(TarEntry entry) {
        return new IOException("cannot archive " + entry.path() + ": it became longer than " + entry.size()
                + " bytes while it was read");
    }

    private void pad(long size) throws IOException {
        write(new byte[TarFormat.padding(size)], TarFormat.padding(size));
    }

    private void write(byte[] bytes, int count) throws IOException {
        out.write(bytes, 0, count);
        written += count;
    }
}
