package dev.tunnelmanager.domain.diagnosis;

import java.time.Instant;
import java.util.Locale;

/**
 * Something that those who use the tunnel are told without asking.
 *
 * @param number counts up by one from 1 and is never used again; 0 while it is not on record
 * @param at when it happened
 * @param kind what happened
 * @param subject the hostname, or {@code tunnel}
 * @param sentence what is the case, and what is being done about it
 */
public record TunnelEvent(long number, Instant at, Kind kind, String subject, String sentence) {

    /** What happened. */
    public enum Kind {
        TUNNEL_DOWN, TUNNEL_RESTARTING, TUNNEL_UP, TUNNEL_RESTART_FAILED, HOSTNAME_DOWN, HOSTNAME_UP;

        /** Returns the form that is used in answers, for example {@code tunnel_down}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
