package dev.tunnelmanager.launcher.demo;

import com.sun.net.httpserver.HttpServer;
import dev.tunnelmanager.adapter.cloudflaredconfig.BackupPolicy;
import dev.tunnelmanager.adapter.cloudflaredconfig.CloudflaredIngressFile;
import dev.tunnelmanager.adapter.host.FileChangeFeed;
import dev.tunnelmanager.adapter.host.FileLeadership;
import dev.tunnelmanager.adapter.host.HostTopology;
import dev.tunnelmanager.adapter.host.JdkProbes;
import dev.tunnelmanager.adapter.host.ProcListeners;
import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.simulation.SimulatedConnector;
import dev.tunnelmanager.adapter.simulation.SimulatedNameDirectory;
import dev.tunnelmanager.adapter.sqlite.SqliteStateStore;
import dev.tunnelmanager.application.ControlPlaneSettings;
import dev.tunnelmanager.application.DrivenPorts;
import dev.tunnelmanager.application.TunnelControlPlane;
import dev.tunnelmanager.application.WatchedPorts;
import dev.tunnelmanager.domain.diagnosis.TunnelEvent;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.hostname.ZoneStanding;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.ports.driven.Events;
import dev.tunnelmanager.ports.driven.IngressRules;
import dev.tunnelmanager.ports.driving.ControlPlane;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Shows the whole story: a supervisor allocates a port, publishes a hostname, lists it, a visitor asks for it, and it is deleted
 * again. Simulated are the provider, its edge and the connector; the state, the config file and the service are real.
 */
public final class Demo {

    private static final String HOSTNAME = "hello.example.com";
    private static final String CONFIG = """
            # The connector's config file. Only our own rules in it ever change.
            tunnel: 6ff42ae2-765d-4adf-8112-31c55c1551ef
            ingress:
              - hostname: wiki.example.com   # somebody's handwork
                service: http://localhost:8080
              - service: http_status:404
            """;

    private final PrintStream out;
    private final Path directory;

    /** Shows it on {@code out}; files are kept in {@code directory}, which must exist. */
    public Demo(PrintStream out, Path directory) {
        this.out = out;
        this.directory = directory;
    }

    /** Runs the story; returns whether it went as it should. */
    public boolean run() throws IOException {
        Path config = directory.resolve("config.yml");
        Files.writeString(config, CONFIG);
        InstantSource clock = Clock.tickMillis(ZoneOffset.UTC);
        SimulatedNameDirectory provider = new SimulatedNameDirectory("6ff42ae2-765d-4adf-8112-31c55c1551ef.demo.tunnel",
                List.of(new Zone("zone-1", "example.com", ZoneStanding.ACTIVE, 1, List.of())));
        CloudflaredIngressFile rules = new CloudflaredIngressFile(config,
                BackupPolicy.files(directory.resolve("backups")), Optional.empty(), clock);
        SimulatedConnector connector = new SimulatedConnector(() -> standing(rules), clock, 2);
        HttpServer service = service();
        try (Edge edge = new Edge(provider, connector);
                ControlPlane plane = open(provider, rules, connector, edge, clock);
                Supervisor supervisor = new Supervisor(plane, new ProjectName("shop"))) {
            int port = service.getAddress().getPort();
            out.println("Simulated: the provider, its edge and the connector. Real: state, config file, service.");
            out.println("  state    " + directory.resolve("tunnel-manager.db"));
            out.println("  config   " + config);
            out.println("  service  http://localhost:" + port);
            return story(supervisor, edge, config, port);
        } finally {
            service.stop(0);
        }
    }

    private boolean story(Supervisor supervisor, Edge edge, Path config, int port) throws IOException {
        step(supervisor, "1. The supervisor of project shop allocates the port of its service",
                "port_allocate", JsonObject.with().put("port", port).build());
        step(supervisor, "2. It asks which domains there are", "tunnel_list_domains", JsonObject.EMPTY);
        step(supervisor, "3. It publishes a hostname", "tunnel_request_cname",
                JsonObject.with().put("subdomain", "hello").put("targetPort", port).build());
        out.println("\nThe config file now, the handwork untouched:");
        Files.readAllLines(config).forEach(line -> out.println("  " + line));
        step(supervisor, "4. It lists its hostnames", "tunnel_list_cnames", JsonObject.EMPTY);
        String published = visit(edge);
        out.println("\n5. A visitor asks for https://" + HOSTNAME + " at the edge\n   ← " + published);
        step(supervisor, "6. The supervisor deletes the hostname", "tunnel_delete_cname",
                JsonObject.with().put("hostname", HOSTNAME).build());
        String deleted = visit(edge);
        out.println("\n7. The visitor asks again\n   ← " + deleted);
        boolean asBefore = Files.readString(config).equals(CONFIG);
        out.println(asBefore ? "\nThe config file is byte for byte what it was." : "\nThe config file has changed!");
        boolean good = published.contains("200") && published.contains("Hello") && deleted.contains("530") && asBefore;
        out.println(
                good ? "\nTo go live with a real tunnel: docs/going-live.md. For a supervisor's MCP client: README.md."
                        : "\nThis did not go as it should; please report the output above.");
        return good;
    }

    private void step(Supervisor supervisor, String title, String tool, JsonObject arguments) throws IOException {
        StringBuilder asked = new StringBuilder();
        arguments.appendTo(asked);
        out.println("\n" + title + "\n   → " + tool + " " + asked);
        supervisor.call(tool, arguments).lines().forEach(line -> out.println("   ← " + line));
    }

    private ControlPlane open(SimulatedNameDirectory provider, IngressRules rules, SimulatedConnector connector,
            Edge edge, InstantSource clock) {
        SecureRandom chance = new SecureRandom();
        Executor sideBySide = task -> Thread.ofVirtual().start(task);
        DrivenPorts ports = new DrivenPorts(
                SqliteStateStore.open(directory.resolve("tunnel-manager.db"), clock, chance),
                new FileChangeFeed(directory, "tunnel-manager.db"), new FileLeadership(directory), provider, rules,
                connector, new HostTopology(new ProcListeners(), clock),
                new JdkProbes(true, Optional.of(edge.address()), Duration.ofSeconds(3)), WatchedPorts.unseen(),
                new Told(), clock, chance,
                sideBySide);
        return TunnelControlPlane.open(ports, ControlPlaneSettings.DEFAULTS);
    }

    private static List<IngressRule> standing(IngressRules rules) {
        return rules.observe() instanceof IngressRules.Look.Seen seen ? seen.view().rules() : List.of();
    }

    private static HttpServer service() throws IOException {
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> Edge.respond(exchange, 200, "Hello from project shop\n"));
        service.start();
        return service;
    }

    /** Asks the edge for the hostname, and returns the status and the first line of the body. */
    private static String visit(Edge edge) throws IOException {
        try (Socket socket = new Socket(edge.address().getAddress(), edge.address().getPort())) {
            OutputStream request = socket.getOutputStream();
            request.write(("GET / HTTP/1.1\r\nHost: " + HOSTNAME + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            request.flush();
            BufferedReader answer = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            List<String> lines = answer.lines().toList();
            String status = lines.getFirst().replaceFirst("HTTP/1.1 ", "").strip();
            return status + ": " + lines.getLast();
        }
    }

    /** Tells what has happened beside the story. */
    private final class Told implements Events {
        @Override
        public void happened(String sentence) {
            out.println("   " + sentence);
        }

        @Override
        public void tell(TunnelEvent event) {
            // The demo tells its own story.
        }

        @Override
        public void failed(String problem, String recommendation) {
            out.println("   ! " + problem + " " + recommendation);
        }
    }
}
