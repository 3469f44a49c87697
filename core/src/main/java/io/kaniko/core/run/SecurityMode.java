package io.kaniko.core.run;

/** How much of the machine a process may change ({@code RUN --security}). */
public enum SecurityMode {
    /** Docker's default capabilities; what is dangerous in /proc and /sys is hidden or read-only. */
    SANDBOX,
    /** All that the builder may do itself: its capabilities, /proc, /sys and the machine's devices. */
    INSECURE
}
