package io.kaniko.e2e.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Passes connections on to a server that speaks plain HTTP only, and hangs up at once where TLS is spoken. The JDK's
 * server would wait for the end of a line, which no TLS client ever sends.
 */
final class PlainPort implements AutoCloseable {

    private static final int TLS_HANDSHAKE = 0x16;

    private final ServerSocket listener;
    private final InetSocketAddress server;

    PlainPort(InetSocketAddress server) throws IOException {
        this.server = server;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                PushbackInputStream fromClient = new PushbackInputStream(client.getInputStream())) {
            int first = fromClient.read();
            if (first < 0 || first == TLS_HANDSHAKE) {
                return;
            }
            fromClient.unread(first);
            try (Socket behind = new Socket(server.getAddress(), server.getPort())) {
                Thread answers = Thread.ofVirtual().start(() -> pass(behind, client));
                fromClient.transferTo(behind.getOutputStream());
                behind.shutdownOutput();
                answers.join();
            }
        } catch (IOException hungUp) {
            // The client has what it wanted, or sees that the connection broke.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An answer that the server breaks off is broken off here, too. */
    private static void pass(Socket from, Socket to) {
        try (to;
                InputStream answers = from.getInputStream()) {
            answers.transferTo(to.getOutputStream());
        } catch (IOException hungUp) {
            // As above.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
