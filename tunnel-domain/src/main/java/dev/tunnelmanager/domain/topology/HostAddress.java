package dev.tunnelmanager.domain.topology;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A literal address of the host.
 *
 * @param text canonical form without brackets (RFC 5952 for IPv6); an IPv4-mapped address is the IPv4 address
 */
record HostAddress(String text) implements Comparable<HostAddress> {

    static final HostAddress ANY_V4 = new HostAddress("0.0.0.0");
    static final HostAddress LOOPBACK_V4 = new HostAddress("127.0.0.1");
    static final HostAddress LOOPBACK_V6 = new HostAddress("::1");

    private static final Pattern V4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

    /** Reads an address as an engine or a kernel writes it; empty if it is none. */
    static Optional<HostAddress> parse(String raw) {
        String text = raw.strip().toLowerCase(Locale.ROOT);
        if (text.startsWith("[") && text.endsWith("]")) {
            text = text.substring(1, text.length() - 1);
        }
        int scope = text.indexOf('%');
        if (scope >= 0) {
            text = text.substring(0, scope);
        }
        if (!text.contains(":")) {
            return parseV4(text).map(HostAddress::dotted);
        }
        return parseV6(text).map(HostAddress::ofGroups);
    }

    boolean isV6() {
        return text.contains(":");
    }

    boolean isWildcard() {
        return text.equals("0.0.0.0") || text.equals("::");
    }

    boolean isLoopback() {
        return text.startsWith("127.") || text.equals("::1");
    }

    /** Addresses that mean something else on every link, the metadata service of clouds among them (RFC 3927, RFC 4291). */
    boolean isLinkLocal() {
        return text.startsWith("169.254.") || text.matches("fe[89ab][0-9a-f]:.*");
    }

    /** Returns the form used in a service address. */
    String inUrl() {
        return isV6() ? "[" + text + "]" : text;
    }

    @Override
    public int compareTo(HostAddress other) {
        return isV6() == other.isV6() ? text.compareTo(other.text) : Boolean.compare(isV6(), other.isV6());
    }

    private static Optional<Integer> parseV4(String text) {
        Matcher parts = V4.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int value = 0;
        for (int i = 1; i <= 4; i++) {
            int octet = Integer.parseInt(parts.group(i));
            if (octet > 255) {
                return Optional.empty();
            }
            value = value << 8 | octet;
        }
        return Optional.of(value);
    }

    private static HostAddress dotted(int value) {
        return new HostAddress((value >>> 24) + "." + (value >>> 16 & 255) + "." + (value >>> 8 & 255) + "."
                + (value & 255));
    }

    private static Optional<int[]> parseV6(String text) {
        String rest = text;
        int lastColon = rest.lastIndexOf(':');
        if (rest.indexOf('.') > lastColon) {
            Optional<Integer> tail = parseV4(rest.substring(lastColon + 1));
            if (tail.isEmpty()) {
                return Optional.empty();
            }
            rest = rest.substring(0, lastColon + 1) + Integer.toHexString(tail.get() >>> 16) + ":"
                    + Integer.toHexString(tail.get() & 0xffff);
        }
        int gap = rest.indexOf("::");
        if (gap < 0) {
            return groups(rest, 8);
        }
        Optional<int[]> head = groups(rest.substring(0, gap), -1);
        Optional<int[]> tail = groups(rest.substring(gap + 2), -1);
        if (head.isEmpty() || tail.isEmpty() || head.get().length + tail.get().length > 7) {
            return Optional.empty();
        }
        int[] all = new int[8];
        System.arraycopy(head.get(), 0, all, 0, head.get().length);
        System.arraycopy(tail.get(), 0, all, 8 - tail.get().length, tail.get().length);
        return Optional.of(all);
    }

    private static Optional<int[]> groups(String text, int wanted) {
        String[] parts = text.isEmpty() ? new String[0] : text.split(":", -1);
        if (wanted >= 0 && parts.length != wanted) {
            return Optional.empty();
        }
        int[] values = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            if (!parts[i].matches("[0-9a-f]{1,4}")) {
                return Optional.empty();
            }
            values[i] = Integer.parseInt(parts[i], 16);
        }
        return Optional.of(values);
    }

    private static HostAddress ofGroups(int[] groups) {
        boolean mapped = groups[5] == 0xffff;
        for (int i = 0; i < 5; i++) {
            mapped &= groups[i] == 0;
        }
        if (mapped) {
            return dotted(groups[6] << 16 | groups[7]);
        }
        int start = -1;
        int longest = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > longest) {
                longest = end - i;
                start = i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                text.append("::");
                i += longest - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return new HostAddress(text.toString());
    }
}
