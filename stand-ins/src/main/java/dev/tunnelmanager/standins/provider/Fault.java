package dev.tunnelmanager.standins.provider;

import java.time.Duration;
import java.util.Optional;

/**
 * How one request goes wrong.
 *
 * @param method the method that it waits for; empty means any
 * @param effect whether the request is carried out all the same
 * @param ending how the caller learns of it
 */
public record Fault(Optional<String> method, boolean effect, Ending ending) {

    /** How a request that goes wrong ends for the caller. */
    public sealed interface Ending {
        /**
         * An answer instead of the right one.
         *
         * @param status the status
         * @param retryAfter the header of that name, as sent
         * @param body as sent
         */
        record Answer(int status, Optional<String> retryAfter, String body) implements Ending {}

        /** The connection is closed without an answer. */
        record Closed() implements Ending {}

        /** There is no answer until the stand-in stops. */
        record Silence() implements Ending {}

        /** The right answer, with half of its body missing. */
        record Truncated() implements Ending {}

        /**
         * The right answer, late.
         *
         * @param by how late
         */
        record Late(Duration by) implements Ending {}
    }

    /** Refuses with 429, as the provider does above its rate limit. */
    public static Fault tooMany(String retryAfter) {
        return new Fault(Optional.empty(), false, new Ending.Answer(429, Optional.of(retryAfter), """
                {"success":false,"errors":[{"code":971,"message":"Please wait and consider throttling your \
                request speed"}],"messages":[],"result":null}"""));
    }

    /** Answers {@code status} with an HTML page. */
    public static Fault page(int status) {
        return new Fault(Optional.empty(), false,
                new Ending.Answer(status, Optional.empty(), "<html><body>error " + status + "</body></html>"));
    }

    /** Closes the connection without an answer. */
    public static Fault closed() {
        return new Fault(Optional.empty(), false, new Ending.Closed());
    }

    /** Never answers. */
    public static Fault silence() {
        return new Fault(Optional.empty(), false, new Ending.Silence());
    }

    /** Breaks off in the middle of the answer. */
    public static Fault truncated() {
        return new Fault(Optional.empty(), true, new Ending.Truncated());
    }

    /** Answers late. */
    public static Fault late(Duration by) {
        return new Fault(Optional.empty(), true, new Ending.Late(by));
    }

    /** Returns this fault for requests of one method only. */
    public Fault on(String only) {
        return new Fault(Optional.of(only), effect, ending);
    }

    /** Returns this fault with the request carried out before it goes wrong. */
    public Fault afterEffect() {
        return new Fault(method, true, ending);
    }
}
