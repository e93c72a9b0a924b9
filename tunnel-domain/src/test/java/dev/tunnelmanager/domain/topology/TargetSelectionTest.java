package dev.tunnelmanager.domain.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tunnelmanager.domain.port.ServiceHint;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the table of targets, with several cases each: what is seen, and the address or the code that must come out. */
class TargetSelectionTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource({"dev.tunnelmanager.domain.topology.HostTargetRows#hostProcesses",
            "dev.tunnelmanager.domain.topology.HostTargetRows#publishedContainers",
            "dev.tunnelmanager.domain.topology.HostTargetRows#unpublishedContainers",
            "dev.tunnelmanager.domain.topology.HostTargetRows#hostNetwork",
            "dev.tunnelmanager.domain.topology.HostTargetRows#gateways",
            "dev.tunnelmanager.domain.topology.HostTargetRows#hostProcessesFromContainers",
            "dev.tunnelmanager.domain.topology.HostTargetRows#forbidden",
            "dev.tunnelmanager.domain.topology.HostTargetRows#protocols",
            "dev.tunnelmanager.domain.topology.ContainerTargetRows#sharedNetworks",
            "dev.tunnelmanager.domain.topology.ContainerTargetRows#sharedNamespaces",
            "dev.tunnelmanager.domain.topology.ContainerTargetRows#notRunning",
            "dev.tunnelmanager.domain.topology.ContainerTargetRows#noNetwork",
            "dev.tunnelmanager.domain.topology.ContainerTargetRows#ownership",
            "dev.tunnelmanager.domain.topology.ContainerTargetRows#several",
            "dev.tunnelmanager.domain.topology.ContainerTargetRows#unknowns"})
    void decides_as_the_table_says(String what, Scene scene, int port, ServiceHint hint, String expected) {
        TargetDecision decision = scene.decide("consilio", port, hint);
        assertThat(outcome(decision)).as(decision.toString()).isEqualTo(expected);
    }

    private static String outcome(TargetDecision decision) {
        return switch (decision) {
            case TargetDecision.Chosen chosen -> chosen.target().service().text();
            case TargetDecision.Refused refused -> refused.refusal().code().name();
        };
    }

    static Arguments row(String what, Scene scene, int port, Object expected) {
        return row(what, scene, port, ServiceHint.NONE, expected);
    }

    static Arguments row(String what, Scene scene, int port, ServiceHint hint, Object expected) {
        return arguments(what, scene, port, hint, expected.toString());
    }
}
