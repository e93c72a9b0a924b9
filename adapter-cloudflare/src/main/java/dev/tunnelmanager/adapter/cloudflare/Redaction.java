package dev.tunnelmanager.adapter.cloudflare;

import java.util.regex.Pattern;

/** Makes texts from outside fit to be shown: no secrets, no control characters, not too long. */
final class Redaction {

    private static final int MAX_LENGTH = 300;

    /**
     * Cloudflare's tokens have a prefix since 2025 and were 40 characters before; longer runs are masked too, as tunnel tokens
     * and keys are. Ids (32) and tunnel ids (36) are shorter.
     */
    private static final Pattern SECRET = Pattern
            .compile("cf(?:ut|at|k)_[A-Za-z0-9_-]+|(?i:bearer)\\s+\\S+|[A-Za-z0-9_+/=-]{40,}");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\p{Cf}]+");

    private Redaction() {}

    /** Returns {@code text} without anything that looks like a secret. */
    static String clean(String text) {
        String masked = CONTROL.matcher(SECRET.matcher(text).replaceAll("***")).replaceAll(" ").strip();
        return masked.length() > MAX_LENGTH ? masked.substring(0, MAX_LENGTH) + "…" : masked;
    }

    /** Returns {@code text} without anything that looks like a secret, and without {@code token} whatever it looks like. */
    static String clean(String text, String token) {
        return clean(text.replace(token, "***"));
    }
}
