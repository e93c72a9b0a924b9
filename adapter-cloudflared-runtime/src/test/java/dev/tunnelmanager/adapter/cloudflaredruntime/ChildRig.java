package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.contracts.ConnectorContract;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.ports.driven.Connector;
import dev.tunnelmanager.standins.connector.StandInBinary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Real child processes of the stand-in connector in a folder of their own. */
final class ChildRig implements ConnectorContract.Rig {

    static final String INSTANCE = "rig";

    final Path folder;
    final List<HostPort> addresses;
    /** By what notes on replicas that end are written. */
    static final BootClock UPTIME = new BootClock(Path.of("/proc"));

    final ProcessTable processes = new ProcessTable(Path.of("/proc"));
    private final Path program;
    private final List<String> extraArgs;
    private final Duration grace;
    private final Duration readyTimeout;
    private final CloudflaredConnector connector;
    private final String instance;

    ChildRig(Path folder, int replicas, Duration grace, Duration readyTimeout, List<String> extraArgs) {
        this.folder = folder;
        // Tests that run side by side must not take each other's children for their own.
        this.instance = INSTANCE + "-" + Integer.toHexString(folder.toString().hashCode());
        this.addresses = freeAddresses(replicas);
        this.extraArgs = extraArgs;
        this.grace = grace;
        this.readyTimeout = readyTimeout;
        try {
            this.program = StandInBinary.write(folder.resolve("bin"), folder.resolve("control.properties"));
            Files.writeString(folder.resolve("creds.json"), "{}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.connector = newConnector();
    }

    static ChildRig in(Path folder, int replicas) {
        return new ChildRig(folder, replicas, Duration.ofSeconds(30), Duration.ofSeconds(30), List.of());
    }

    ConnectorSettings settings() {
        return new ConnectorSettings(ConnectorSettings.Kind.PROCESS, "cloudflared", List.of("cloudflared"),
                program.toString(),
                extraArgs, addresses, grace, folder.resolve("config.yml"), folder.resolve("state"), () -> instance,
                readyTimeout);
    }

    /** As another process of ours would make it. */
    CloudflaredConnector newConnector() {
        return newConnector(InstantSource.system());
    }

    /** Does the same with another time of day. */
    CloudflaredConnector newConnector(InstantSource clock) {
        return new CloudflaredConnector(settings(), ContainerControl.none(), Optional::empty, Pause.real(), clock,
                new Random());
    }

    @Override
    public Connector connector() {
        return connector;
    }

    @Override
    public void hold(List<IngressRule> rules) {
        StringBuilder yaml = new StringBuilder("tunnel: 11111111-2222-3333-4444-555555555555\ncredentials-file: "
                + folder.resolve("creds.json") + "\ningress:\n");
        for (IngressRule rule : rules) {
            yaml.append("  - service: '").append(rule.service()).append("'\n");
            if (!rule.hostname().isEmpty()) {
                yaml.append("    hostname: '").append(rule.hostname()).append("'\n");
            }
            if (!rule.path().isEmpty()) {
                yaml.append("    path: '").append(rule.path()).append("'\n");
            }
        }
        write("config.yml", yaml.toString());
    }

    @Override
    public void breakStarts(boolean broken) {
        control(broken ? "crash=failed to start origin: no such thing" : "");
    }

    @Override
    public void manageElsewhere() {
        control("config-version=3");
    }

    void control(String properties) {
        write("control.properties", properties);
    }

    @Override
    public int wanted() {
        return addresses.size();
    }

    /** Returns every child that is still there. */
    List<ChildReplica> children() {
        return ChildReplica.group(processes.taggedFor(instance));
    }

    @Override
    public void close() {
        for (int i = 0; i < 50 && !children().isEmpty(); i++) {
            children().forEach(child -> child.members().forEach(member -> processes.end(member, true)));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private void write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for something outside of this process, at most 20 s. */
    static boolean eventually(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        return true;
    }

    private static List<HostPort> freeAddresses(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            List<HostPort> addresses = held.stream().map(s -> new HostPort("127.0.0.1", s.getLocalPort())).toList();
            for (ServerSocket socket : held) {
                socket.close();
            }
            return addresses;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
