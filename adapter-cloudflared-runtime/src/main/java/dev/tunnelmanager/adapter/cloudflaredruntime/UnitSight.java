package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.adapter.cloudflaredruntime.SystemdUnit.Unit;
import dev.tunnelmanager.domain.diagnosis.KeeperState;
import dev.tunnelmanager.ports.driven.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is seen of a connector that systemd keeps running: its units and their journals. systemd has no command that waits for a
 * change, but the end of a unit's main process is seen at once; every other change is found by looking.
 */
final class UnitSight implements KeeperSight {

    private static final Logger LOG = LoggerFactory.getLogger(UnitSight.class);
    private static final Duration READ = Duration.ofSeconds(3);

    private final SystemdUnit systemd;
    private final String journalctl;
    private final InstantSource clock;
    private final RestartCounts restarts;
    private final LastSeen<Unit> units;
    private final ProcessTable processes;
    private final ProcessWatch watch;

    UnitSight(SystemdUnit systemd, String journalctl, InstantSource clock, ProcessTable processes) {
        this.systemd = systemd;
        this.journalctl = journalctl;
        this.clock = clock;
        this.restarts = new RestartCounts(clock);
        this.units = new LastSeen<>(systemd::units, clock);
        this.processes = processes;
        this.watch = new ProcessWatch(processes);
    }

    @Override
    public Report report() {
        List<Unit> found = units.look();
        watch.see(found.stream().flatMap(unit -> unit.process().stream())
                .flatMap(pid -> processes.identify(pid).stream()).toList());
        if (found.isEmpty()) {
            return new Report(KeeperState.STOPPED, "systemd knows no such unit.");
        }
        return new Report(together(found.stream().map(this::state).toList()), String.join("; ", found.stream()
                .map(unit -> unit.name() + " is " + unit.state() + " (" + unit.sub() + "), result " + unit.result()
                        + ", "
                        + unit.restarts() + " restarts")
                .toList()) + ".");
    }

    private KeeperState state(Unit unit) {
        boolean looping = restarts.isLooping(unit.name(), unit.restarts());
        return switch (unit.state()) {
            case "active", "reloading", "refreshing" -> KeeperState.RUNNING;
            // Also on the way down: systemd is at work on it, and may be about to start it again.
            case "activating", "deactivating" -> looping ? KeeperState.FAILING : KeeperState.STARTING;
            case "inactive", "failed", "maintenance" -> KeeperState.STOPPED;
            default -> KeeperState.UNKNOWN;
        };
    }

    /** Of several units or containers the one that carries traffic counts, then the one that somebody is at work on. */
    static KeeperState together(List<KeeperState> states) {
        for (KeeperState state : List.of(KeeperState.RUNNING, KeeperState.STARTING, KeeperState.FAILING,
                KeeperState.STOPPED)) {
            if (states.contains(state)) {
                return state;
            }
        }
        return KeeperState.UNKNOWN;
    }

    @Override
    public List<LogText> logs(Instant since) {
        List<LogText> texts = new ArrayList<>();
        for (Unit unit : units.lately()) {
            String name = unit.name();
            Optional<Command.Ended> ended = Command.run(List.of(journalctl, "-u", name, "--since",
                    "@" + since.getEpochSecond(), "-n", Integer.toString(MOST_LINES), "-o", "json", "--output-fields",
                    "MESSAGE", "--no-pager", "-q"), READ);
            if (ended.isPresent() && ended.get().exit() == 0) {
                texts.add(new LogText(ended.get().out().lines().flatMap(line -> journalLine(line).stream()).toList(),
                        clock.instant()));
            } else {
                LOG.debug("No journal of {}: {}", name, ended);
            }
        }
        return texts;
    }

    /** The journal's time is finer than the connector's; a message that is not UTF-8 is a list of numbers and is passed over. */
    private static Optional<LogLine> journalLine(String line) {
        return LogLine.object(line).filter(fields -> fields.containsKey("MESSAGE")).map(fields -> {
            LogLine parsed = LogLine.parse(fields.getOrDefault("MESSAGE", ""));
            return microseconds(fields.getOrDefault("__REALTIME_TIMESTAMP", "")).map(parsed::notedAt).orElse(parsed);
        });
    }

    private static Optional<Instant> microseconds(String text) {
        return text.matches("\\d{1,18}") ? Optional.of(Instant.EPOCH.plus(Long.parseLong(text),
                ChronoUnit.MICROS)) : Optional.empty();
    }

    @Override
    public List<List<HostPort>> pages() {
        List<Unit> all = units.lately();
        return all.stream().noneMatch(Unit::active) ? List.of()
                : systemd.pages(all).stream().map(List::of).toList();
    }

    @Override
    public Subscription onChange(Runnable changed) {
        return watch.follow(changed);
    }
}
