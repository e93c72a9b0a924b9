package dev.tunnelmanager.adapter.cloudflaredruntime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.contracts.ConnectorContract;
import dev.tunnelmanager.contracts.VitalsContract;
import dev.tunnelmanager.domain.connector.RollOutcome;
import dev.tunnelmanager.domain.diagnosis.LogSignal.Kind;
import dev.tunnelmanager.ports.driven.Vitals;
import java.nio.file.Path;

/** A real child process of the stand-in connector, looked at by the process that has started it. */
final class VitalsRig implements VitalsContract.Rig {

    final ChildRig children;
    private final CloudflaredConnector connector;

    VitalsRig(Path folder) {
        this.children = ChildRig.in(folder, 1);
        this.connector = (CloudflaredConnector) children.connector();
    }

    @Override
    public Vitals vitals() {
        return connector.vitals();
    }

    @Override
    public int wanted() {
        return children.wanted();
    }

    @Override
    public void restart() {
        children.hold(ConnectorContract.SHOP);
        assertThat(connector.restart(ConnectorContract.SHOP, step -> {})).isInstanceOf(RollOutcome.Served.class);
    }

    @Override
    public void crashOne() {
        children.children().getFirst().members().forEach(member -> children.processes.end(member, true));
    }

    @Override
    public void say(Kind kind) {
        children.control("say=" + switch (kind) {
            case TRANSPORT_TIMEOUT ->
                "ERR failed to accept incoming stream requests error=\"failed to accept QUIC stream:"
                        + " timeout: no recent network activity\"";
            case EDGE_LOST -> "INF Lost connection with the edge connIndex=3";
            case NAME_RESOLUTION_FAILED -> "ERR Failed to refresh DNS local resolver error=\"lookup"
                    + " region1.v2.argotunnel.com: i/o timeout\"";
            case REGISTRATION_REFUSED -> "ERR Register tunnel error from server side error=\"Unauthorized: no\"";
            case RULES_REJECTED -> "The config file doesn't contain any ingress rules";
            case ORIGIN_UNREACHABLE -> "ERR  error=\"Unable to reach the origin service. The service may be down\""
                    + " event=1";
            case REGISTERED -> "INF Registered tunnel connection connIndex=9 location=xxx01 protocol=http2";
        });
    }

    @Override
    public void close() {
        children.close();
    }
}
