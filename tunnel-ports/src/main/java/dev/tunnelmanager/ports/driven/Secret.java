package dev.tunnelmanager.ports.driven;

/** A value that must appear in no log, error, process list or answer: it prints as three asterisks. */
public final class Secret {

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /** Returns the secret of {@code value}, which must not be blank. */
    public static Secret of(String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("A secret is not blank");
        }
        return new Secret(value);
    }

    /** Returns the value itself, for the one place that sends it. */
    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "***";
    }
}
