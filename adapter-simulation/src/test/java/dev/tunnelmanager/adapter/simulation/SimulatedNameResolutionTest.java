package dev.tunnelmanager.adapter.simulation;

import dev.tunnelmanager.contracts.NameResolutionContract;
import dev.tunnelmanager.ports.driven.NameResolution;

class SimulatedNameResolutionTest implements NameResolutionContract {

    @Override
    public World world() {
        SimulatedNameResolution.Host host = new SimulatedNameResolution.Host();
        return new World() {
            @Override
            public NameResolution opened() {
                return SimulatedNameResolution.on(host, true);
            }

            @Override
            public NameResolution forbidden() {
                return SimulatedNameResolution.on(host, false);
            }

            @Override
            public boolean isAsUsual() {
                return !host.isSwitched();
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }
}
