package dev.tunnelmanager.domain.ingress;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import java.net.IDN;
import java.util.Locale;

/**
 * The hostname part of a rule as cloudflared applies it (ingress/rule.go, ingress/ingress.go): compared octet by octet, a leading
 * {@code *.} standing for any number of labels; a name is compared in its ASCII form as well.
 *
 * @param written the filter as it stands in the rule
 */
record HostFilter(String written) {

    boolean isEverything() {
        return written.isEmpty() || written.equals("*");
    }

    boolean matches(String host) {
        return isEverything() || takes(written, host) || takes(ascii(), host);
    }

    /** Returns whether every request for {@code hostname} passes. */
    boolean covers(HostnamePattern hostname) {
        return hostname.isWildcard() ? coversBelow(hostname.text().substring(1)) : matches(hostname.text());
    }

    /** Returns whether every request that passes {@code other} passes here too. */
    boolean covers(HostFilter other) {
        if (isEverything()) {
            return true;
        }
        if (other.isEverything()) {
            return false;
        }
        return other.isWildcard() ? coversBelow(other.written.substring(1)) : matches(other.ascii());
    }

    /** Returns whether {@code hostname} takes every request that passes here. */
    boolean isCoveredBy(HostnamePattern hostname) {
        return new HostFilter(hostname.text()).covers(this);
    }

    boolean isWildcard() {
        return written.startsWith("*.");
    }

    private boolean coversBelow(String suffix) {
        return isEverything() || (isWildcard() && suffix.endsWith(written.substring(1)));
    }

    private static boolean takes(String filter, String host) {
        return filter.equals(host) || (filter.startsWith("*.") && host.endsWith(filter.substring(1)));
    }

    /** Returns whether the translation would change nothing, which is so of most names and far sooner seen than done. */
    private boolean isPlain() {
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '.') {
                return false;
            }
        }
        return true;
    }

    private String ascii() {
        if (written.contains("*") || isPlain()) {
            return written;
        }
        try {
            return IDN.toASCII(written, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException | IndexOutOfBoundsException notAName) {
            return written;
        }
    }
}
