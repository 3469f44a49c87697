package io.kaniko.core.nativeio;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** Writes an open file through a native buffer. Writing and closing exclude each other, as in {@link FileInput}. */
final class FileOutput extends OutputStream {

    private static final int BUFFER = 64 << 10;

    private final String path;
    private final int descriptor;
    private final NativeBuffer buffer;
    private int filled;
    private boolean closed;

    private FileOutput(String path, int descriptor, NativeBuffer buffer) {
        this.path = path;
        this.descriptor = descriptor;
        this.buffer = buffer;
    }

    static FileOutput create(String path, int mode) throws IOException {
        try (NativePath target = new NativePath(path)) {
            int descriptor = target.open(Kernel.O_WRONLY | Kernel.O_CREAT | Kernel.O_EXCL, 0600);
            long answer = Kernel.call(target.state(), SystemCall.FCHMOD, descriptor, mode & 07777, 0);
            if (answer < 0) {
                Kernel.close(target.state(), descriptor);
                throw target.failure(SystemCall.FCHMOD, answer);
            }
            return new FileOutput(path, descriptor, new NativeBuffer(target.state(), BUFFER));
        }
    }

    @Override
    public synchronized void write(int value) throws IOException {
        checkOpen();
        if (filled == buffer.capacity()) {
            flush();
        }
        buffer.put(filled++, (byte) value);
    }

    @Override
    public synchronized void write(byte[] from, int start, int length) throws IOException {
        Objects.checkFromIndexSize(start, length, from.length);
        checkOpen();
        int done = 0;
        while (done < length) {
            if (filled == buffer.capacity()) {
                flush();
            }
            int count = Math.min(length - done, buffer.capacity() - filled);
            buffer.put(filled, from, start + done, count);
            filled += count;
            done += count;
        }
    }

    @Override
    public synchronized void flush() throws IOException {
        checkOpen();
        int done = 0;
        while (done < filled) {
            long answer =
                    Kernel.call(buffer.state(), SystemCall.WRITE, descriptor, buffer.address(done), filled - done);
            if (answer < 0) {
                throw LinuxException.of("write", path, (int) -answer);
            }
            done += (int) answer;
        }
        filled = 0;
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException(path + ": the stream is closed");
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            try {
                flush();
            } finally {
                closed = true;
                buffer.release(descriptor);
            }
        }
    }
}
