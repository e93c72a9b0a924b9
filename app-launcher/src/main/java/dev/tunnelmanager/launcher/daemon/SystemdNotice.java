package dev.tunnelmanager.launcher.daemon;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how the daemon is, by sd_notify(3). The JDK has no datagram sockets in the file system's name space, let alone in the
 * abstract one, so systemd-notify(1) sends: it is there wherever systemd is, and knows every form of address. See decision 20.
 *
 * <p>Does nothing where nobody asked to be told. Safe for use by many threads.
 */
public final class SystemdNotice {

    private static final Logger LOG = LoggerFactory.getLogger("tunnel-manager");

    private static final String SOCKET = "NOTIFY_SOCKET";
    private static final String PROGRAM = "systemd-notify";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Pings within one interval of the watchdog, so that two may get lost. */
    private static final long PINGS = 3;

    private final Optional<Path> program;
    private final Optional<Duration> pingEvery;
    private final Map<String, String> environment;
    private final AtomicBoolean complained = new AtomicBoolean();

    private SystemdNotice(Optional<Path> program, Optional<Duration> pingEvery, Map<String, String> environment) {
        this.program = program;
        this.pingEvery = pingEvery;
        this.environment = Map.copyOf(environment);
    }

    /**
     * Tells whoever this environment names.
     *
     * @param pid of this process, for which a watchdog must be meant
     */
    public static SystemdNotice of(Map<String, String> environment, long pid) {
        String socket = environment.getOrDefault(SOCKET, "");
        if (socket.isEmpty()) {
            return new SystemdNotice(Optional.empty(), Optional.empty(), environment);
        }
        Optional<Path> found = program(environment.getOrDefault("PATH", ""));
        if (found.isEmpty()) {
            LOG.warn(
                    "systemd wants to be told when the daemon is ready, and there is no {}; install systemd's tools, or set"
                            + " Type=simple in the unit",
                    PROGRAM);
        }
        return new SystemdNotice(found, watchdog(environment, pid), environment);
    }

    private static Optional<Path> program(String path) {
        return Stream.concat(Stream.of(path.split(File.pathSeparator, -1)), Stream.of("/usr/bin", "/bin"))
                .filter(folder -> folder.startsWith("/")).map(folder -> Path.of(folder, PROGRAM))
                .filter(Files::isExecutable).findFirst();
    }

    private static Optional<Duration> watchdog(Map<String, String> environment, long pid) {
        String forPid = environment.getOrDefault("WATCHDOG_PID", "");
        if (!forPid.isEmpty() && !forPid.equals(Long.toString(pid))) {
            return Optional.empty();
        }
        try {
            long micros = Long.parseLong(environment.getOrDefault("WATCHDOG_USEC", "0"));
            return micros < 1 ? Optional.empty() : Optional.of(Duration.ofNanos(micros * 1_000 / PINGS));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    /** Returns how often {@link #alive()} is to be called; empty if nobody watches. */
    Optional<Duration> pingEvery() {
        return program.flatMap(path -> pingEvery);
    }

    /** Tells that requests can be taken from now on. */
    void ready(String status) {
        send("READY=1", "STATUS=" + status);
    }

    /** Tells that the daemon ends. */
    void stopping() {
        send("STOPPING=1", "STATUS=Ending");
    }

    /** Tells that the daemon lives, if somebody watches. */
    void alive() {
        if (pingEvery.isPresent()) {
            send("WATCHDOG=1");
        }
    }

    private void send(String... lines) {
        if (program.isEmpty()) {
            return;
        }
        List<String> command = new ArrayList<>(List.of(program.get().toString()));
        command.addAll(List.of(lines));
        ProcessBuilder builder = new ProcessBuilder(command).redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().put(SOCKET, environment.getOrDefault(SOCKET, ""));
        try {
            Process process = builder.start();
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                complain("it did not end within " + PATIENCE.toSeconds() + " s");
            } else if (process.exitValue() != 0) {
                complain("it ended with " + process.exitValue());
            }
        } catch (IOException notStarted) {
            complain(notStarted.toString());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void complain(String reason) {
        if (!complained.getAndSet(true)) {
            LOG.warn(
                    "systemd could not be told how the daemon is: {}: {}; look at NotifyAccess of the unit, which must be all",
                    PROGRAM, reason);
        }
    }
}
