package io.kaniko.core.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Standard output and standard error, one whole line at a time. Where standard error is a terminal, a status line stands
 * at its end, which gives way to every other line.
 */
final class Terminal {

    private static final byte[] ERASE = "\r\u001b[K".getBytes(StandardCharsets.UTF_8);

    private final OutputStream standardOutput;
    private final OutputStream standardError;
    private final boolean interactive;
    private String status = "";

    /** @param interactive whether standard error is a terminal */
    Terminal(OutputStream standardOutput, OutputStream standardError, boolean interactive) {
        this.standardOutput = standardOutput;
        this.standardError = standardError;
        this.interactive = interactive;
    }

    boolean isInteractive() {
        return interactive;
    }

    /** Writes a line to standard error. */
    synchronized void log(String line) {
        bytes(true, (line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a line to standard output. */
    synchronized void print(String line) {
        bytes(false, (line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Writes whole lines as they are. A reader that has gone away is no reason to stop a build. */
    synchronized void bytes(boolean error, byte[] lines) {
        try {
            String shown = status;
            show("");
            OutputStream stream = error ? standardError : standardOutput;
            stream.write(lines);
            stream.flush();
            show(shown);
        } catch (IOException e) {
            status = "";
        }
    }

    /** Replaces the status line; an empty one disappears. */
    synchronized void status(String text) {
        try {
            show(text);
        } catch (IOException e) {
            status = "";
        }
    }

    private void show(String text) throws IOException {
        if (!interactive || text.equals(status)) {
            return;
        }
        standardError.write(ERASE);
        standardError.write(text.getBytes(StandardCharsets.UTF_8));
        standardError.flush();
        status = text;
    }
}
