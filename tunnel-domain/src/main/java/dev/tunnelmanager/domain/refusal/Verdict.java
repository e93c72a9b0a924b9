package dev.tunnelmanager.domain.refusal;

import java.util.function.Function;

/**
 * The outcome of a decision that yields a value or a refusal.
 *
 * @param <T> what is granted
 */
public sealed interface Verdict<T> {

    /**
     * The decision is yes.
     *
     * @param value what is granted
     */
    record Granted<T>(T value) implements Verdict<T> {}

    /**
     * The decision is no, and nothing has changed.
     *
     * @param refusal why
     */
    record Refused<T>(Refusal refusal) implements Verdict<T> {}

    /** Grants {@code value}. */
    static <T> Verdict<T> granted(T value) {
        return new Granted<>(value);
    }

    /** Refuses with the parts of a {@link Refusal}. */
    static <T> Verdict<T> refused(RefusalCode code, String problem, String recommendation) {
        return new Refused<>(new Refusal(code, problem, recommendation));
    }

    /** Refuses with {@code refusal}. */
    static <T> Verdict<T> refused(Refusal refusal) {
        return new Refused<>(refusal);
    }

    /** Goes on with {@code next} if this is granted; keeps the refusal otherwise. */
    default <R> Verdict<R> then(Function<T, Verdict<R>> next) {
        return switch (this) {
            case Granted<T> granted -> next.apply(granted.value());
            case Refused<T> refused -> new Refused<>(refused.refusal());
        };
    }
}
