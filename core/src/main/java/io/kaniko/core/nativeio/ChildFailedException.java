package io.kaniko.core.nativeio;

import java.io.IOException;

/** A new process stopped at one of its calls before it became another program. It is gone. */
public final class ChildFailedException extends IOException {

    private static final long serialVersionUID = 1L;

    private final ChildProgram.Step step;
    private final int errno;

    ChildFailedException(ChildProgram.Step step, SystemCall call, String subject, int errno) {
        super(call + (subject.isEmpty() ? "" : " " + subject) + ": " + Errno.text(errno));
        this.step = step;
        this.errno = errno;
    }

    /** What it was about to do. */
    public ChildProgram.Step step() {
        return step;
    }

    /** The kernel's reason: "No such file or directory". */
    public String reason() {
        return Errno.text(errno);
    }

    /** The error number of Linux: 2 for "No such file or directory". */
    public int errno() {
        return errno;
    }
}
