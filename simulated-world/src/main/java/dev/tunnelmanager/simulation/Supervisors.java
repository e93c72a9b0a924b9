package dev.tunnelmanager.simulation;

import dev.tunnelmanager.domain.ownership.Actor;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.ServiceHint;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.ports.driving.Answer;
import dev.tunnelmanager.ports.driving.ControlPlane;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import dev.tunnelmanager.ports.driving.PortRequest;
import dev.tunnelmanager.ports.driving.PublishRequest;
import dev.tunnelmanager.ports.driving.PublishedHostname;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/** Those who ask: a supervisor of each project, and the meta-supervisor. Each call is a strand of some process. */
final class Supervisors {

    static final ProjectName CANARY = new ProjectName("canary");
    private static final List<ProjectName> PROJECTS = List.of(new ProjectName("ada"), new ProjectName("ben"),
            new ProjectName("cleo"));
    private static final int CANARY_PORT = 4_000;
    private static final int FIRST_PORT = 5_001;
    private static final int PORTS_EACH = 3;
    private static final int MOST_HELD = 12;

    private final World world;
    private int names;
    private int keys;

    Supervisors(World world) {
        this.world = world;
    }

    /** Has services listen and ports be allocated, and the canary be published. */
    void settle() {
        allocated(CANARY, CANARY_PORT, false);
        for (int project = 0; project < PROJECTS.size(); project++) {
            for (int i = 0; i < PORTS_EACH; i++) {
                allocated(PROJECTS.get(project), FIRST_PORT + 1_000 * project + i, i == 1);
            }
        }
        world.scheduler().in(Duration.ofSeconds(5), this::publishCanary);
    }

    private void allocated(ProjectName owner, int port, boolean inContainer) {
        world.host.serve(owner, other(owner), port, inContainer);
        world.scheduler().in(Duration.ofSeconds(1), () -> call(new SplittableRandom(port), "allocate " + port,
                plane -> plane.allocatePort(project(owner), port(port))));
    }

    private void publishCanary() {
        call(new SplittableRandom(1), "publish the canary", plane -> plane.publish(project(CANARY),
                new PublishRequest("canary", Optional.empty(), CANARY_PORT, Optional.empty(), Optional.empty()),
                what -> {}));
    }

    void perform(Happening.Kind kind, SplittableRandom draw) {
        switch (kind) {
            case PUBLISH -> publish(draw);
            case WITHDRAW -> withdraw(draw);
            case REPEAT_WITH_KEY -> repeatWithKey(draw);
            case TRY_OTHERS_NAME -> tryOthersName(draw);
            case TRY_OTHERS_PORT -> tryOthersPort(draw);
            case CANCEL -> cancel(draw);
            case LOOK -> look(draw);
            case CROWD -> crowd(draw);
            case PORT_COMES_AND_GOES -> portComesAndGoes(draw);
            case RESTART_BY_HAND -> call(draw, "restart by hand", plane -> plane.restartConnector(meta(), what -> {}));
            default -> throw new IllegalArgumentException("Not for supervisors: " + kind);
        }
    }

    /** What somebody asks a process for. */
    private interface Asking {
        Answer<?> ask(ControlPlane plane) throws InterruptedException;
    }

    private Optional<Strand> call(SplittableRandom draw, String what, Asking asking) {
        Optional<PlayedProcess> process = world.population.any(draw);
        return process.map(asked -> {
            world.happened("somebody asks process " + asked.number() + ": " + what);
            world.quiet().callers(1);
            return world.scheduler().start("call", asked, () -> {
                try {
                    told(what, asking.ask(asked.plane()));
                } catch (InterruptedException cancelled) {
                    world.happened("cancelled: " + what);
                } finally {
                    world.quiet().callers(-1);
                }
            });
        });
    }

    private void told(String what, Answer<?> answer) {
        world.verdicts().require(Invariant.NO_ERROR, true, () -> "");
        world.happened("answered: " + what + ": " + switch (answer) {
            case Answer.Done<?> done -> "done";
            case Answer.Refused<?> refused -> refused.refusal().code().text();
            case Answer.Unfinished<?> unfinished -> "unfinished";
        });
        if (answer instanceof Answer.Refused<?> refused) {
            world.verdicts().require(Invariant.NO_ERROR,
                    !refused.refusal().problem().contains("programming error"), () -> refused.refusal().toString());
        }
    }

    private void publish(SplittableRandom draw) {
        if (world.rows.held().size() >= MOST_HELD) {
            withdraw(draw);
            return;
        }
        ProjectName who = PROJECTS.get(draw.nextInt(PROJECTS.size()));
        publish(draw, who, "n" + ++names, Optional.empty());
    }

    private Optional<Strand> publish(SplittableRandom draw, ProjectName who, String name, Optional<String> key) {
        int port = FIRST_PORT + 1_000 * PROJECTS.indexOf(who) + draw.nextInt(PORTS_EACH);
        return call(draw, who + " publishes " + name + " with port " + port,
                plane -> plane.publish(project(who),
                        new PublishRequest(name, Optional.empty(), port, Optional.empty(), key), what -> {}));
    }

    private void withdraw(SplittableRandom draw) {
        Optional<Route> route = any(draw);
        route.ifPresent(held -> call(draw, held.owner() + " withdraws " + held.hostname(),
                plane -> plane.withdraw(project(held.owner()), held.hostname().text(), Optional.empty(), what -> {})));
    }

    private Optional<Route> any(SplittableRandom draw) {
        List<Route> held = world.rows.held().stream().filter(route -> !route.owner().equals(CANARY)).toList();
        return held.isEmpty() ? Optional.empty() : Optional.of(held.get(draw.nextInt(held.size())));
    }

    private void repeatWithKey(SplittableRandom draw) {
        ProjectName who = PROJECTS.get(draw.nextInt(PROJECTS.size()));
        String name = "n" + ++names;
        String key = "key-" + ++keys;
        long seed = draw.nextLong();
        publish(new SplittableRandom(seed), who, name, Optional.of(key));
        // The same draw, so the same port; a process that has died is asked again through another one.
        world.scheduler().in(Duration.ofMillis(draw.nextInt(20_000)),
                () -> publish(new SplittableRandom(seed), who, name, Optional.of(key)));
    }

    private void tryOthersName(SplittableRandom draw) {
        any(draw).ifPresent(held -> {
            ProjectName other = other(held.owner());
            String name = held.hostname().text();
            if (draw.nextBoolean()) {
                publish(draw, other, name.substring(0, name.indexOf('.')), Optional.empty());
            } else {
                call(draw, other + " withdraws the " + name + " of " + held.owner(),
                        plane -> mustNot(plane.withdraw(project(other), name, Optional.empty(), what -> {}),
                                held.owner() + " has lost " + name + " to " + other, held));
            }
        });
    }

    private Answer<Route> mustNot(Answer<Route> answer, String problem, Route theirs) {
        boolean ended = world.rows.held(theirs.hostname()).filter(now -> now.id() == theirs.id()).isEmpty();
        world.verdicts().require(Invariant.OWNED_ONCE, ended || !(answer instanceof Answer.Done), () -> problem);
        return answer;
    }

    private void tryOthersPort(SplittableRandom draw) {
        int who = draw.nextInt(PROJECTS.size());
        int port = FIRST_PORT + 1_000 * ((who + 1) % PROJECTS.size());
        String name = "n" + ++names;
        call(draw, PROJECTS.get(who) + " publishes " + name + " with port " + port + " of others", plane -> {
            Answer<PublishedHostname> answer = plane.publish(project(PROJECTS.get(who)),
                    new PublishRequest(name, Optional.empty(), port, Optional.empty(), Optional.empty()), what -> {});
            world.verdicts().require(Invariant.OWN_TARGETS, answer instanceof Answer.Refused,
                    () -> "port " + port + " was published by somebody whose it is not");
            return answer;
        });
    }

    private void cancel(SplittableRandom draw) {
        ProjectName who = PROJECTS.get(draw.nextInt(PROJECTS.size()));
        Optional<Strand> call = publish(draw, who, "n" + ++names, Optional.empty());
        call.ifPresent(strand -> world.scheduler().in(Duration.ofMillis(draw.nextInt(600)),
                () -> world.scheduler().interrupt(strand)));
    }

    private void look(SplittableRandom draw) {
        switch (draw.nextInt(5)) {
            case 0 -> call(draw, "status", plane -> plane.status(meta()));
            case 1 -> call(draw, "plan", plane -> plane.plan(meta(), Optional.empty()));
            case 2 -> call(draw, "audit", plane -> plane.audit(meta(), Optional.empty(), 20));
            case 3 -> call(draw, "zones", plane -> plane.zones(meta(), true));
            default -> call(draw, "hostnames", plane -> plane.hostnames(meta(), Optional.empty(), Optional.empty()));
        }
    }

    private void crowd(SplittableRandom draw) {
        for (int i = 2 + draw.nextInt(4); i > 0; i--) {
            long seed = draw.nextLong();
            world.scheduler().in(Duration.ofMillis(draw.nextInt(400)), () -> {
                SplittableRandom own = new SplittableRandom(seed);
                if (own.nextBoolean()) {
                    publish(own);
                } else {
                    withdraw(own);
                }
            });
        }
    }

    private void portComesAndGoes(SplittableRandom draw) {
        ProjectName who = PROJECTS.get(draw.nextInt(PROJECTS.size()));
        int port = FIRST_PORT + 1_000 * PROJECTS.indexOf(who) + PORTS_EACH;
        if (draw.nextBoolean()) {
            call(draw, who + " allocates " + port, plane -> plane.allocatePort(project(who), port(port)));
        } else {
            call(draw, who + " releases " + port, plane -> plane.releasePort(project(who), port));
        }
    }

    private static ProjectName other(ProjectName owner) {
        return PROJECTS.get((PROJECTS.indexOf(owner) + 1) % PROJECTS.size());
    }

    private static PortRequest port(int number) {
        return new PortRequest(OptionalLong.of(number), Optional.empty(), Optional.of(ServiceHint.NONE));
    }

    private static Caller project(ProjectName name) {
        return new Caller(new Actor.Project(name), Optional.empty());
    }

    private static Caller meta() {
        return new Caller(new Actor.Meta(), Optional.empty());
    }
}
