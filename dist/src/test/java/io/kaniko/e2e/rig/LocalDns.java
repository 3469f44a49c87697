package io.kaniko.e2e.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A name server on a loopback address of its own that says of every host that it is 127.0.0.1. */
public final class LocalDns implements AutoCloseable {

    private static final String ADDRESS = "127.0.77.53";
    private static final int PORT = 53;
    private static final int HEADER = 12;
    private static final int TYPE_A = 1;

    private final DatagramSocket socket;
    private final Thread thread;

    private LocalDns(DatagramSocket socket) {
        this.socket = socket;
        this.thread = Thread.ofVirtual().start(this::serve);
    }

    public static LocalDns start() throws IOException {
        return new LocalDns(new DatagramSocket(new InetSocketAddress(InetAddress.getByName(ADDRESS), PORT)));
    }

    /** The line for resolv.conf. */
    public String resolvConf() {
        return "nameserver " + ADDRESS + "\n";
    }

    private void serve() {
        byte[] buffer = new byte[512];
        while (true) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                byte[] answer = answer(Arrays.copyOf(buffer, packet.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (SocketException closed) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Repeats the question; an address only where one of version 4 was asked for. */
    private static byte[] answer(byte[] question) {
        int end = HEADER;
        while (question[end] != 0) {
            end += question[end] + 1;
        }
        int type = question[end + 1] << Byte.SIZE | question[end + 2];
        int endOfQuestion = end + 5;
        boolean found = type == TYPE_A;
        ByteBuffer answer = ByteBuffer.allocate(endOfQuestion + (found ? 16 : 0));
        answer.put(question, 0, 2).putShort((short) 0x8180); // an answer, with recursion
        answer.putShort((short) 1)
                .putShort((short) (found ? 1 : 0))
                .putShort((short) 0)
                .putShort((short) 0);
        answer.put(question, HEADER, endOfQuestion - HEADER);
        if (found) {
            answer.putShort((short) (0xC000 | HEADER)).putShort((short) TYPE_A).putShort((short) 1);
            answer.putInt(1).putShort((short) 4).put(new byte[] {127, 0, 0, 1});
        }
        return answer.array();
    }

    @Override
    public void close() {
        socket.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
