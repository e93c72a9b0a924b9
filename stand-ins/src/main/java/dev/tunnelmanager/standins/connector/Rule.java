package dev.tunnelmanager.standins.connector;

import java.net.IDN;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One rule that was found valid.
 *
 * @param hostname as written
 * @param path compiled, if there is one
 * @param service in the form in which cloudflared reports it
 */
record Rule(String hostname, Optional<Pattern> path, String service) {

    boolean matches(String host, String requestPath) {
        boolean hostMatches = hostname.isEmpty() || hostname.equals("*") || matchesHost(hostname, host)
                || matchesHost(ascii(hostname), host);
        return hostMatches && (path.isEmpty() || path.get().matcher(requestPath).find());
    }

    String lines() {
        return (hostname.isEmpty() ? "" : "\thostname: " + hostname + "\n")
                + path.map(p -> "\tpath: " + p.pattern() + "\n").orElse("") + "\tservice: " + service;
    }

    private static boolean matchesHost(String pattern, String host) {
        return pattern.equals(host) || (pattern.startsWith("*.") && host.endsWith(pattern.substring(1)));
    }

    private static String ascii(String hostname) {
        try {
            return IDN.toASCII(hostname);
        } catch (IllegalArgumentException garbage) {
            return hostname;
        }
    }
}
