package dev.tunnelmanager.simulation;

import dev.tunnelmanager.application.ControlPlaneSettings;
import dev.tunnelmanager.ports.driven.Connector;
import dev.tunnelmanager.ports.driven.IngressRules;
import dev.tunnelmanager.ports.driven.Leadership;
import dev.tunnelmanager.ports.driven.NameDirectory;
import dev.tunnelmanager.ports.driven.StateStore;
import dev.tunnelmanager.ports.driven.Topology;

/**
 * What stands between the application and the simulated world. Nothing in a real run; a test puts an adapter there that errs as a
 * careless program would, to see whether the invariants notice.
 */
interface Sabotage {

    /** Nobody errs. */
    Sabotage NONE = new Sabotage() {};

    default StateStore state(World world, StateStore real) {
        return real;
    }

    default NameDirectory directory(World world, NameDirectory real) {
        return real;
    }

    default IngressRules ingress(World world, IngressRules real) {
        return real;
    }

    default Connector connector(World world, Connector real) {
        return real;
    }

    default Topology topology(World world, Topology real) {
        return real;
    }

    default Leadership leadership(World world, Leadership real) {
        return real;
    }

    default ControlPlaneSettings settings(ControlPlaneSettings real) {
        return real;
    }
}
