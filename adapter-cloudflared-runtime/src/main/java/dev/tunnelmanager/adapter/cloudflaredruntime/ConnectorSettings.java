package dev.tunnelmanager.adapter.cloudflaredruntime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * How the connector is kept running, as configured under {@code connector}.
 *
 * @param kind which keeper to use
 * @param unit the systemd unit, without {@code .service}; instances of the template {@code unit@} are its replicas
 * @param containers the names of the containers that are replicas of each other, in the order in which they are listed; where one
 * is named and none has exactly that name, those whose names begin with it and a hyphen
 * @param binary the program, a name to be found on the PATH or a path
 * @param extraArgs options of {@code cloudflared tunnel} given to every replica; may hold secrets and are never shown
 * @param metrics where the replicas serve their status pages: for child processes one address per replica
 * @param gracePeriod how long a replica that is told to end may finish its requests, at most 3 minutes as cloudflared has it
 * @param configFile the file that child processes are started on
 * @param stateDir the state directory: output goes to {@code logs}, notes on replicas being ended to {@code replicas}
 * @param instanceId names the state directory in the environment of child processes, so that they are found again; asked for
 * when it is first needed
 * @param readyTimeout how long a started replica may take to become ready
 */
public record ConnectorSettings(Kind kind, String unit, List<String> containers, String binary, List<String> extraArgs,
        List<HostPort> metrics, Duration gracePeriod, Path configFile, Path stateDir, Supplier<String> instanceId,
        Duration readyTimeout) {

    private static final Duration MAX_GRACE = Duration.ofMinutes(3);

    /** Which keeper is used. */
    public enum Kind {
        /** Whichever is the only one that has something running. */
        AUTO,
        /** A systemd unit. */
        SYSTEMD,
        /** A container. */
        DOCKER,
        /** Child processes of ours. */
        PROCESS;

        /** Returns it as it is written in the configuration. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ConnectorSettings {
        containers = List.copyOf(containers);
        extraArgs = List.copyOf(extraArgs);
        metrics = List.copyOf(metrics);
        if (containers.isEmpty()) {
            throw new IllegalArgumentException("connector.container names none");
        }
        if (metrics.isEmpty()) {
            throw new IllegalArgumentException("connector.metrics names no address");
        }
        if (metrics.stream().distinct().count() != metrics.size()) {
            throw new IllegalArgumentException("connector.metrics names an address twice: " + metrics);
        }
        if (gracePeriod.isNegative() || gracePeriod.compareTo(MAX_GRACE) > 0) {
            throw new IllegalArgumentException(
                    "connector.grace-period is " + gracePeriod + ", not from 0 to 3 minutes");
        }
        if (unit.isBlank() || unit.startsWith("-") || unit.chars().anyMatch(c -> c <= ' ' || c == '/')) {
            throw new IllegalArgumentException("connector.unit is not the name of a unit: \"" + unit + "\"");
        }
    }

    /** Shows everything but the arguments, which may hold secrets. */
    @Override
    public String toString() {
        return "ConnectorSettings[kind=" + kind + ", unit=" + unit + ", containers=" + containers + ", binary=" + binary
                + ", extraArgs=" + extraArgs.size() + ", metrics=" + metrics + ", gracePeriod=" + gracePeriod
                + ", configFile=" + configFile + ", stateDir=" + stateDir + ", readyTimeout=" + readyTimeout + "]";
    }
}
