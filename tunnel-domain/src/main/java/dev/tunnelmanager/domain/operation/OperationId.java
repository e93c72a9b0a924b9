package dev.tunnelmanager.domain.operation;

import java.util.regex.Pattern;

/**
 * Names an operation: {@code op-} and 16 hexadecimal digits.
 *
 * @param text the name
 */
public record OperationId(String text) implements Comparable<OperationId> {

    private static final Pattern FORM = Pattern.compile("op-[0-9a-f]{16}");

    public OperationId {
        if (!isOne(text)) {
            throw new IllegalArgumentException("Not an operation id: " + text);
        }
    }

    /** Returns the id of 64 bits of chance. */
    public static OperationId of(long bits) {
        return new OperationId(String.format("op-%016x", bits));
    }

    /** Returns whether {@code raw} has the form of an id. */
    public static boolean isOne(String raw) {
        return FORM.matcher(raw).matches();
    }

    @Override
    public int compareTo(OperationId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
