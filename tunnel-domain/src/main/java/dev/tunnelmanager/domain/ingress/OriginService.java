package dev.tunnelmanager.domain.ingress;

import java.util.regex.Pattern;

/**
 * The address of a service as a connector is told it, for example {@code http://localhost:5000}. Only the forms that we write:
 * scheme, host, port. What others write is an {@link IngressRule} with any text.
 *
 * @param text scheme, host and port
 */
public record OriginService(String text) {

    private static final Pattern FORM = Pattern
            .compile("(http|https|tcp|ssh|rdp)://([A-Za-z0-9][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:]+]):[1-9][0-9]{0,4}");

    public OriginService {
        if (!isOne(text)) {
            throw new IllegalArgumentException("Not an origin service: " + text);
        }
    }

    /** Returns whether {@code raw} has this form. */
    public static boolean isOne(String raw) {
        return FORM.matcher(raw).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
