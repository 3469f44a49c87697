package io.kaniko.e2e.rig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server program of this machine on a loopback port; it ends with the case. */
public final class Daemon implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final Process process;
    private final int port;

    private Daemon(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Makes the command for a port. */
    @FunctionalInterface
    public interface Command {
        List<String> on(int port) throws IOException;
    }

    /** Starts a program and waits until it answers. What it says goes to the file. */
    public static Daemon start(Path log, Command command) throws IOException {
        int port = freePort();
        List<String> words = new ArrayList<>(command.on(port));
        words.set(0, Program.find(words.getFirst()));
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("HOME", "/nonexistent");
        Process process = builder.start();
        Daemon daemon = new Daemon(process, port);
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (!daemon.answers()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                daemon.close();
                throw new AssertionError(words + " does not answer on port " + port + ":\n" + Files.readString(log));
            }
            Thread.onSpinWait();
        }
        return daemon;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public int port() {
        return port;
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
