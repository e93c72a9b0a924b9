package dev.tunnelmanager.adapter.host;

import dev.tunnelmanager.domain.diagnosis.Sighting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel's main routing tables as {@code /proc/net/route} and {@code /proc/net/ipv6_route} show them, read afresh at each call.
 * Tables that rules lead to, for example those of a private network, are not there.
 */
final class RouteTables {

    private static final Logger LOG = LoggerFactory.getLogger(RouteTables.class);
    /** {@code RTF_UP} and {@code RTF_REJECT} of the kernel's {@code include/uapi/linux/route.h}. */
    private static final int UP = 0x0001;
    private static final int REJECT = 0x0200;
    private static final String ANY_6 = "0".repeat(32);

    private final Path procNet;

    RouteTables(Path procNet) {
        this.procNet = procNet;
    }

    /** Returns whether there is a default route of either family; unknown if no table can be read. */
    Sighting hasDefault() {
        Optional<List<String>> four = lines("route");
        Optional<List<String>> six = lines("ipv6_route");
        if (four.isEmpty() && six.isEmpty()) {
            return Sighting.UNKNOWN;
        }
        return Sighting.of(Stream.concat(interfaces4(four), interfaces6(six)).findAny().isPresent());
    }

    /** Returns the interface over which traffic leaves that has no other route, the preferred one if there are several. */
    Optional<String> defaultInterface() {
        return Stream.concat(interfaces4(lines("route")), interfaces6(lines("ipv6_route"))).findFirst();
    }

    /** Fields: interface, destination, gateway, flags, counts, metric, mask; numbers in hexadecimal, the metric in decimal. */
    private static Stream<String> interfaces4(Optional<List<String>> lines) {
        return lines.orElse(List.of()).stream().map(line -> line.strip().split("\\s+", -1)).filter(
                fields -> fields.length >= 8 && isZero(fields[1]) && isZero(fields[7]) && leads(fields[3]))
                .sorted((a, b) -> Long.compare(number(a[6], 10), number(b[6], 10))).map(fields -> fields[0]);
    }

    /** Fields: destination, its length, source, its length, next hop, metric, counts, flags, interface; all in hexadecimal. */
    private static Stream<String> interfaces6(Optional<List<String>> lines) {
        return lines.orElse(List.of()).stream().map(line -> line.strip().split("\\s+", -1)).filter(
                fields -> fields.length >= 10 && fields[0].equals(ANY_6) && fields[1].equals("00") && leads(fields[8])
                        && !fields[9].equals("lo"))
                .sorted((a, b) -> Long.compare(number(a[5], 16), number(b[5], 16))).map(fields -> fields[9]);
    }

    private static boolean isZero(String hexadecimal) {
        return number(hexadecimal, 16) == 0;
    }

    private static boolean leads(String flags) {
        long bits = number(flags, 16);
        return bits >= 0 && (bits & UP) != 0 && (bits & REJECT) == 0;
    }

    private static long number(String text, int radix) {
        try {
            return Long.parseLong(text, radix);
        } catch (NumberFormatException heading) {
            return -1;
        }
    }

    private Optional<List<String>> lines(String file) {
        try {
            return Optional.of(Files.readAllLines(procNet.resolve(file), StandardCharsets.US_ASCII));
        } catch (IOException unreadable) {
            LOG.debug("No routes from {}/{}: {}", procNet, file, unreadable.toString());
            return Optional.empty();
        }
    }
}
