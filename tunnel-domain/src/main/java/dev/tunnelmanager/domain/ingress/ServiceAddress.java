package dev.tunnelmanager.domain.ingress;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The service of a rule as cloudflared reads it: a word of its own, a socket, a status, or an address in the sense of Go's
 * {@code net/url}.
 */
final class ServiceAddress {

    private static final Set<String> WORDS = Set.of("hello_world", "hello-world", "bastion", "socks-proxy");
    private static final String STATUS = "http_status:";
    private static final Pattern WHOLE_NUMBER = Pattern.compile("[+-]?\\d{1,9}");
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)", Pattern.DOTALL);
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9._:~!$&'()*+,;=%@-]*");
    private static final Pattern PORT = Pattern.compile(":[0-9]*");
    /** Octets beyond ASCII are let through; a percent sign may only stand before such an octet or for itself. */
    private static final Pattern HOST = Pattern
            .compile("(?:[A-Za-z0-9._~!$&'()*+,;=:\\[\\]<>\"-]|[^\\x00-\\x7f]|%25|%[89A-Fa-f][0-9A-Fa-f])*");

    private ServiceAddress() {}

    /** Returns why {@code service} is not one, as the end of a sentence; empty if it is. */
    static Optional<String> fault(String service) {
        if (service.startsWith("unix:") || service.startsWith("unix+tls:") || WORDS.contains(service)) {
            return Optional.empty();
        }
        return service.startsWith(STATUS) ? statusFault(service.substring(STATUS.length())) : urlFault(service);
    }

    private static Optional<String> statusFault(String status) {
        boolean valid = WHOLE_NUMBER.matcher(status).matches() && Integer.parseInt(status) >= 100
                && Integer.parseInt(status) <= 999;
        return valid ? Optional.empty() : Optional.of("\"" + status + "\" is not an HTTP status from 100 to 999");
    }

    private static Optional<String> urlFault(String service) {
        if (service.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            return Optional.of("it has a control character");
        }
        String text = before(service, '#');
        Matcher scheme = SCHEME.matcher(text);
        if (!scheme.matches()) {
            return before(before(text, '?'), '/').contains(":")
                    ? Optional.of("it has no scheme, such as http://")
                    : Optional.of("it has no scheme and no hostname, as in http://localhost:8080");
        }
        String rest = before(scheme.group(2), '?');
        if (!rest.startsWith("//")) {
            return Optional.of("it has no hostname, as in http://localhost:8080");
        }
        String authority = before(rest.substring(2), '/');
        Optional<String> fault = authorityFault(authority);
        if (fault.isEmpty() && rest.length() > authority.length() + 2) {
            return Optional.of("it has the path " + rest.substring(authority.length() + 2)
                    + ", and a rule cannot lead to a path of the service");
        }
        return fault;
    }

    private static Optional<String> authorityFault(String authority) {
        int user = authority.lastIndexOf('@');
        if (user >= 0 && !USER.matcher(authority.substring(0, user)).matches()) {
            return Optional.of("what stands before @ is not a user");
        }
        String host = authority.substring(user + 1);
        int bracket = host.startsWith("[") ? host.lastIndexOf(']') : -2;
        if (bracket == -1) {
            return Optional.of("its bracket is not closed");
        }
        int colon = bracket >= 0 ? bracket + 1 : host.lastIndexOf(':');
        String port = colon >= 0 ? host.substring(colon) : "";
        if (!port.isEmpty() && !PORT.matcher(port).matches()) {
            return Optional.of("\"" + port + "\" is not a port");
        }
        String name = host.substring(0, host.length() - port.length());
        if (!HOST.matcher(name).matches()) {
            return Optional.of("\"" + name + "\" has a character that no hostname has");
        }
        return name.isEmpty() || name.equals("[]")
                ? Optional.of("it has no hostname, as in http://localhost:8080")
                : Optional.empty();
    }

    private static String before(String text, char end) {
        int at = text.indexOf(end);
        return at < 0 ? text : text.substring(0, at);
    }
}
