package dev.tunnelmanager.simulation;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Has happen what was drawn from the seed. */
final class Director {

    private static final int MOST_CALLS_BEFORE_CRASH = 60;

    private final World world;
    private final Supervisors supervisors;

    Director(World world) {
        this.world = world;
        this.supervisors = new Supervisors(world);
    }

    /** Sets the scene, and puts everything on the agenda that is to happen. */
    void begin(List<Happening> happenings) {
        world.population.beginDaemon();
        world.scheduler().in(Duration.ofMillis(500), world.population::begin);
        supervisors.settle();
        happenings.forEach(one -> world.scheduler().at(World.BEGINNING.toEpochMilli() + one.at(), () -> perform(one)));
    }

    private void perform(Happening one) {
        world.happened(one.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        world.faults().add(one.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        perform(one.kind(), new SplittableRandom(one.seed()));
        world.disturbed("a fault");
    }

    private void perform(Happening.Kind kind, SplittableRandom draw) {
        switch (kind) {
            case PUBLISH, WITHDRAW, REPEAT_WITH_KEY, TRY_OTHERS_NAME, TRY_OTHERS_PORT, CANCEL, LOOK, CROWD,
                    PORT_COMES_AND_GOES, RESTART_BY_HAND ->
                supervisors.perform(kind, draw);
            case PROCESS_BEGINS -> world.population.begin();
            case PROCESS_ENDS -> world.population.any(draw).ifPresent(world.population::end);
            case PROCESS_CRASHES -> crash(draw);
            case PROCESS_STOPPED -> stop(draw);
            case LOCK_UNUSABLE -> lasting(length(draw, 120), true, () -> world.office.setUsable(false),
                    () -> world.office.setUsable(true));
            case STATE_FAILS -> failing(draw, new Trouble("StateStore.", List.of(CallFault.UNAVAILABLE,
                    CallFault.APPLIED_UNANSWERED, CallFault.LOST_UNANSWERED), part(draw)), 120, true);
            case PROVIDER_FAILS -> failing(draw,
                    new Trouble("NameDirectory.", List.of(CallFault.UNAVAILABLE), part(draw)), 1_800, false);
            case PROVIDER_UNANSWERING -> failing(draw, new Trouble("NameDirectory.", List.of(
                    CallFault.APPLIED_UNANSWERED, CallFault.LOST_UNANSWERED, CallFault.UNAVAILABLE), part(draw)), 600,
                    false);
            case PROVIDER_DENIES -> failing(draw, new Trouble("NameDirectory.", List.of(CallFault.DENIED), 1), 1_800,
                    false);
            case PROVIDER_LAGS -> lasting(length(draw, 60), false, () -> world.directory.holdReadsBack(true),
                    () -> world.directory.holdReadsBack(false));
            case PROVIDER_FULL -> lasting(length(draw, 1_800), false, () -> world.directory.limitTo(OptionalInt.of(0)),
                    () -> world.directory.limitTo(OptionalInt.empty()));
            case RECORD_CHANGED -> ourEntry(draw).ifPresent(id -> {
                world.theirs.changeEntry(entryAt(id), id);
                world.outside.takenOver(id);
            });
            case RECORD_REMOVED -> ourEntry(draw).ifPresent(id -> {
                world.theirs.removeEntry(entryAt(id), id);
                world.outside.takenOver(id);
            });
            case RECORD_PLANTED -> world.theirs.plantEntry(name(draw), draw.nextBoolean() ? "A" : "TXT", "192.0.2.1");
            case RECORD_THEIRS_REMOVED -> world.theirs.removeTheirs(draw.nextInt());
            case FILE_FAILS -> failing(draw, new Trouble("IngressRules.", List.of(CallFault.UNAVAILABLE), part(draw)),
                    600, true);
            case FILE_DENIED -> failing(draw, new Trouble("IngressRules.", List.of(CallFault.DENIED), 1), 1_800, true);
            case FILE_UNANSWERING -> failing(draw, new Trouble("IngressRules.", List.of(CallFault.APPLIED_UNANSWERED,
                    CallFault.LOST_UNANSWERED), part(draw)), 300, true);
            case RULE_PLANTED, RULE_REMOVED, RULE_CHANGED -> edit(kind, draw);
            case FILE_DAMAGED -> lasting(length(draw, 900), true, () -> world.ingress.damage("A slip of an editor."),
                    world.ingress::mend);
            default -> onHost(kind, draw);
        }
    }

    private void onHost(Happening.Kind kind, SplittableRandom draw) {
        switch (kind) {
            case SERVICE_DOWN -> withService(draw, service -> lasting(length(draw, 1_800), false,
                    () -> service.run(false), () -> service.run(true)));
            case CONTAINER_FROZEN -> withContainer(draw, service -> lasting(length(draw, 1_800), false,
                    () -> service.freeze(true), () -> service.freeze(false)));
            case CONTAINER_MOVES -> withContainer(draw, Service::move);
            case CONTAINER_RENAMED -> withContainer(draw, Service::rename);
            case INTRUDER -> withContainer(draw, service -> lasting(length(draw, 1_800), false,
                    () -> service.intrude(true), () -> service.intrude(false)));
            case ENGINE_SILENT -> lasting(length(draw, 1_800), false,
                    () -> world.host.topology.engineUnknown("The simulated engine hangs."),
                    world.host.topology::enginePresent);
            case ENGINE_GONE -> lasting(length(draw, 1_800), false, world.host.topology::engineAbsent,
                    world.host.topology::enginePresent);
            case EVENTS_LOST -> lasting(length(draw, 600), false, () -> {
                world.host.topology.keepSilent(true);
                world.host.vitals.keepSilent(true);
            }, () -> {
                world.host.topology.keepSilent(false);
                world.host.vitals.keepSilent(false);
            });
            case REPLICA_DIES -> world.host.connector.crashOne();
            case CONNECTOR_DIES -> world.host.connector.crash();
            case LINKS_LOST -> linksLost(draw);
            case BLACK_HOLE -> {
                world.host.blacken();
                later(length(draw, 240), world.host::brighten);
            }
            case UPDATER -> world.host.connector.replaceBehindOurBack();
            case STARTS_FAIL -> lasting(length(draw, 900), true, () -> {
                world.host.setStartsWork(false);
                if (draw.nextBoolean()) {
                    world.host.connector.crash();
                }
            }, () -> world.host.setStartsWork(true));
            case PUSHED -> lasting(length(draw, 1_800), true, () -> world.host.connector.manageElsewhere(true),
                    () -> world.host.connector.manageElsewhere(false));
            case CONNECTOR_UNKNOWN -> lasting(length(draw, 600), true,
                    () -> world.host.connector.beUnknown(Optional.of("The simulated connector does not answer.")),
                    () -> world.host.connector.beUnknown(Optional.empty()));
            case OFFLINE -> away(draw, () -> world.host.setOnline(false), () -> world.host.setOnline(true));
            case EDGE_GONE -> away(draw, () -> world.host.setEdgeThere(false), () -> world.host.setEdgeThere(true));
            case NAMES_GONE -> lasting(length(draw, 1_200), true, () -> world.host.setResolving(false),
                    () -> world.host.setResolving(true));
            default -> throw new IllegalArgumentException("Not of the host: " + kind);
        }
    }

    /** Links come back by themselves after a while that was seen on a real cloudflared to be 6 to 94 s, if nobody is quicker. */
    private void linksLost(SplittableRandom draw) {
        world.host.connector.loseLinks();
        later(6 + draw.nextInt(89), world.host.connector::regainLinks);
    }

    /** A connector waits up to 320 s before it tries the edge again, and was seen to need 212 s. */
    private void away(SplittableRandom draw, Runnable begin, Runnable end) {
        long seconds = length(draw, 3_600);
        world.watch.edgeIsLost();
        lasting(seconds, true, begin, end);
        later(seconds + 12 + draw.nextInt(200), world.host.connector::regainLinks);
    }

    private void crash(SplittableRandom draw) {
        boolean leader = draw.nextInt(3) > 0;
        Optional<PlayedProcess> victim = leader ? world.population.leader() : world.population.any(draw);
        int call = 1 + draw.nextInt(1 + draw.nextInt(MOST_CALLS_BEFORE_CRASH));
        victim.ifPresent(process -> process.crashAt(call, draw.nextBoolean()));
        // A crash is most interesting in the middle of something.
        supervisors.perform(draw.nextBoolean() ? Happening.Kind.PUBLISH : Happening.Kind.WITHDRAW, draw);
    }

    private void stop(SplittableRandom draw) {
        world.population.leader().or(() -> world.population.any(draw)).ifPresent(process -> {
            long seconds = length(draw, 300);
            lasting(seconds, true, () -> process.stopUntil(world.scheduler().millis() + seconds * 1_000), () -> {});
        });
    }

    private void edit(Happening.Kind kind, SplittableRandom draw) {
        switch (kind) {
            case RULE_PLANTED -> world.theirs.plantRule(new IngressRule(
                    draw.nextInt(4) == 0 ? "*.example.com" : name(draw).text(), "", "http://localhost:9"));
            case RULE_REMOVED -> world.theirs.removeRule(draw.nextInt());
            default -> {
                List<IngressRule> ours = world.outside.ourRules().stream()
                        .filter(rule -> !rule.hostname().equals(World.CANARY.text())).toList();
                if (!ours.isEmpty()) {
                    world.theirs.changeRule(ours.get(draw.nextInt(ours.size())));
                }
            }
        }
        world.outside.rulesChangedByOthers();
    }

    private Optional<String> ourEntry(SplittableRandom draw) {
        List<String> ids = world.outside.ourEntries().entrySet().stream()
                .filter(entry -> !entry.getValue().equals(World.CANARY)).map(entry -> entry.getKey()).toList();
        return ids.isEmpty() ? Optional.empty() : Optional.of(ids.get(draw.nextInt(ids.size())));
    }

    private HostnamePattern entryAt(String id) {
        return Optional.ofNullable(world.outside.ourEntries().get(id)).orElseThrow();
    }

    /** Returns a name that somebody may ask for, now or later. */
    private static HostnamePattern name(SplittableRandom draw) {
        return HostnamePattern.of((draw.nextInt(3) == 0 ? "www" : "n" + (1 + draw.nextInt(60))) + "."
                + World.ZONE.name());
    }

    private void withService(SplittableRandom draw, Consumer<Service> work) {
        List<Service> some = new ArrayList<>(world.host.services());
        some.removeIf(service -> service.owner().equals(Supervisors.CANARY));
        work.accept(some.get(draw.nextInt(some.size())));
    }

    private void withContainer(SplittableRandom draw, Consumer<Service> work) {
        List<Service> some = world.host.services().stream().filter(Service::isInContainer).toList();
        work.accept(some.get(draw.nextInt(some.size())));
    }

    private void failing(SplittableRandom draw, Trouble trouble, int mostSeconds, boolean paralysing) {
        lasting(length(draw, mostSeconds), paralysing, () -> world.begin(trouble), () -> world.end(trouble));
    }

    /** Has something come right by itself. */
    private void later(long seconds, Runnable work) {
        world.scheduler().in(Duration.ofSeconds(seconds), () -> {
            work.run();
            world.happened("something has come right by itself");
        });
    }

    private void lasting(long seconds, boolean paralysing, Runnable begin, Runnable end) {
        world.underWay(1, paralysing);
        begin.run();
        world.disturbed("a fault");
        world.scheduler().in(Duration.ofSeconds(seconds), () -> {
            end.run();
            world.underWay(-1, paralysing);
            world.happened("that is over");
        });
    }

    /** Draws a length: short ones are as likely as long ones ten times as long. */
    private static long length(SplittableRandom draw, int mostSeconds) {
        return Math.max(1, (long) Math.exp(draw.nextDouble() * Math.log(mostSeconds)));
    }

    private static double part(SplittableRandom draw) {
        return draw.nextInt(3) == 0 ? 1 : draw.nextDouble();
    }
}
