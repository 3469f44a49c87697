package io.kaniko.core.run;

import io.kaniko.core.nativeio.LinuxProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Carries one stream of a process to whoever wants it, until the process and all its children have closed it. */
final class OutputPump implements Runnable {

    private static final int BUFFER_SIZE = 32 << 10;

    private final int descriptor;
    private final boolean error;
    private final RunOutput output;
    private final RunProcess process;
    private @Nullable Throwable failure;

    OutputPump(int descriptor, boolean error, RunOutput output, RunProcess process) {
        this.descriptor = descriptor;
        this.error = error;
        this.output = output;
        this.process = process;
    }

    @Override
    public void run() {
        byte[] buffer = new byte[BUFFER_SIZE];
        try {
            for (int count = LinuxProcess.read(descriptor, buffer);
                    count > 0;
                    count = LinuxProcess.read(descriptor, buffer)) {
                if (failure == null) {
                    pass(Arrays.copyOf(buffer, count));
                }
            }
        } catch (IOException e) {
            failure = e;
            process.kill();
        }
    }

    private void pass(byte[] bytes) {
        try {
            output.write(error, ByteBuffer.wrap(bytes));
        } catch (RuntimeException | Error e) {
            // Nobody listens any more, so the process need not go on; but the pipe must be drained, or it would hang.
            failure = e;
            process.kill();
        }
    }

    /** Throws what went wrong. The thread must have ended. */
    void check() throws IOException {
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case IOException e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }
}
