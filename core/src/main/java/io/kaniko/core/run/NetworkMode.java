package io.kaniko.core.run;

/** Which network a process sees ({@code RUN --network}). */
public enum NetworkMode {
    /** What the builder has itself: its container's or its machine's. */
    DEFAULT,
    /** The same, asked for by name. */
    HOST,
    /** A loopback interface and nothing else. */
    NONE
}
