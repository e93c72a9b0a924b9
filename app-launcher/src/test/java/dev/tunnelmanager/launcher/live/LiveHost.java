package dev.tunnelmanager.launcher.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.adapter.docker.DockerTopology;
import dev.tunnelmanager.adapter.host.ProcListeners;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.port.ServiceHint;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.topology.ConnectorPlace;
import dev.tunnelmanager.domain.topology.EngineView;
import dev.tunnelmanager.domain.topology.Target;
import dev.tunnelmanager.domain.topology.TargetDecision;
import dev.tunnelmanager.domain.topology.TargetRequest;
import dev.tunnelmanager.domain.topology.TargetSelection;
import dev.tunnelmanager.standins.engine.LiveEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * This machine with its engine, as one project sees it. Targets are chosen from what the real adapters show, and asked for from where
 * the connector is: a container, or the host, which stands for a connector that is no container.
 */
final class LiveHost implements AutoCloseable {

    static final String HOST = "";
    static final int INSIDE = 8080;
    static final String OTHERS = "com.supervisor.project=other";
    /** What recommendations call a network that they make. */
    private static final String NEW_NETWORK = "tunnel";

    private static final Pattern FORWARD = Pattern.compile("TCP4-LISTEN:\\d+,");

    final LiveEngine engine;
    final ProjectName project;
    private final Path folder;
    private final DockerTopology topology;
    private final List<String> forwards = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private final boolean networkWasThere;

    LiveHost(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        this.engine = new LiveEngine(folder);
        this.project = new ProjectName(engine.run());
        this.topology = new DockerTopology(engine.host(), new ProcListeners(), InstantSource.system());
        this.networkWasThere = isNewNetworkThere();
    }

    private boolean isNewNetworkThere() throws IOException, InterruptedException {
        return engine.tryDocker("network", "inspect", NEW_NETWORK).exitCode() == 0;
    }

    /** Starts a web server on the host that answers with {@code name}. */
    void process(String name, String address, int port) throws IOException {
        Path www = Files.createDirectories(folder.resolve(name));
        Files.writeString(www.resolve("index.html"), name + "\n");
        String at = address.contains(":") ? "[" + address + "]" : address;
        processes.add(new ProcessBuilder(LiveEngine.busybox().toString(), "httpd", "-f", "-p", at + ":" + port, "-h",
                www.toString()).redirectErrorStream(true).redirectOutput(folder.resolve(name + ".log").toFile())
                .start());
        Await.until(name + " listens on " + port, () -> new ProcListeners().get().orElseThrow().stream()
                .anyMatch(listener -> listener.port().value() == port && listener.address().equals(address)));
    }

    /** Returns an address of the host that is neither loopback nor one of the engine's. */
    static String ownAddress() throws IOException {
        return NetworkInterface.networkInterfaces()
                .filter(each -> !each.getName().startsWith("docker") && !each.getName().startsWith("br-")
                        && !each.getName().startsWith("veth"))
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address.getAddress().length == 4 && !address.isLoopbackAddress())
                .map(InetAddress::getHostAddress).findFirst()
                .orElseThrow(() -> new IllegalStateException("The host has no address but loopback"));
    }

    TargetDecision decide(String connector, int port) {
        return decide(connector, port, ServiceHint.NONE);
    }

    TargetDecision decide(String connector, int port, ServiceHint hint) {
        ProjectName other = new ProjectName("other");
        return TargetSelection.decide(new TargetRequest(project, PortNumber.of(port), hint, Set.of(project, other),
                Map.of(PortNumber.of(port), project), Set.of()), place(connector), topology.snapshot());
    }

    private ConnectorPlace place(String connector) {
        if (connector.equals(HOST)) {
            return new ConnectorPlace.OnHost();
        }
        return ((EngineView.Present) topology.snapshot().engine()).containers().stream()
                .filter(seen -> seen.name().equals(connector)).findFirst()
                .<ConnectorPlace>map(seen -> new ConnectorPlace.InContainer(seen.id())).orElseThrow();
    }

    /** Asserts that a target is chosen, and that it is {@code name} that answers there. */
    Target assertServed(String connector, int port, String name) throws IOException, InterruptedException {
        return assertServed(connector, port, ServiceHint.NONE, name);
    }

    Target assertServed(String connector, int port, ServiceHint hint, String name)
            throws IOException, InterruptedException {
        TargetDecision decision = decide(connector, port, hint);
        assertThat(decision).isInstanceOf(TargetDecision.Chosen.class);
        Target target = ((TargetDecision.Chosen) decision).target();
        assertThat(target.tlsVerify()).isTrue();
        Optional<String> answer = connector.equals(HOST)
                ? LiveEngine.fetch(target.service().text())
                : engine.fetchFrom(connector, target.service().text());
        assertThat(answer).as("what answers at %s, chosen because %s", target.service(), target.reason())
                .contains(name);
        return target;
    }

    /** Asserts that what one might choose does not lead there: nothing answers, or something else does. */
    void assertWrong(String connector, String url, String name) throws IOException, InterruptedException {
        Optional<String> answer = connector.equals(HOST)
                ? LiveEngine.fetchOnce(url)
                : engine.fetchOnceFrom(connector, url);
        assertThat(answer.filter(name::equals)).as("what answers at %s as seen from %s", url, connector).isEmpty();
    }

    /** Asserts a refusal. */
    Refusal assertRefused(String connector, int port, RefusalCode code) {
        return assertRefused(connector, port, ServiceHint.NONE, code);
    }

    Refusal assertRefused(String connector, int port, ServiceHint hint, RefusalCode code) {
        TargetDecision decision = decide(connector, port, hint);
        assertThat(decision).isInstanceOf(TargetDecision.Refused.class);
        Refusal refusal = ((TargetDecision.Refused) decision).refusal();
        assertThat(refusal.code()).as("%s", refusal).isEqualTo(code);
        return refusal;
    }

    /** Returns the first address of a network at which the host is. */
    String gatewayOf(String network) throws IOException, InterruptedException {
        return engine.docker("network", "inspect", "-f", "{{(index .IPAM.Config 0).Gateway}}", network);
    }

    /** Runs the command of a refusal, which makes no container anew. */
    void carryOut(Refusal refusal) throws IOException, InterruptedException {
        Matcher forward = FORWARD.matcher(refusal.recommendation());
        if (forward.find()) {
            forwards.add(forward.group());
        }
        new Recommendation(refusal, engine).run();
    }

    @Override
    public void close() throws IOException {
        topology.close();
        ProcessHandle.allProcesses()
                .filter(each -> each.info().arguments().stream().flatMap(Arrays::stream)
                        .anyMatch(word -> forwards.stream().anyMatch(word::startsWith)))
                .forEach(ProcessHandle::destroy);
        processes.forEach(Process::destroy);
        try {
            engine.clean();
            if (!networkWasThere && isNewNetworkThere()) {
                engine.docker("network", "rm", NEW_NETWORK);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
