import dev.tunnelmanager.adapter.sqlite.SqliteStateStore;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.hostname.ZoneStanding;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.ownership.Project;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.PortAllocation;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.port.ServiceHint;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.route.RouteState;
import dev.tunnelmanager.domain.route.WrittenRecord;
import dev.tunnelmanager.domain.topology.Target;
import dev.tunnelmanager.standins.connector.StandInBinary;
import dev.tunnelmanager.standins.connector.StandInEdge;
import dev.tunnelmanager.standins.stack.StartedReplicas;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A folder with a state of so many live hostnames in it, ten to a project, a port to each; the config file that belongs to it; and
 * a configuration with which nothing outside this machine is asked. Closing it removes the folder.
 */
final class Filled implements AutoCloseable {

    static final String ZONE = "example.com";
    static final int PER_PROJECT = 10;
    static final int FIRST_PORT = 10_000;

    private static final String TUNNEL = "6ff42ae2-765d-4adf-8112-31c55c1551ef";

    private final Path folder;
    private final int hostnames;

    private Filled(Path folder, int hostnames) {
        this.folder = folder;
        this.hostnames = hostnames;
    }

    static Filled with(int hostnames) throws IOException {
        Filled filled = new Filled(Files.createTempDirectory("tunnel-manager-benchmark"), hostnames);
        Files.createDirectory(filled.state());
        Files.writeString(filled.config(), config(hostnames).replace("/etc/cloudflared", filled.folder.toString()));
        // A program that ends as soon as it is started stands for the connector: nothing is published through it.
        filled.configure(Path.of("/bin/true"), "");
        try (SqliteStateStore store = filled.open()) {
            filled.fill(store);
        }
        return filled;
    }

    /** Has two replicas of a stand-in carry the traffic of {@code edge}, from the next process on that opens the state. */
    void connectTo(StandInEdge edge) throws IOException {
        Files.writeString(folder.resolve("credentials.json"), "{}");
        configure(StandInBinary.write(folder.resolve("bin"), folder.resolve("faults.properties")), """
                  extra-args: ["--edge", "%s"]
                edge:
                  probe-via: 127.0.0.1:%d
                """.formatted(edge.address(), edge.httpPort()));
    }

    private void configure(Path connector, String more) throws IOException {
        Files.writeString(folder.resolve("tunnel-manager.yml"), String.format(Locale.ROOT, """
                version: 1
                state-dir: %s
                cloudflare:
                  api: http://127.0.0.1:9
                  default-domain: %s
                ingress:
                  config-file: %s
                docker:
                  host: "off"
                connector:
                  kind: process
                  binary: %s
                  metrics: ["127.0.0.1:%d", "127.0.0.1:%d"]
                """, state(), ZONE, config(), connector, freePort(), freePort()) + more);
    }

    Path folder() {
        return folder;
    }

    Path state() {
        return folder.resolve("state");
    }

    Path database() {
        return state().resolve("tunnel-manager.db");
    }

    Path config() {
        return folder.resolve("config.yml");
    }

    SqliteStateStore open() {
        return SqliteStateStore.open(database(), clock(), new SecureRandom());
    }

    static InstantSource clock() {
        return Clock.tickMillis(ZoneOffset.UTC);
    }

    static String project(int hostname) {
        return String.format(Locale.ROOT, "project-%05d", hostname / PER_PROJECT);
    }

    static String hostname(int number) {
        return String.format(Locale.ROOT, "service-%05d.%s", number, ZONE);
    }

    /** Returns a config file as people and we write it together, with a rule for each hostname. */
    static String config(int hostnames) {
        StringBuilder text = new StringBuilder("""
                # Kept by hand. Ask Eve before you change anything.
                tunnel: %s
                credentials-file: /etc/cloudflared/credentials.json

                ingress:
                """.formatted(TUNNEL));
        for (int i = 0; i < hostnames; i++) {
            text.append("  - hostname: ").append(hostname(i)).append("\n    service: http://localhost:")
                    .append(FIRST_PORT + i).append('\n');
        }
        return text.append("  - service: http_status:404\n").toString();
    }

    static Route route(long id, int number, Instant now) {
        OriginService service = new OriginService("http://localhost:" + (FIRST_PORT + number));
        Target target = new Target(service, true, Target.Kind.LOCALHOST, Optional.empty(), Optional.empty(),
                "A process of the host listens on port " + (FIRST_PORT + number) + ".",
                List.of("Port " + (FIRST_PORT + number) + " has a listener on 127.0.0.1."), List.of());
        return new Route(id, HostnamePattern.of(hostname(number)), new ProjectName(project(number)), "zone-0", ZONE,
                PortNumber.of(FIRST_PORT + number), RouteState.VERIFIED, Optional.of(target), List.of(service), true,
                Optional.of(new WrittenRecord(String.format(Locale.ROOT, "%032x", number), "CNAME",
                        TUNNEL + ".cfargotunnel.com", "managed-by=tunnel-manager;i=0123abcd")),
                Optional.empty(), now, now);
    }

    private void fill(SqliteStateStore store) {
        Instant now = clock().instant();
        store.change(state -> {
            state.putZones(List.of(new Zone("zone-0", ZONE, ZoneStanding.ACTIVE, 1, List.of()),
                    new Zone("zone-1", "example.net", ZoneStanding.ACTIVE, 1, List.of()),
                    new Zone("zone-2", "example.org", ZoneStanding.ACTIVE, 1, List.of())), now);
            for (int i = 0; i < hostnames; i++) {
                ProjectName owner = new ProjectName(project(i));
                if (i % PER_PROJECT == 0) {
                    state.put(Project.unlimited(owner, now));
                }
                state.put(new PortAllocation(PortNumber.of(FIRST_PORT + i), owner, ServiceHint.NONE, now));
                state.put(route(state.nextRouteId(), i, now));
            }
            return now;
        });
    }

    static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        // They outlive whatever has started them.
        StartedReplicas.end(config());
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }
}
