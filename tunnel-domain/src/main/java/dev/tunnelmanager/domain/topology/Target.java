package dev.tunnelmanager.domain.topology;

import dev.tunnelmanager.domain.ingress.OriginService;
import java.util.List;
import java.util.Optional;

/**
 * The address at which the connector reaches a service.
 *
 * @param service the address, as seen from the connector's network namespace
 * @param tlsVerify false only if the project asked that the certificate of this service be not checked
 * @param kind whether it is on the host or in a container
 * @param container the container's name, for a container
 * @param network the shared network's name, where one is used
 * @param reason one sentence that says why this address
 * @param evidence what was observed, a sentence each
 * @param warnings what the project should know, a sentence each
 */
public record Target(OriginService service, boolean tlsVerify, Kind kind, Optional<String> container,
        Optional<String> network,
        String reason, List<String> evidence, List<String> warnings) {

    public Target {
        evidence = List.copyOf(evidence);
        warnings = List.copyOf(warnings);
    }

    /** What is reached at a target. */
    public enum Kind {
        /** A port of the host, whoever serves it. */
        LOCALHOST,
        /** A container by its name. */
        CONTAINER
    }
}
