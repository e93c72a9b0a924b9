package dev.tunnelmanager.adapter.cloudflaredruntime;

/**
 * Where a connector's status pages are served.
 *
 * @param host a name or an address, an IPv6 address without its brackets; empty means every address of the machine
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {

    public HostPort {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("Port " + port + " is not from 1 to 65535");
        }
        if (host.chars().anyMatch(c -> c <= ' ' || c == '/' || c == '[' || c == ']')) {
            throw new IllegalArgumentException("Not a host: \"" + host + "\"");
        }
    }

    /**
     * Reads {@code 127.0.0.1:20241}, {@code [::1]:20241} or {@code :20241}.
     *
     * @throws IllegalArgumentException if {@code text} is none of these
     */
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (colon < 0 || (host.contains(":") && !bracketed)) {
            throw new IllegalArgumentException("Not of the form host:port: \"" + text + "\"");
        }
        try {
            return new HostPort(bracketed ? host.substring(1, host.length() - 1) : host,
                    Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("Not of the form host:port: \"" + text + "\"", notANumber);
        }
    }

    /** Returns the host to connect to: a listener on every address is asked on loopback. */
    String contact() {
        return host.isEmpty() || host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
