package dev.tunnelmanager.standins.connector;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/**
 * One unfragmented frame of a WebSocket (RFC 6455, section 5).
 *
 * @param opcode {@link #TEXT} or {@link #CLOSE}, or another of section 5.2
 * @param text the payload, at most 64 KB
 */
public record WebSocketFrame(int opcode, String text) {

    /** The opcode of a text. */
    public static final int TEXT = 1;
    /** The opcode of the end. */
    public static final int CLOSE = 8;

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

    /** Reads a frame; empty if the peer closed the connection before its first byte. */
    public static Optional<WebSocketFrame> read(InputStream from) throws IOException {
        int first = from.read();
        if (first < 0) {
            return Optional.empty();
        }
        DataInputStream in = new DataInputStream(from);
        int second = in.readUnsignedByte();
        int length = second & 0x7f;
        if (length == 127) {
            throw new IOException("A frame of more than 64 KB");
        }
        if (length == 126) {
            length = in.readUnsignedShort();
        }
        byte[] mask = (second & 0x80) == 0 ? new byte[4] : in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new EOFException("A frame ended early");
        }
        mask(payload, mask);
        return Optional.of(new WebSocketFrame(first & 0x0f, new String(payload, StandardCharsets.UTF_8)));
    }

    /** Writes this frame as a client does, masked, or as a server does. */
    public void write(OutputStream to, boolean client) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        int masked = client ? 0x80 : 0;
        frame.write(0x80 | opcode);
        if (payload.length < 126) {
            frame.write(masked | payload.length);
        } else {
            frame.write(masked | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length & 0xff);
        }
        if (client) {
            frame.writeBytes(MASK);
            mask(payload, MASK);
        }
        frame.writeBytes(payload);
        to.write(frame.toByteArray());
        to.flush();
    }

    /** Returns what a server answers to a client's key. */
    public static String accept(String key) {
        try {
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1")
                    .digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException(never);
        }
    }

    private static void mask(byte[] payload, byte[] mask) {
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
    }
}
