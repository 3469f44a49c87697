package io.kaniko.e2e.rig;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A build that goes on while the case looks at it. Closing it kills it. */
public final class RunningBuild implements AutoCloseable {

    private final Process process;
    private final Transcript output;
    private final Transcript errors;

    RunningBuild(Process process) {
        this.process = process;
        this.output = new Transcript(process.getInputStream());
        this.errors = new Transcript(process.getErrorStream());
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until one of the streams contains the text. */
    public void awaitText(String text, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!said().contains(text)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the executor has not said \"" + text + "\" within " + limit + ":\n" + said());
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    /** What both streams have carried so far. */
    public String said() {
        return output.text() + errors.text();
    }

    /** What a shell sends with {@code kill}. */
    public void terminate() {
        process.destroy();
    }

    public void kill() {
        process.destroyForcibly();
    }

    /** Waits for the end; the exit code. */
    public int awaitExit(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the executor has not ended within " + limit + "; it said:\n" + said());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    /** Reads a stream as it comes. */
    private static final class Transcript {

        private final StringBuffer text = new StringBuffer();

        Transcript(InputStream stream) {
            Thread.ofVirtual().start(() -> read(stream));
        }

        private void read(InputStream stream) {
            byte[] buffer = new byte[8192];
            try (stream) {
                for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                    text.append(new String(buffer, 0, count, UTF_8));
                }
            } catch (IOException closed) {
                text.append("\n(stream broke off)");
            }
        }

        String text() {
            return text.toString();
        }
    }
}
