package dev.tunnelmanager.adapter.simulation;

import dev.tunnelmanager.contracts.HostNetworkContract;
import dev.tunnelmanager.ports.driven.HostNetwork;

class SimulatedHostNetworkTest implements HostNetworkContract {

    @Override
    public World world() {
        SimulatedHostNetwork network = new SimulatedHostNetwork();
        return new World() {
            @Override
            public HostNetwork network() {
                return network;
            }

            @Override
            public void online(boolean is) {
                network.setOnline(is);
            }

            @Override
            public void resolves(boolean does) {
                network.setResolving(does);
            }

            @Override
            public void edge(boolean accepts) {
                network.setEdgeThere(accepts);
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }
}
