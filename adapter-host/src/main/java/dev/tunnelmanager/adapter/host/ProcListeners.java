package dev.tunnelmanager.adapter.host;

import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.topology.HostListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TCP sockets that listen in this process's network namespace, read afresh from {@code /proc/net/tcp} and {@code tcp6} at
 * each call, by port and address.
 *
 * <p>Empty where they cannot be read, which is not the same as none. A socket on {@code ::} usually takes IPv4 as well;
 * whether it does cannot be seen there.
 */
public final class ProcListeners implements Supplier<Optional<List<HostListener>>> {

    private static final Logger LOG = LoggerFactory.getLogger(ProcListeners.class);

    /** State of a socket that listens, {@code TCP_LISTEN} of the kernel's {@code include/net/tcp_states.h}. */
    private static final String LISTEN = "0A";

    private static final Comparator<HostListener> ORDER = Comparator.comparing(HostListener::port)
            .thenComparing(HostListener::address);

    private final Path procNet;
    private final ByteOrder order;

    /** Reads {@code /proc/net}. */
    public ProcListeners() {
        this(Path.of("/proc/net"), ByteOrder.nativeOrder());
    }

    /** Reads {@code procNet} instead, written on a machine of that byte order. */
    ProcListeners(Path procNet, ByteOrder order) {
        this.procNet = procNet;
        this.order = order;
    }

    @Override
    public Optional<List<HostListener>> get() {
        Set<HostListener> found = new HashSet<>();
        try {
            read("tcp", found);
            try {
                read("tcp6", found);
            } catch (NoSuchFileException kernelWithoutIpv6) {
                LOG.debug("There is no {}/tcp6, so nothing listens on IPv6", procNet);
            }
        } catch (IOException | UncheckedIOException | IllegalArgumentException notUnderstood) {
            LOG.debug("Listening sockets cannot be read from {}", procNet, notUnderstood);
            return Optional.empty();
        }
        return Optional.of(found.stream().sorted(ORDER).toList());
    }

    private void read(String file, Set<HostListener> found) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(procNet.resolve(file), StandardCharsets.US_ASCII)) {
            lines.readLine();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    listener(line).ifPresent(found::add);
                }
            }
        }
    }

    /** Understands a line such as {@code 0: 0100007F:1F90 00000000:0000 0A …}: number, local, remote, state. */
    private Optional<HostListener> listener(String line) {
        String[] fields = line.strip().split(" +", 5);
        if (fields.length < 4) {
            throw new IllegalArgumentException("Not a line of /proc/net/tcp: " + line);
        }
        if (!fields[3].equals(LISTEN)) {
            return Optional.empty();
        }
        int colon = fields[1].indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("Not an address of /proc/net/tcp: " + fields[1]);
        }
        int port = Integer.parseInt(fields[1].substring(colon + 1), 16);
        String address = ProcAddress.text(fields[1].substring(0, colon), order);
        return Optional.of(new HostListener(address, PortNumber.of(port)));
    }
}
