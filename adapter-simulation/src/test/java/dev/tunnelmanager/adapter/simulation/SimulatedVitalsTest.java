package dev.tunnelmanager.adapter.simulation;

import dev.tunnelmanager.contracts.VitalsContract;
import dev.tunnelmanager.domain.diagnosis.LogSignal.Kind;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.ports.driven.Vitals;
import java.time.InstantSource;
import java.util.List;

class SimulatedVitalsTest implements VitalsContract {

    @Override
    public Rig rig() {
        List<IngressRule> rules = List.of(new IngressRule("", "", "http_status:404"));
        SimulatedConnector connector = new SimulatedConnector(() -> rules, InstantSource.system(), 2);
        SimulatedVitals vitals = new SimulatedVitals(connector, InstantSource.system());
        return new Rig() {
            @Override
            public Vitals vitals() {
                return vitals;
            }

            @Override
            public int wanted() {
                return 2;
            }

            @Override
            public void restart() {
                connector.restart(rules, what -> {});
            }

            @Override
            public void crashOne() {
                connector.crashOne();
            }

            @Override
            public void say(Kind kind) {
                vitals.say(kind);
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }
}
