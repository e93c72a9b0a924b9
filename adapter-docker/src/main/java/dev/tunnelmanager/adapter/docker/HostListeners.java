package dev.tunnelmanager.adapter.docker;

import dev.tunnelmanager.domain.topology.HostListener;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads listening sockets for a snapshot, which never throws. */
final class HostListeners {

    private static final Logger LOG = LoggerFactory.getLogger(HostListeners.class);

    /** Returns what {@code source} sees; empty, which stands for not known, if it fails. */
    static Optional<List<HostListener>> read(Supplier<Optional<List<HostListener>>> source) {
        try {
            return source.get();
        } catch (RuntimeException e) {
            LOG.debug("The host's listening sockets could not be read", e);
            return Optional.empty();
        }
    }

    private HostListeners() {}
}
