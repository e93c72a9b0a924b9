package dev.tunnelmanager.launcher;

import dev.tunnelmanager.domain.diagnosis.TunnelEvent;
import dev.tunnelmanager.ports.driven.Events;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what has happened in the log. */
final class LoggedEvents implements Events {

    private static final Logger LOG = LoggerFactory.getLogger("tunnel-manager");

    @Override
    public void happened(String sentence) {
        LOG.info("{}", sentence);
    }

    @Override
    public void tell(TunnelEvent event) {
        LOG.info("{} {}: {}", event.kind().text(), event.subject(), event.sentence());
    }

    @Override
    public void failed(String problem, String recommendation) {
        LOG.warn("{} {}", problem, recommendation);
    }
}
