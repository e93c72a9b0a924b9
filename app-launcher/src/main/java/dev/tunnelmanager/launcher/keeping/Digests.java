package dev.tunnelmanager.launcher.keeping;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Copies content and says what it was. */
final class Digests {

    private static final int CHUNK_BYTES = 64 * 1024;

    private Digests() {}

    /**
     * Copies {@code in} to {@code out} and returns its length and digest.
     *
     * @param most ends with an exception when there is more than this, in bytes
     */
    static Manifest.Part copy(InputStream in, OutputStream out, long most) throws IOException {
        MessageDigest digest = sha256();
        byte[] chunk = new byte[CHUNK_BYTES];
        long bytes = 0;
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            bytes += read;
            if (bytes > most) {
                throw new IOException("it is longer than its manifest says");
            }
            digest.update(chunk, 0, read);
            out.write(chunk, 0, read);
        }
        return new Manifest.Part(bytes, HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }
}
