package io.kaniko.core.tar;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Opens compressed streams by what they begin with, never by a name: gzip of one or more members, zstd with skippable
 * frames, xz, bzip2; anything else is handed through. How much comes out is for the caller to bound.
 */
public final class Decompression {

    private static final int BUFFER = 1 << 16;
    private static final int LOOK_AHEAD = 6;
    /** KiB that an xz stream may ask for: the dictionary of {@code xz -9} and as much again. */
    private static final int XZ_MEMORY_KIB = 160 << 10;

    private Decompression() {}

    /**
     * The decompressed bytes of a stream. Closing it closes the stream. A truncated or damaged one is an
     * {@link IOException} when that is met.
     */
    public static InputStream open(InputStream any) throws IOException {
        byte[] start = any.readNBytes(LOOK_AHEAD);
        PushbackInputStream in = new PushbackInputStream(any, LOOK_AHEAD);
        in.unread(start);
        if (begins(start, 0x1f, 0x8b, 0x08)) {
            return new GZIPInputStream(new NextMember(in), BUFFER);
        }
        if (begins(start, 0x28, 0xb5, 0x2f, 0xfd)
                || start.length >= 4 && (start[0] & 0xf0) == 0x50 && begins(tail(start), 0x2a, 0x4d, 0x18)) {
            return new ZstdInputStreamNoFinalizer(in);
        }
        if (begins(start, 0xfd, '7', 'z', 'X', 'Z', 0)) {
            return new XZInputStream(new BufferedInputStream(in, BUFFER), XZ_MEMORY_KIB);
        }
        if (begins(start, 'B', 'Z', 'h') && start.length > 3 && start[3] >= '1' && start[3] <= '9') {
            return new BZip2CompressorInputStream(new BufferedInputStream(in, BUFFER), true);
        }
        return in;
    }

    private static byte[] tail(byte[] bytes) {
        return Arrays.copyOfRange(bytes, 1, bytes.length);
    }

    private static boolean begins(byte[] bytes, int... magic) {
        if (bytes.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((bytes[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * {@link GZIPInputStream} asks {@code available()} whether another member follows, and a network stream that has
     * nothing at hand just then would end the file early and silently. So this answer is taken from a real read.
     */
    private static final class NextMember extends FilterInputStream {

        private final PushbackInputStream in;

        NextMember(PushbackInputStream in) {
            super(in);
            this.in = in;
        }

        @Override
        public int available() throws IOException {
            int next = in.read();
            if (next < 0) {
                return 0;
            }
            in.unread(next);
            return Math.max(1, in.available());
        }
    }
}
