package dev.tunnelmanager.domain.ownership;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A project token as it is stored: SHA-256 over salt and token. Tokens are made by us from 256 random bits, so a slow hash
 * would protect nothing.
 *
 * @param text salt and digest in hexadecimal, separated by a colon
 */
public record TokenHash(String text) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}:[0-9a-f]{64}");

    public TokenHash {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("Not a token hash");
        }
    }

    /** Returns the hash of {@code token} with {@code salt}, which must be 16 random bytes. */
    public static TokenHash of(String token, byte[] salt) {
        String hexSalt = HexFormat.of().formatHex(salt);
        return new TokenHash(hexSalt + ":" + digest(hexSalt, token));
    }

    /** Returns whether {@code token} is the one that was hashed; takes the same time for every wrong token. */
    public boolean matches(String token) {
        String[] parts = text.split(":", 2);
        return MessageDigest.isEqual(parts[1].getBytes(StandardCharsets.US_ASCII),
                digest(parts[0], token).getBytes(StandardCharsets.US_ASCII));
    }

    private static String digest(String hexSalt, String token) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(hexSalt.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
