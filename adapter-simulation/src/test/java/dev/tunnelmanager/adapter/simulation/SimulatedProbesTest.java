package dev.tunnelmanager.adapter.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.contracts.ProbesContract;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.ports.driven.Probes;
import dev.tunnelmanager.ports.driven.Probes.EdgeAnswer;
import dev.tunnelmanager.ports.driven.Probes.Reach;
import org.junit.jupiter.api.Test;

class SimulatedProbesTest implements ProbesContract {

    private final SimulatedProbes probes = new SimulatedProbes();

    @Override
    public Probes probes() {
        return probes;
    }

    @Override
    public void serve(HostnamePattern hostname, int status) {
        probes.setAnswer(hostname, new EdgeAnswer.Answered(status));
    }

    @Override
    public void serveNothing(HostnamePattern hostname) {
        probes.setAnswer(hostname, new EdgeAnswer.NotAnswered("Nobody serves " + hostname + "."));
    }

    @Override
    public OriginService listening() {
        return new OriginService("http://localhost:5000");
    }

    @Override
    public OriginService notListening() {
        OriginService service = new OriginService("http://localhost:5001");
        probes.setReach(service, Reach.NO);
        return service;
    }

    @Test
    void answers_200_unless_told_otherwise() {
        assertThat(probes.throughEdge(HostnamePattern.of("any.example.com"))).isEqualTo(new EdgeAnswer.Answered(200));
    }
}
