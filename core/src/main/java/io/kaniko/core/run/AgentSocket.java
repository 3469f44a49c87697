package io.kaniko.core.run;

import io.kaniko.core.nativeio.LinuxFiles;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A socket that passes everything on to another one. It exists because a socket that is mounted keeps its owner, so the
 * user of a RUN could not talk to the agent of the user who builds.
 */
final class AgentSocket implements Closeable {

    /** {@code sun_path} holds 108 bytes. */
    private static final int LONGEST_ADDRESS = 107;

    private static final String NAME = "agent";
    private static final int BUFFER_SIZE = 16 << 10;

    private final Path directory;
    private final Path path;
    private final ServerSocketChannel server;
    private final UnixDomainSocketAddress destination;

    private AgentSocket(Path directory, ServerSocketChannel server, UnixDomainSocketAddress destination) {
        this.directory = directory;
        this.path = directory.resolve(NAME);
        this.server = server;
        this.destination = destination;
    }

    /**
     * Listens at once.
     *
     * @param workDirectory where the socket is made; the system's temporary directory where its path is too long for
     *     a socket's address
     */
    static AgentSocket open(RunMount.Socket socket, Path workDirectory) throws IOException {
        Path wanted = workDirectory.resolve("socket-0123456789012345678").resolve(NAME);
        Path directory = wanted.toString().length() <= LONGEST_ADDRESS
                ? Files.createTempDirectory(workDirectory, "socket-")
                : Files.createTempDirectory("socket-");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        AgentSocket agent = new AgentSocket(directory, server, UnixDomainSocketAddress.of(socket.hostPath()));
        try {
            server.bind(UnixDomainSocketAddress.of(agent.path));
            LinuxFiles.setOwner(agent.path(), socket.uid(), socket.gid());
            LinuxFiles.setPermissions(agent.path(), socket.mode());
        } catch (IOException e) {
            agent.close();
            throw e;
        }
        Thread.ofVirtual().name("agent").start(agent::accept);
        return agent;
    }

    /** Where it listens, on the host. */
    String path() {
        return path.toString();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                Thread.ofVirtual().start(() -> connect(client));
            }
        } catch (IOException closed) {
            // The run is over.
        }
    }

    private void connect(SocketChannel client) {
        try (client;
                SocketChannel agent = SocketChannel.open(destination)) {
            Thread answers = Thread.ofVirtual().start(() -> copy(agent, client));
            copy(client, agent);
            answers.join();
        } catch (IOException e) {
            // The program in the RUN sees a closed connection, as it would with the agent itself.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE);
        try {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // One side has gone; the other learns it when the channels are closed.
            closeQuietly(from, to);
        }
    }

    private static void closeQuietly(SocketChannel one, SocketChannel other) {
        try (one;
                other) {
            // Closing is all there is to do.
        } catch (IOException e) {
            // Nobody is left who could be told.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(path);
        Files.deleteIfExists(directory);
    }
}
