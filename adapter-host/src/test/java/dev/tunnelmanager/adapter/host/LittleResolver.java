package dev.tunnelmanager.adapter.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of names on loopback that answers every question in the same way. */
final class LittleResolver implements AutoCloseable {

    /** What it does. */
    enum Mood {
        /** Names 127.0.0.1, behind an alias. */
        ANSWERS,
        /** Says that it has failed. */
        FAILS,
        /** Names nothing. */
        NAMES_NOTHING,
        /** Says nothing. */
        SILENT,
        /** Answers another question first, and rubbish. */
        RUBBISH_FIRST,
        /** Sends rubbish only. */
        RUBBISH
    }

    private static final byte[] ALIAS_AND_ADDRESS = {
            // The name of the question, as an alias for the name at its second label; 60 s; two octets: a pointer.
            (byte) 0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, 2, (byte) 0xc0, 17,
            // An address of it.
            (byte) 0xc0, 17, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1};

    private final DatagramSocket socket;
    private final AtomicInteger questions = new AtomicInteger();
    private volatile Mood mood = Mood.ANSWERS;

    LittleResolver() {
        try {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(() -> {
            while (!socket.isClosed()) {
                answerNext();
            }
        });
    }

    int port() {
        return socket.getLocalPort();
    }

    void mood(Mood next) {
        mood = next;
    }

    int questions() {
        return questions.get();
    }

    private void answerNext() {
        try {
            DatagramPacket packet = new DatagramPacket(new byte[512], 512);
            socket.receive(packet);
            questions.incrementAndGet();
            byte[] question = Arrays.copyOf(packet.getData(), packet.getLength());
            switch (mood) {
                case ANSWERS -> send(packet, answer(question, 0, 2, ALIAS_AND_ADDRESS));
                case FAILS -> send(packet, answer(question, 2, 0, new byte[0]));
                case NAMES_NOTHING -> send(packet, answer(question, 0, 0, new byte[0]));
                case RUBBISH_FIRST -> {
                    send(packet, new byte[]{1});
                    byte[] another = answer(question, 0, 2, ALIAS_AND_ADDRESS);
                    another[0]++;
                    send(packet, another);
                    send(packet, answer(question, 0, 2, ALIAS_AND_ADDRESS));
                }
                case RUBBISH -> send(packet, Arrays.copyOf(answer(question, 0, 2, ALIAS_AND_ADDRESS),
                        question.length + 5));
                case SILENT -> {
                }
            }
        } catch (IOException closed) {
            socket.close();
        }
    }

    private static byte[] answer(byte[] question, int code, int answers, byte[] records) {
        byte[] octets = Arrays.copyOf(question, question.length + records.length);
        System.arraycopy(records, 0, octets, question.length, records.length);
        ByteBuffer.wrap(octets).putShort(2, (short) (0x8180 | code)).putShort(6, (short) answers);
        return octets;
    }

    private void send(DatagramPacket to, byte[] octets) throws IOException {
        socket.send(new DatagramPacket(octets, octets.length, to.getSocketAddress()));
    }

    @Override
    public void close() {
        socket.close();
    }
}
