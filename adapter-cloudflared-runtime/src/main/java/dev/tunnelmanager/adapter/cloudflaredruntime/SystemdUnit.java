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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connector that systemd keeps running: one unit, or the instances of its template unit as replicas. Instances are restarted one
 * after the other, each waited for, those that serve nobody first; a single unit is restarted once, which interrupts traffic.
 *
 * <p>It is restarted by systemctl only: a unit whose process ends by a signal counts as having succeeded and stays down. Which
 * status page is whose is read from the unit; where the unit does not say, the page is one of the configured ones that no other
 * unit has, and a restarted connector is recognised by its new id.
 */
final class SystemdUnit implements Keeper {

    private static final Logger LOG = LoggerFactory.getLogger(SystemdUnit.class);
    private static final List<String> PROPERTIES = Stream.concat(
            Stream.of("ActiveState", "SubState", "Result", "NRestarts", "MainPID"), UnitMetrics.PROPERTIES.stream())
            .toList();

    private final ConnectorSettings settings;
    private final Readiness waiting;
    private final Systemctl systemctl;

    SystemdUnit(ConnectorSettings settings, Readiness waiting, String systemctl) {
        this.settings = settings;
        this.waiting = waiting;
        this.systemctl = new Systemctl(systemctl, settings.unit());
    }

    /**
     * A unit as systemd shows it.
     *
     * @param name with {@code .service}
     * @param state its ActiveState
     * @param sub its SubState
     * @param result how it has ended last, {@code success} if it has not
     * @param restarts how often systemd has restarted it by itself
     * @param process the number of its main process, if that runs
     * @param metrics where its pages are, if it says
     */
    record Unit(String name, String state, String sub, String result, int restarts, Optional<Long> process,
            Optional<HostPort> metrics) {

        boolean active() {
            return state.equals("active") || state.equals("reloading");
        }

        /** The process says to the tick since when it runs, whatever form systemd prints its times in. */
        Optional<Instant> startedAt() {
            return process.flatMap(ProcessHandle::of).flatMap(handle -> handle.info().startInstant())
                    .map(instant -> instant.truncatedTo(ChronoUnit.MILLIS));
        }
    }

    /** A unit, and what its connector says of itself, as far as it can be told which that is. */
    private record Seen(Unit unit, Optional<StatusReading> reading) {

        boolean isReady() {
            return unit.active() && reading.filter(StatusReading::isReady).isPresent();
        }

        Replica asReplica() {
            return reading.map(r -> r.asReplica(unit.name(), unit.startedAt(), unit.restarts()))
                    .orElseGet(() -> new Replica(unit.name(), Optional.empty(), 0, unit.startedAt(), unit.restarts(),
                            Optional.empty(), false));
        }
    }

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
    public ConnectorObservation observe(Function<HostPort, Optional<StatusReading>> page) {
        List<Unit> units = units();
        if (units.isEmpty()) {
            return new ConnectorObservation.NotFound(notFound());
        }
        return new ConnectorObservation.Found(ConnectorKind.SYSTEMD, new ConnectorPlace.OnHost(),
                see(units.stream().filter(Unit::active).toList(), page).stream().map(Seen::asReplica).toList(),
                units.size());
    }

    @Override
    public RollOutcome roll(List<IngressRule> rules, Consumer<String> progress) {
        return replace(rules, false, progress);
    }

    @Override
    public RollOutcome restart(List<IngressRule> rules, Consumer<String> progress) {
        return replace(rules, true, progress);
    }

    private RollOutcome replace(List<IngressRule> rules, boolean evenIfRight, Consumer<String> progress) {
        List<Unit> units = units();
        if (units.isEmpty()) {
            Refusal refusal = notFound();
            throw new PortFailure(PortFailure.Kind.UNAVAILABLE, refusal.problem(), refusal.recommendation());
        }
        List<Seen> seen = see(units, StatusPage::read);
        for (Seen each : seen) {
            if (each.reading().isPresent() && each.reading().get().isManagedElsewhere()) {
                return RollRefusals.managedElsewhere(each.unit().name(), each.reading().get());
            }
        }
        List<Seen> wrong = seen.stream().filter(each -> evenIfRight || !each.isReady()
                || !each.reading().filter(reading -> reading.serves(rules)).isPresent())
                .sorted(Comparator.comparing(Seen::isReady)).toList();
        if (!evenIfRight && !wrong.isEmpty() && units.stream().anyMatch(Unit::active)
                && seen.stream().allMatch(each -> each.reading().isEmpty())) {
            // Restarting what cannot be looked at afterwards would cut traffic and prove nothing.
            throw new PortFailure(PortFailure.Kind.UNAVAILABLE, "The unit " + units.getFirst().name()
                    + " is active, but none of " + pages(units) + " answers as its status page.",
                    "Set connector.metrics to the address that the connector logs as \"Starting metrics server on\".");
        }
        int before = seen.stream().flatMap(each -> each.reading().stream()).mapToInt(StatusReading::readyConnections)
                .max().orElse(0);
        List<String> restarted = new ArrayList<>();
        for (Seen each : wrong) {
            Optional<RollOutcome> failed = restart(each.unit(), units, rules, before, progress);
            if (failed.isPresent()) {
                return failed.get();
            }
            restarted.add(each.unit().name());
        }
        return new RollOutcome.Served(restarted);
    }

    private Optional<RollOutcome> restart(Unit unit, List<Unit> all, List<IngressRule> rules, int before,
            Consumer<String> progress) {
        Set<String> known = new HashSet<>();
        readings(unit, all).forEach(reading -> reading.connectorId().ifPresent(known::add));
        progress.accept("restarting systemd unit " + unit.name());
        Command.Ended ended = systemctl.restart(unit.name());
        if (ended.exit() != 0) {
            return Optional.of(RollRefusals.notReady(
                    "\"systemctl restart " + unit.name() + "\" failed with exit code " + ended.exit() + ": "
                            + Systemctl.firstLine(ended.err()) + ".",
                    complaint(unit), next(unit)));
        }
        LOG.info("Restarted unit {}", unit.name());
        progress.accept("waiting for systemd unit " + unit.name() + " to be ready");
        Readiness.Result result = waiting.await(() -> readings(unit, all).stream()
                .filter(r -> r.connectorId().isPresent() && !known.contains(r.connectorId().get())).findFirst(), rules,
                before, settings.readyTimeout(), () -> true);
        return result instanceof Readiness.Result.Ready ? Optional.empty()
                : Optional.of(RollRefusals.notReady(unit.name(), result, rules, settings.readyTimeout(), "",
                        complaint(unit), next(unit)));
    }

    private String complaint(Unit unit) {
        return Systemctl.complaint(unit.name(), new Masking(settings.extraArgs()));
    }

    private static String next(Unit unit) {
        return "Run \"journalctl -u " + unit.name() + " -n 50\" and correct what it names.";
    }

    private List<Seen> see(List<Unit> units, Function<HostPort, Optional<StatusReading>> page) {
        List<StatusReading> free = new ArrayList<>(unclaimed(units).stream().map(page)
                .flatMap(Optional::stream).toList());
        return units.stream().map(unit -> new Seen(unit, unit.metrics().isPresent()
                ? page.apply(unit.metrics().get())
                : free.isEmpty() ? Optional.empty() : Optional.of(free.removeFirst()))).toList();
    }

    /** Returns what is said at the unit's own page, or, if that is not known, at all that may be it. */
    private static List<StatusReading> readings(List<HostPort> addresses) {
        return addresses.stream().map(StatusPage::read).flatMap(Optional::stream).toList();
    }

    private List<StatusReading> readings(Unit unit, List<Unit> all) {
        return readings(unit.metrics().map(List::of).orElseGet(() -> unclaimed(all)));
    }

    private List<HostPort> unclaimed(List<Unit> units) {
        List<HostPort> claimed = units.stream().flatMap(unit -> unit.metrics().stream()).toList();
        return settings.metrics().stream().filter(address -> claimed.stream()
                .noneMatch(other -> other.port() == address.port())).toList();
    }

    /** Returns where the units may serve their pages. */
    List<HostPort> pages(List<Unit> units) {
        return Stream.concat(units.stream().flatMap(unit -> unit.metrics().stream()), unclaimed(units).stream())
                .toList();
    }

    /** The plain unit if it is there and, beside instances of its template, in use; then the instances by name. */
    List<Unit> units() {
        Optional<Unit> plain = unit(settings.unit() + ".service");
        List<Unit> instances = systemctl.instances(settings.unit()).stream().map(this::unit).flatMap(Optional::stream)
                .toList();
        List<Unit> units = new ArrayList<>();
        plain.filter(unit -> unit.active() || instances.isEmpty()).ifPresent(units::add);
        units.addAll(instances);
        return units;
    }

    private Optional<Unit> unit(String name) {
        return systemctl.show(name, PROPERTIES).map(properties -> {
            return new Unit(name, first(properties, "ActiveState"), first(properties, "SubState"),
                    first(properties, "Result"), number(properties, "NRestarts").intValue(),
                    Optional.of(number(properties, "MainPID")).filter(pid -> pid > 0),
                    UnitMetrics.of(properties, settings.configFile()));
        });
    }

    private static String first(Map<String, List<String>> properties, String key) {
        return properties.getOrDefault(key, List.of("")).getFirst();
    }

    private static Long number(Map<String, List<String>> properties, String key) {
        try {
            return Long.parseLong(first(properties, key));
        } catch (NumberFormatException unset) {
            return 0L;
        }
    }

    private Refusal notFound() {
        return new Refusal(RefusalCode.CONNECTOR_NOT_FOUND,
                "systemd knows no unit " + settings.unit() + ".service and no instance of " + settings.unit() + "@.",
                "Run \"cloudflared service install\", or set connector.unit to the unit's name.");
    }
}
