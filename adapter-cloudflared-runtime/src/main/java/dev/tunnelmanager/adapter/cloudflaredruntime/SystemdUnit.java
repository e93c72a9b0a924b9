package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.domain.connector.ConnectorKind;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.Replica;
import dev.tunnelmanager.domain.connector.RollOutcome;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.topology.ConnectorPlace;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connector that systemd keeps running: one unit, or the instances of its template unit as replicas.
 *
 * <p>It is restarted by systemctl only: a unit whose process ends by a signal counts as having succeeded and stays down. Nothing
 * says which unit serves which status page, but a restarted connector has a new id; that is how it is recognised.
 */
final class SystemdUnit implements Keeper {

    private static final Logger LOG = LoggerFactory.getLogger(SystemdUnit.class);
    private static final Duration LOOK = Duration.ofSeconds(10);
    /** A stop may take 90 s and a start as much again by systemd's defaults; a unit's own limits may be longer. */
    private static final Duration RESTART = Duration.ofMinutes(5);
    private static final List<String> NO_SYSTEMD = List.of("not been booted with systemd", "Failed to connect to bus",
            "Failed to connect to system scope bus");
    private static final List<String> DENIED = List.of("Access denied", "authentication required",
            "Permission denied", "Operation not permitted", "not authorized");

    private final ConnectorSettings settings;
    private final Readiness waiting;
    private final String systemctl;

    SystemdUnit(ConnectorSettings settings, Readiness waiting, String systemctl) {
        this.settings = settings;
        this.waiting = waiting;
        this.systemctl = systemctl;
    }

    private record Unit(String name, boolean active, String state, int restarts, Optional<Instant> startedAt) {}

    @Override
    public Presence presence() {
        try {
            List<Unit> units = units();
            return units.isEmpty() ? new Presence.Absent()
                    : new Presence.Here("systemd unit " + String.join(", ", units.stream().map(Unit::name).toList()));
        } catch (PortFailure failure) {
            return new Presence.Unknown(failure.problem());
        }
    }

    @Override
    public ConnectorObservation observe() {
        List<Unit> units = units();
        if (units.isEmpty()) {
            return new ConnectorObservation.NotFound(notFound());
        }
        List<Unit> active = units.stream().filter(Unit::active).toList();
        List<StatusReading> readings = readings().stream().limit(active.size()).toList();
        List<Replica> replicas = new ArrayList<>();
        for (int i = 0; i < active.size(); i++) {
            Unit unit = active.get(i);
            replicas.add(i < readings.size()
                    ? readings.get(i).asReplica(unit.name(), unit.startedAt(), unit.restarts())
                    : new Replica(unit.name(), Optional.empty(), 0, unit.startedAt(), unit.restarts(),
                            Optional.empty(), false));
        }
        return new ConnectorObservation.Found(ConnectorKind.SYSTEMD, new ConnectorPlace.OnHost(), replicas,
                units.size());
    }

    @Override
    public RollOutcome roll(List<IngressRule> rules, Consumer<String> progress) {
        List<Unit> units = units();
        if (units.isEmpty()) {
            Refusal refusal = notFound();
            throw new PortFailure(PortFailure.Kind.UNAVAILABLE, refusal.problem(), refusal.recommendation());
        }
        List<StatusReading> readings = readings().stream().limit(units.size()).toList();
        Optional<StatusReading> pushed = readings.stream().filter(StatusReading::isManagedElsewhere).findFirst();
        if (pushed.isPresent()) {
            return RollRefusals.managedElsewhere(units.getFirst().name(), pushed.get());
        }
        long right = readings.stream().filter(r -> r.isReady() && r.serves(rules)).count();
        if (right == units.size() && units.stream().allMatch(Unit::active)) {
            return new RollOutcome.Served(List.of());
        }
        if (readings.isEmpty() && units.stream().anyMatch(Unit::active)) {
            // Restarting what cannot be looked at afterwards would cut traffic and prove nothing.
            throw new PortFailure(PortFailure.Kind.UNAVAILABLE, "The unit " + units.getFirst().name()
                    + " is active, but none of " + settings.metrics() + " answers as its status page.",
                    "Set connector.metrics to the address that the connector logs as \"Starting metrics server on\".");
        }
        int before = readings.stream().mapToInt(StatusReading::readyConnections).max().orElse(0);
        List<String> restarted = new ArrayList<>();
        for (Unit unit : units) {
            Optional<RollOutcome> failed = restart(unit, rules, before, progress);
            if (failed.isPresent()) {
                return failed.get();
            }
            restarted.add(unit.name());
        }
        return new RollOutcome.Served(restarted);
    }

    private Optional<RollOutcome> restart(Unit unit, List<IngressRule> rules, int before, Consumer<String> progress) {
        Set<String> known = new HashSet<>();
        readings().forEach(reading -> reading.connectorId().ifPresent(known::add));
        progress.accept("restarting systemd unit " + unit.name());
        Command.Ended ended = systemctl(List.of("restart", unit.name()), RESTART);
        if (ended.exit() != 0) {
            return Optional.of(RollRefusals.notReady(
                    "\"systemctl restart " + unit.name() + "\" failed with exit code " + ended.exit() + ": "
                            + firstLine(ended.err()) + ".",
                    journal(unit), "Run \"journalctl -u " + unit.name() + " -n 50\" and correct what it names."));
        }
        LOG.info("Restarted unit {}", unit.name());
        progress.accept("waiting for systemd unit " + unit.name() + " to be ready");
        Readiness.Result result = waiting.await(() -> readings().stream()
                .filter(r -> r.connectorId().isPresent() && !known.contains(r.connectorId().get())).findFirst(), rules,
                before, settings.readyTimeout(), () -> true);
        return result instanceof Readiness.Result.Ready ? Optional.empty()
                : Optional.of(RollRefusals.notReady(unit.name(), result, rules, settings.readyTimeout(), "",
                        journal(unit), "Run \"journalctl -u " + unit.name() + " -n 50\" and correct what it names."));
    }

    private List<StatusReading> readings() {
        return settings.metrics().stream().map(StatusPage::read).flatMap(Optional::stream).toList();
    }

    /** The plain unit if it is there and, beside instances of its template, in use; then the instances by name. */
    private List<Unit> units() {
        Optional<Unit> plain = unit(settings.unit() + ".service");
        List<Unit> instances = new ArrayList<>();
        Command.Ended listed = systemctl(
                List.of("list-units", "--all", "--plain", "--no-legend", "--full", "--no-pager",
                        settings.unit() + "@*.service"),
                LOOK);
        listed.out().lines().map(line -> line.strip().split("\\s+", 2)[0]).filter(name -> name.endsWith(".service"))
                .sorted().forEach(name -> unit(name).ifPresent(instances::add));
        List<Unit> units = new ArrayList<>();
        plain.filter(unit -> unit.active() || instances.isEmpty()).ifPresent(units::add);
        units.addAll(instances);
        return units;
    }

    private Optional<Unit> unit(String name) {
        Command.Ended shown = systemctl(
                List.of("show", name, "--no-pager", "-p", "LoadState", "-p", "ActiveState", "-p",
                        "SubState", "-p", "NRestarts", "-p", "MainPID"),
                LOOK);
        Map<String, String> properties = new HashMap<>();
        shown.out().lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                properties.put(line.substring(0, equals), line.substring(equals + 1).strip());
            }
        });
        String load = properties.getOrDefault("LoadState", "not-found");
        if (load.equals("not-found") || load.equals("masked")) {
            return Optional.empty();
        }
        String active = properties.getOrDefault("ActiveState", "unknown");
        String sub = properties.getOrDefault("SubState", "unknown");
        return Optional.of(new Unit(name, active.equals("active") || active.equals("reloading"),
                active + " (" + sub + ")", number(properties, "NRestarts").intValue(),
                startOf(number(properties, "MainPID"))));
    }

    private static Long number(Map<String, String> properties, String key) {
        try {
            return Long.parseLong(properties.getOrDefault(key, "0"));
        } catch (NumberFormatException unset) {
            return 0L;
        }
    }

    /** The process says to the tick since when it runs, whatever form systemd prints its times in. */
    private static Optional<Instant> startOf(Long pid) {
        return pid <= 0 ? Optional.empty()
                : ProcessHandle.of(pid).flatMap(handle -> handle.info().startInstant())
                        .map(instant -> instant.truncatedTo(ChronoUnit.MILLIS));
    }

    /** Runs systemctl; where there is no systemd, answers as if it knew no unit. */
    private Command.Ended systemctl(List<String> arguments, Duration timeout) {
        List<String> command = new ArrayList<>(List.of(systemctl, "--no-ask-password"));
        command.addAll(arguments);
        Command.Ended ended = Command.run(command, timeout).orElse(new Command.Ended(0, "", ""));
        if (ended.exit() == 0) {
            return ended;
        }
        if (DENIED.stream().anyMatch(ended.err()::contains)) {
            throw new PortFailure(PortFailure.Kind.DENIED,
                    "systemctl " + arguments.getFirst() + " was denied: " + firstLine(ended.err()) + ".",
                    "Run Tunnel Manager as root, or allow its user to manage " + settings.unit()
                            + " with a polkit rule.");
        }
        boolean noSystemd = NO_SYSTEMD.stream().anyMatch(ended.err()::contains);
        if (arguments.getFirst().equals("restart") && !noSystemd) {
            return ended;
        }
        if (noSystemd) {
            return new Command.Ended(0, "", "");
        }
        throw new PortFailure(PortFailure.Kind.UNAVAILABLE, "systemctl " + arguments.getFirst()
                + " failed with exit code " + ended.exit() + ": " + firstLine(ended.err()) + ".",
                "Run \"systemctl status " + settings.unit() + "\" and correct what it names.");
    }

    private String journal(Unit unit) {
        try {
            return Command.run(List.of("journalctl", "-u", unit.name(), "-n", "20", "-o", "cat", "--no-pager"), LOOK)
                    .filter(ended -> ended.exit() == 0)
                    .map(ended -> Complaint.pick(ended.out().lines().toList(), new Masking(settings.extraArgs())))
                    .orElse("");
        } catch (PortFailure unreadable) {
            LOG.debug("No journal of {}: {}", unit.name(), unreadable.problem());
            return "";
        }
    }

    private Refusal notFound() {
        return new Refusal(RefusalCode.CONNECTOR_NOT_FOUND,
                "systemd knows no unit " + settings.unit() + ".service and no instance of " + settings.unit() + "@.",
                "Run \"cloudflared service install\", or set connector.unit to the unit's name.");
    }

    private static String firstLine(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("no message");
    }
}
