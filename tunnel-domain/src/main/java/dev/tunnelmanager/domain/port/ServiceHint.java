package dev.tunnelmanager.domain.port;

import java.util.Optional;

/**
 * What a project says about the service behind one of its ports, where observation alone cannot tell.
 *
 * @param container the container that serves the port; empty means whichever of the project's own fits
 * @param hostService true if the project vouches that a process on the host serves the port, even when the container engine
 *            cannot be asked
 * @param scheme how the connector speaks to the service
 * @param tlsVerify false only if the project asked that the certificate of this service be not checked
 */
public record ServiceHint(Optional<String> container, boolean hostService, ServiceScheme scheme, boolean tlsVerify) {

    /** Nothing special: HTTP, wherever it runs. */
    public static final ServiceHint NONE = new ServiceHint(Optional.empty(), false, ServiceScheme.HTTP, true);

    public ServiceHint {
        if (container.isPresent() && hostService) {
            throw new IllegalArgumentException(
                    "A service is in a container or on the host, not both: " + container.get());
        }
    }
}
