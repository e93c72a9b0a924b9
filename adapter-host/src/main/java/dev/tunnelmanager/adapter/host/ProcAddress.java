package dev.tunnelmanager.adapter.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/** Addresses as the kernel prints them in {@code /proc/net}: 32-bit words in the byte order of the machine, in hexadecimal. */
final class ProcAddress {

    private static final int GROUPS = 8;
    /** The first 12 octets of an IPv4 address that is written as IPv6, RFC 4291 section 2.5.5.2. */
    private static final byte[] V4_MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    /** Returns the usual text: dotted quad, also for IPv4 written as IPv6, or IPv6 as RFC 5952 has it. */
    static String text(String hex, ByteOrder order) {
        byte[] printed = HexFormat.of().parseHex(hex);
        if (printed.length != 4 && printed.length != 16) {
            throw new IllegalArgumentException("Not an address of /proc/net: " + hex);
        }
        ByteBuffer words = ByteBuffer.wrap(printed);
        ByteBuffer address = ByteBuffer.allocate(printed.length).order(order);
        while (words.hasRemaining()) {
            address.putInt(words.getInt());
        }
        byte[] octets = address.array();
        if (octets.length == 4) {
            return dotted(octets, 0);
        }
        boolean mapped = Arrays.mismatch(octets, V4_MAPPED) == V4_MAPPED.length;
        return mapped ? dotted(octets, V4_MAPPED.length) : colons(octets);
    }

    private static String dotted(byte[] octets, int from) {
        return (octets[from] & 0xff) + "." + (octets[from + 1] & 0xff) + "." + (octets[from + 2] & 0xff) + "."
                + (octets[from + 3] & 0xff);
    }

    /** Writes the longest run of two or more zero groups as {@code ::}, the first of them if there are several. */
    private static String colons(byte[] octets) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = ((octets[2 * i] & 0xff) << 8) | (octets[2 * i + 1] & 0xff);
        }
        int start = -1;
        int length = 1;
        for (int i = 0; i < GROUPS; i++) {
            int run = 0;
            while (i + run < GROUPS && groups[i + run] == 0) {
                run++;
            }
            if (run > length) {
                start = i;
                length = run;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    private ProcAddress() {}
}
