package dev.tunnelmanager.standins.connector;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** {@code tunnel run}: serves until it is told to end. */
final class RunningConnector {

    private final EdgeLinks links;
    private final Duration grace;
    private final boolean hangs;
    private final AtomicInteger signals = new AtomicInteger();

    private RunningConnector(EdgeLinks links, Duration grace, boolean hangs) {
        this.links = links;
        this.grace = grace;
        this.hangs = hangs;
    }

    /** Serves; returns only by an exception, because it could not start. */
    static void start(RunOptions options, List<Rule> fromFile, Faults faults) throws ConfigFault, IOException {
        options.checkProtocol();
        Duration grace = options.grace();
        String connectorId = UUID.randomUUID().toString();
        StandInLog.line("INF", "Starting tunnel");
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(faults.number("start-delay-ms", 0)));
        namesAtStart(options, faults);
        int version = faults.number("config-version", -1);
        ServedRules served = new ServedRules(version < 0 ? new Served(-1, fromFile) : Served.pushed(version));
        OriginProxy proxy = new OriginProxy(served, faults);
        EdgeLinks links = new EdgeLinks(connectorId, options.edge(), proxy.port(), faults);
        StatusServer status = open(options, connectorId, served, links, proxy);
        RunningConnector running = new RunningConnector(links, grace, faults.says("hang", "true"));
        Signals.on(List.of("TERM", "INT"), faults.says("deaf", "true") ? () -> {} : running::told);
        Signals.kills("HUP");
        Signals.on(List.of("USR1"), () -> StandInLog.line("DBG", "ignored"));
        proxy.start();
        status.start();
        links.open();
        new Mishaps(faults, served).start();
        writePid(options.pidFile(), links);
        SystemdReady.tell(links);
        while (true) {
            LockSupport.park();
        }
    }

    /** The real one looks three names up, each for ten seconds, before its status pages are there. */
    private static void namesAtStart(RunOptions options, Faults faults) throws ConfigFault {
        if (!faults.namesFail()) {
            return;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(faults.number("dns-ms", 30_000)));
        StandInLog.line("ERR", "Failed to initialize DNS local resolver error=\"lookup region1.v2.argotunnel.com: i/o"
                + " timeout\"");
        if (options.edge().isEmpty()) {
            throw new ConfigFault("Could not lookup srv records on _v2-origintunneld._tcp.argotunnel.com: lookup"
                    + " _v2-origintunneld._tcp.argotunnel.com: i/o timeout");
        }
    }

    private static StatusServer open(RunOptions options, String connectorId, Supplier<Served> served, EdgeLinks links,
            OriginProxy proxy) throws ConfigFault {
        IOException last = new IOException("no address");
        for (InetSocketAddress address : addresses(options)) {
            try {
                StatusServer server = new StatusServer(address, connectorId, served, links, proxy);
                StandInLog.line("INF", "Starting metrics server on " + address.getAddress().getHostAddress() + ":"
                        + address.getPort() + "/metrics");
                return server;
            } catch (IOException taken) {
                last = taken;
            }
        }
        String asked = options.metrics().orElse("localhost:0");
        throw new ConfigFault("Error opening metrics server listener error=\"listen tcp " + asked
                + ": bind: address already in use\" (" + last.getMessage() + ")");
    }

    /** What was asked for, else the five usual ports and then any. */
    private static List<InetSocketAddress> addresses(RunOptions options) throws ConfigFault {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        if (options.metrics().isEmpty()) {
            return List.of(20241, 20242, 20243, 20244, 20245, 0).stream()
                    .map(port -> new InetSocketAddress(loopback, port)).toList();
        }
        try {
            return List.of(StatusServer.address(options.metrics().get()));
        } catch (IOException | NumberFormatException notAnAddress) {
            throw new ConfigFault("Error opening metrics server listener error=\"" + notAnAddress.getMessage() + "\"");
        }
    }

    /** The file is written after the first connection, without a line end, and is left behind. */
    private static void writePid(Optional<String> file, EdgeLinks links) {
        file.ifPresent(path -> Thread.ofVirtual().start(() -> {
            while (links.ready() == 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
            try {
                Files.writeString(Path.of(path), Long.toString(ProcessHandle.current().pid()));
            } catch (IOException unwritable) {
                StandInLog.line("ERR", "Unable to write pid to " + path);
            }
        }));
    }

    private void told() {
        if (signals.incrementAndGet() > 1) {
            Runtime.getRuntime().halt(143);
        }
        StandInLog.line("INF", "Initiating graceful shutdown due to signal terminated ...");
        Thread.ofPlatform().start(() -> {
            try {
                links.drain(grace.toMillis());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            if (hangs) {
                return;
            }
            StandInLog.line("ERR", "Connection terminated connIndex=0");
            StandInLog.line("ERR", "no more connections active and exiting");
            Runtime.getRuntime().halt(0);
        });
    }
}
