package dev.tunnelmanager.ports.driven;

import dev.tunnelmanager.domain.diagnosis.TunnelEvent;

/**
 * Where it is told what has happened, for people and for programs that watch.
 *
 * <p>Safe for use by many threads. Never throws and never blocks for long: what cannot be told is dropped.
 */
public interface Events {

    /** Tells that something went as it should. */
    void happened(String sentence);

    /**
     * Tells that something did not.
     *
     * @param problem what is the case, whole sentences, without any secret
     * @param recommendation one next step
     */
    void failed(String problem, String recommendation);

    /** Tells those who use the tunnel that something has happened to it. */
    void tell(TunnelEvent event);
}
