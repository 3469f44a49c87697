package io.kaniko.core.nativeio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A point at which a new process stops until somebody has done something for it: written down its users, for example,
 * which nobody can do before it is there. The thread that starts the process stands still meanwhile, so that another one
 * must do it.
 */
public final class Rendezvous implements AutoCloseable {

    private final Arena arena = Arena.ofShared();
    private final MemorySegment number = arena.allocate(ValueLayout.JAVA_INT);
    private final MemorySegment signal = arena.allocate(1);
    private final LinuxProcess.Pipe arrival;
    private final LinuxProcess.Pipe departure;
    private boolean started;

    private Rendezvous(LinuxProcess.Pipe arrival, LinuxProcess.Pipe departure) {
        this.arrival = arrival;
        this.departure = departure;
    }

    public static Rendezvous open() throws IOException {
        LinuxProcess.Pipe arrival = LinuxProcess.openPipe();
        try {
            return new Rendezvous(arrival, LinuxProcess.openPipe());
        } catch (IOException e) {
            LinuxProcess.close(arrival.readEnd());
            LinuxProcess.close(arrival.writeEnd());
            throw e;
        }
    }

    /** Where the kernel writes the process's number before the process begins. */
    long numberAddress() {
        return number.address();
    }

    void addTo(CallList calls) {
        calls.add(SystemCall.WRITE, ChildProgram.Step.SETUP, "", arrival.writeEnd(), signal.address(), 1);
        calls.add(SystemCall.READ, ChildProgram.Step.SETUP, "", departure.readEnd(), signal.address(), 1);
    }

    /**
     * Waits until the process has come.
     *
     * @return its number, or -1 when it will not come
     */
    public int awaitProcess() throws IOException {
        boolean arrived = LinuxProcess.read(arrival.readEnd(), new byte[1]) > 0;
        return arrived ? number.get(ValueLayout.JAVA_INT, 0) : -1;
    }

    /** Lets the process go on. */
    public void release() throws IOException {
        LinuxProcess.write(departure.writeEnd(), new byte[1]);
    }

    /** The process has been started, or could not be: whoever waits for it in vain is told so. */
    public void startEnded() {
        if (!started) {
            started = true;
            LinuxProcess.close(arrival.writeEnd());
        }
    }

    /** Nobody may wait any more. */
    @Override
    public void close() {
        startEnded();
        LinuxProcess.close(arrival.readEnd());
        LinuxProcess.close(departure.readEnd());
        LinuxProcess.close(departure.writeEnd());
        arena.close();
    }
}
