package dev.tunnelmanager.domain.topology;

import java.util.List;

/** What is known of the container engine. */
public sealed interface EngineView {

    /**
     * The engine answered.
     *
     * @param networks all networks, by name
     * @param containers containers in every state, by name
     */
    record Present(List<Network> networks, List<Container> containers) implements EngineView {

        public Present {
            networks = List.copyOf(networks);
            containers = List.copyOf(containers);
        }
    }

    /** There is no engine here, so every service is a host service. */
    record Absent() implements EngineView {}

    /**
     * There may be an engine, and it could not be asked. This is not the same as none.
     *
     * @param reason one sentence
     */
    record Unknown(String reason) implements EngineView {}
}
