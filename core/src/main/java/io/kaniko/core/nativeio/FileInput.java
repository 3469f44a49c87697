package io.kaniko.core.nativeio;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;

/**
 * Reads an open file through a native buffer. Reading and closing exclude each other: memory that is given back while a
 * thread reads it would end the whole process.
 */
final class FileInput extends InputStream {

    private static final int LARGEST_BUFFER = 256 << 10;

    private final String path;
    private final int descriptor;
    private final NativeBuffer buffer;
    private int position;
    private int limit;
    private boolean closed;

    private FileInput(String path, int descriptor, NativeBuffer buffer) {
        this.path = path;
        this.descriptor = descriptor;
        this.buffer = buffer;
    }

    static FileInput open(String path) throws IOException {
        try (NativePath target = new NativePath(path)) {
            int descriptor = target.open(Kernel.O_RDONLY | Kernel.O_NONBLOCK, 0);
            long size =
                    Statx.read(target.state(), descriptor, emptyName(target), Kernel.AT_EMPTY_PATH, target.facts()) == 0
                            ? Statx.size(target.facts())
                            : LARGEST_BUFFER;
            // One byte more than the file has: the end is then seen without a larger buffer, and a device or
            // a file of /proc, whose size is 0, gets a page.
            long capacity = Math.clamp(size + 1, 1, LARGEST_BUFFER);
            return new FileInput(path, descriptor, new NativeBuffer(target.state(), capacity));
        }
    }

    private static long emptyName(NativePath target) {
        return target.allocate(new byte[0]).address();
    }

    private boolean fill() throws IOException {
        if (closed) {
            throw new IOException(path + ": the stream is closed");
        }
        position = 0;
        limit = 0;
        long answer = Kernel.call(buffer.state(), SystemCall.READ, descriptor, buffer.address(0), buffer.capacity());
        if (answer < 0) {
            throw LinuxException.of("read", path, (int) -answer);
        }
        limit = (int) answer;
        return limit > 0;
    }

    @Override
    public synchronized int read() throws IOException {
        return position < limit || fill() ? buffer.get(position++) & 0xFF : -1;
    }

    @Override
    public synchronized int read(byte[] into, int start, int length) throws IOException {
        Objects.checkFromIndexSize(start, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (position == limit && !fill()) {
            return -1;
        }
        int count = Math.min(length, limit - position);
        buffer.get(position, into, start, count);
        position += count;
        return count;
    }

    @Override
    public synchronized int available() {
        return limit - position;
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
        byte[] bytes = new byte[Math.min(buffer.capacity(), 64 << 10)];
        long total = 0;
        for (int count = read(bytes, 0, bytes.length); count > 0; count = read(bytes, 0, bytes.length)) {
            out.write(bytes, 0, count);
            total += count;
        }
        return total;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            position = 0;
            limit = 0;
            buffer.release(descriptor);
        }
    }
}
