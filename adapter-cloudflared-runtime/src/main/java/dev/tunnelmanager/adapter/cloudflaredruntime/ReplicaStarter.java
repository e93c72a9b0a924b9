package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.ports.driven.PortFailure;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts child replicas so that they outlive us: in a session of their own, without our terminal, pipes or secrets.
 *
 * <p>setsid(1) of util-linux replaces itself with the program when it does not lead a process group, which a child of the JVM
 * never does; so the number that the JVM knows is the program's.
 */
final class ReplicaStarter {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaStarter.class);

    /** Begins the message of the line that stands in the log before everything that a start has said. */
    static final String START_MARK = "Tunnel Manager starts connector ";

    private final ConnectorSettings settings;
    private final InstantSource clock;
    private final RandomGenerator chance;

    ReplicaStarter(ConnectorSettings settings, InstantSource clock, RandomGenerator chance) {
        this.settings = settings;
        this.clock = clock;
        this.chance = chance;
    }

    /**
     * A replica that was started.
     *
     * @param tag what it carries
     * @param process its process
     * @param log where it writes to
     */
    record Started(ReplicaTag tag, Process process, ReplicaLog log) {}

    /** Returns the program, or fails with what to do. */
    Path binary() {
        return Executables.find(settings.binary())
                .orElseThrow(() -> new PortFailure(PortFailure.Kind.UNAVAILABLE,
                        "There is no program \"" + settings.binary() + "\" to run as connector.",
                        "Install cloudflared, or set connector.binary to where it is."));
    }

    /** Starts a replica whose status pages are at {@code address}. */
    Started start(HostPort address) {
        Path setsid = Executables.find("setsid").orElseThrow(() -> new PortFailure(PortFailure.Kind.UNAVAILABLE,
                "The program setsid is missing, so a connector could not outlive the process that starts it.",
                "Install util-linux."));
        ReplicaTag tag = new ReplicaTag(settings.instanceId().get(), address, Long.toHexString(chance.nextLong()));
        ProcessBuilder builder = new ProcessBuilder(command(setsid, address));
        prepare(builder.environment(), tag);
        try {
            ReplicaLog log = new ReplicaLog(logs(settings).resolve(logName(address)));
            mark(log.file(), address);
            builder.directory(workingDirectory());
            builder.redirectInput(new File("/dev/null"));
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()));
            builder.redirectErrorStream(true);
            Process process = builder.start();
            LOG.info("Started replica {} as process {}, output in {}", address, process.pid(), log.file());
            return new Started(tag, process, log);
        } catch (AccessDeniedException denied) {
            throw new PortFailure(PortFailure.Kind.DENIED,
                    "The log folder of the connector cannot be written: " + denied.getMessage() + ".",
                    "Give the user that runs Tunnel Manager write access to the state directory.", denied);
        } catch (IOException e) {
            // The message of a failed exec names the program, never its arguments.
            throw new PortFailure(PortFailure.Kind.UNAVAILABLE,
                    "The connector could not be started: " + e.getMessage() + ".",
                    "Correct connector.binary, or make the state directory writable.", e);
        }
    }

    /** Returns whether a listener could be opened at {@code address} now. */
    static boolean isFree(HostPort address) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(address.host().isEmpty() ? new InetSocketAddress(address.port())
                    : new InetSocketAddress(address.host(), address.port()));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /** Returns a loopback address on which nothing listens at this moment. */
    static HostPort spareAddress() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new HostPort("127.0.0.1", probe.getLocalPort());
        } catch (IOException e) {
            throw new PortFailure(PortFailure.Kind.UNAVAILABLE, "No free port on loopback: " + e.getMessage() + ".",
                    "End programs that hold ports, then ask again.", e);
        }
    }

    private List<String> command(Path setsid, HostPort address) {
        List<String> command = new ArrayList<>(List.of(setsid.toString(), binary().toString(), "tunnel",
                "--no-autoupdate", "--config", settings.configFile().toAbsolutePath().toString(), "--metrics",
                address.toString(), "--grace-period", goDuration(settings.gracePeriod())));
        command.addAll(settings.extraArgs());
        command.add("run");
        return command;
    }

    /** Our own secrets and systemd's notification socket are not the connector's business. */
    private static void prepare(Map<String, String> environment, ReplicaTag tag) {
        environment.keySet().removeIf(name -> name.startsWith("TUNNEL_MANAGER_") || name.equals("NOTIFY_SOCKET"));
        environment.put(ReplicaTag.VARIABLE, tag.toString());
    }

    /** Relative paths in the configuration mean the same whichever process starts the replica. */
    private File workingDirectory() {
        Path parent = settings.configFile().toAbsolutePath().getParent();
        File folder = parent == null ? new File("/") : parent.toFile();
        return folder.isDirectory() ? folder : new File("/");
    }

    /** Returns the folder of the output files. */
    static Path logs(ConnectorSettings settings) {
        return settings.stateDir().toAbsolutePath().resolve("logs");
    }

    /** The last reason for ending has no time of its own, and may be all that is said. */
    private void mark(Path log, HostPort address) throws IOException {
        Files.writeString(log, clock.instant().truncatedTo(ChronoUnit.SECONDS) + " INF " + START_MARK + address + "\n",
                StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private String logName(HostPort address) {
        int index = settings.metrics().indexOf(address);
        return "cloudflared-" + (index < 0 ? "spare" : Integer.toString(index + 1)) + ".log";
    }

    /** The form of Go's time.ParseDuration. */
    static String goDuration(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
