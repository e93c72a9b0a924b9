package dev.tunnelmanager.application;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a leader signs in the state.
 *
 * @param process the number by which others know it
 * @param since when it became leader
 */
record LeaderWords(long process, Instant since) {

    private static final Pattern FORM = Pattern.compile("process ([0-9]{1,18}) since (\\S+)");

    /** Understands what a leader has written; empty if it is of another form, as an earlier release may have written. */
    static Optional<LeaderWords> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new LeaderWords(Long.parseLong(form.group(1)), Instant.parse(form.group(2))));
        } catch (DateTimeException noInstant) {
            return Optional.empty();
        }
    }

    String text() {
        return "process " + process + " since " + since;
    }
}
