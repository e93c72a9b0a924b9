package dev.tunnelmanager.standins.connector;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What cloudflared takes for a service, and how it reports it. */
final class ServiceRule {

    private static final Map<String, Integer> USUAL_PORTS = Map.of("ssh", 22, "rdp", 3389, "smb", 445, "tcp", 7864);
    private static final Pattern URL = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^?#]*)(.*)");
    private static final Pattern AUTHORITY = Pattern.compile("(?:.*@)?(\\[[^\\]]*\\]|[^:]*)(:.*)?");

    /** Returns the reported form of {@code service}. */
    static String canonical(String service) throws ConfigFault {
        if (service.startsWith("unix:") || service.startsWith("unix+tls:")) {
            return service;
        }
        if (service.startsWith("http_status:")) {
            return "http_status:" + status(service.substring("http_status:".length()));
        }
        return switch (service) {
            case "hello_world", "hello-world" -> "hello_world";
            case "bastion", "socks-proxy" -> service;
            default -> url(service);
        };
    }

    private static int status(String text) throws ConfigFault {
        try {
            int code = Integer.parseInt(text);
            if (code >= 100 && code <= 999) {
                return code;
            }
            throw new ConfigFault("invalid HTTP status code: " + code);
        } catch (NumberFormatException notANumber) {
            throw new ConfigFault("invalid HTTP status code: " + text);
        }
    }

    private static String url(String service) throws ConfigFault {
        Matcher url = URL.matcher(service);
        if (!url.matches()) {
            int colon = service.indexOf(':');
            if (colon > 0 && !service.substring(0, colon).matches("[A-Za-z][A-Za-z0-9+.-]*")) {
                throw new ConfigFault("parse \"" + service + "\": first path segment in URL cannot contain colon");
            }
            throw invalidAddress(service);
        }
        Matcher authority = AUTHORITY.matcher(url.group(2));
        if (!authority.matches()) {
            throw invalidAddress(service);
        }
        String host = authority.group(1);
        String port = authority.group(2) == null ? "" : authority.group(2);
        if (host.contains(" ")) {
            throw new ConfigFault("parse \"" + service + "\": invalid character \" \" in host name");
        }
        if (!port.matches("(:[0-9]*)?")) {
            throw new ConfigFault("parse \"" + service + "\": invalid port \"" + port + "\" after host");
        }
        if (host.isEmpty()) {
            throw invalidAddress(service);
        }
        if (!url.group(3).isEmpty()) {
            throw new ConfigFault(
                    service + " is an invalid address, ingress rules don't support proxying to a different"
                            + " path on the origin service. The path will be the same as the eyeball request's path");
        }
        String scheme = url.group(1).toLowerCase(Locale.ROOT);
        Integer usual = USUAL_PORTS.get(scheme);
        return scheme + "://" + url.group(2) + (usual != null && port.isEmpty() ? ":" + usual : "") + url.group(4);
    }

    private static ConfigFault invalidAddress(String service) {
        return new ConfigFault(service
                + " is an invalid address, please make sure it has a scheme and a hostname");
    }

    private ServiceRule() {}
}
