package dev.tunnelmanager.adapter.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A question for the IPv4 addresses of a name, and its answer, in the form of RFC 1035. */
final class DnsMessage {

    /** What a plain answer over UDP has at most. */
    static final int LARGEST = 512;

    private static final int RECURSION_DESIRED = 0x0100;
    private static final int RESPONSE = 0x8000;
    private static final int CODE = 0x000f;
    private static final int TYPE_A = 1;
    private static final int CLASS_IN = 1;
    private static final int HEADER = 12;

    /**
     * What a resolver has answered.
     *
     * @param code 0 if all is well, 2 for a failure of the server, 3 if there is no such name
     * @param addresses of the name, as far as they are in the answer
     */
    record Answer(int code, List<InetAddress> addresses) {}

    /** Returns the octets of a question. */
    static byte[] question(int id, String name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(HEADER).putShort((short) id).putShort((short) RECURSION_DESIRED)
                .putShort((short) 1).array());
        for (String label : name.split("\\.", -1)) {
            byte[] letters = label.getBytes(StandardCharsets.US_ASCII);
            if (letters.length == 0 || letters.length > 63) {
                throw new IllegalArgumentException("Not a name that can be asked for: " + name);
            }
            out.write(letters.length);
            out.writeBytes(letters);
        }
        out.write(0);
        out.writeBytes(ByteBuffer.allocate(4).putShort((short) TYPE_A).putShort((short) CLASS_IN).array());
        return out.toByteArray();
    }

    /**
     * Understands an answer.
     *
     * @throws IOException if it is none, or the answer to another question
     */
    static Answer answer(ByteBuffer octets, int id) throws IOException {
        try {
            int seen = octets.getShort() & 0xffff;
            int flags = octets.getShort() & 0xffff;
            if (seen != id || (flags & RESPONSE) == 0) {
                throw new IOException("Not the answer to the question");
            }
            int questions = octets.getShort() & 0xffff;
            int answers = octets.getShort() & 0xffff;
            octets.position(HEADER);
            for (int i = 0; i < questions; i++) {
                skipName(octets);
                skip(octets, 4);
            }
            List<InetAddress> addresses = new ArrayList<>();
            for (int i = 0; i < answers && octets.hasRemaining(); i++) {
                skipName(octets);
                int type = octets.getShort() & 0xffff;
                skip(octets, 6);
                byte[] content = new byte[octets.getShort() & 0xffff];
                octets.get(content);
                if (type == TYPE_A && content.length == 4) {
                    addresses.add(InetAddress.getByAddress(content));
                }
            }
            return new Answer(flags & CODE, List.copyOf(addresses));
        } catch (BufferUnderflowException | IllegalArgumentException garbled) {
            throw new IOException("An answer that ends too early", garbled);
        }
    }

    /** A name is a row of labels that ends with an empty one, or with two octets that lead to where it goes on. */
    private static void skipName(ByteBuffer octets) {
        for (int length = octets.get() & 0xff; length != 0; length = octets.get() & 0xff) {
            if (length >= 0xc0) {
                skip(octets, 1);
                return;
            }
            skip(octets, length);
        }
    }

    private static void skip(ByteBuffer octets, int count) {
        octets.position(octets.position() + count);
    }

    private DnsMessage() {}
}
