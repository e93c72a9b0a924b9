package dev.tunnelmanager.domain.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.port.ServiceHint;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.statistics.Statistics;

/** Over generated hosts, each from a seed: what is chosen is reached, is the project's own, and what is advised helps. */
class TargetSelectionProperties {

    private static final Pattern ADDRESS = Pattern.compile("http://(.+):(\\d+)");
    private static final Pattern NAMING = Pattern.compile("port_allocate \\{\"port\":\\d+,\"container\":\"(.+)\"}");

    private record Case(World world, int port, ServiceHint hint) {
        TargetDecision decide() {
            return world.decide(port, hint);
        }

        boolean isOwn(String id) {
            return id.equals(Connections.PROCESS) || isOwn(world.byId(id));
        }

        boolean isOwn(Container container) {
            return container.labels().composeProject().map("consilio"::equals)
                    .orElseGet(() -> container.name().startsWith("consilio-"));
        }
    }

    private static Case generate(long seed) {
        Random random = new Random(seed);
        World world = World.generate(random);
        int port = World.pick(random, World.PORTS);
        List<Container> containers = world.scene.containers;
        ServiceHint hint = switch (random.nextInt(6)) {
            case 0 -> Scene.hostService();
            case 1 -> containers.isEmpty() ? ServiceHint.NONE : Scene.named(World.pick(random, containers).name());
            default -> ServiceHint.NONE;
        };
        return new Case(world, port, hint);
    }

    @Property(tries = 10_000, shrinking = ShrinkingMode.OFF)
    void a_chosen_target_is_reached_and_is_the_projects_own(@ForAll long seed) {
        Case given = generate(seed);
        TargetDecision decision = given.decide();
        Statistics.collect(switch (decision) {
            case TargetDecision.Chosen chosen -> chosen.target().kind();
            case TargetDecision.Refused refused -> refused.refusal().code();
        });
        if (!(decision instanceof TargetDecision.Chosen chosen)) {
            return;
        }
        Matcher address = ADDRESS.matcher(chosen.target().service().text());
        assertThat(address.matches()).isTrue();
        Set<String> ends = new Connections(given.world()).endsAt(address.group(1), Integer.parseInt(address.group(2)));
        boolean warned = chosen.target().warnings().stream().anyMatch(warning -> warning.startsWith("Nothing listens"));
        assertThat(ends.isEmpty()).as("%s%n%s", decision, given.world()).isEqualTo(warned);
        assertThat(ends).as("%s%n%s", decision, given.world()).allMatch(given::isOwn);
        assertThat(ends).as("%s%n%s", decision, given.world()).allMatch(id -> id.equals(Connections.PROCESS)
                || given.world().byId(id).state() == Container.State.RUNNING);
    }

    @Property(tries = 2_000, shrinking = ShrinkingMode.OFF)
    void nobody_may_publish_reserved_ports_of_the_host(@ForAll long seed) {
        Case given = generate(seed);
        if (given.decide() instanceof TargetDecision.Chosen chosen
                && chosen.target().kind() == Target.Kind.LOCALHOST) {
            assertThat(chosen.target().service().text()).doesNotEndWith(":20241").doesNotEndWith(":2375")
                    .doesNotContain("169.254.");
        }
    }

    @Property(tries = 2_000, shrinking = ShrinkingMode.OFF)
    void the_order_of_what_was_seen_does_not_matter(@ForAll long seed) {
        Case given = generate(seed);
        TargetDecision decision = given.decide();
        Scene scene = given.world().scene;
        Collections.shuffle(scene.containers, new Random(seed));
        Collections.shuffle(scene.networks, new Random(seed));
        assertThat(given.decide()).isEqualTo(decision);
        assertThat(given.decide()).isEqualTo(decision);
    }

    @Property(tries = 2_000, shrinking = ShrinkingMode.OFF)
    void no_answer_names_a_container_of_others(@ForAll long seed) {
        Case given = generate(seed);
        String answer = switch (given.decide()) {
            case TargetDecision.Chosen chosen -> chosen.target().reason() + chosen.target().evidence()
                    + chosen.target().warnings();
            case TargetDecision.Refused refused -> refused.refusal() + " " + refused.evidence();
        };
        // Where the connector is, and whose network an own container shares, is no secret.
        for (Container container : given.world().scene.containers) {
            boolean secret = !given.isOwn(container) && !container.name().equals("cloudflared")
                    && given.hint().container().filter(container.name()::equals).isEmpty()
                    && given.world().scene.containers.stream()
                            .noneMatch(it -> it.mode().equals(new Container.NetworkMode.SharedWith(container.id())));
            if (secret) {
                assertThat(answer).as(given.world().toString()).doesNotContainPattern(container.name() + "(?!\\d)");
            }
        }
    }

    @Property(tries = 4_000, shrinking = ShrinkingMode.OFF)
    void what_is_recommended_helps_when_it_is_a_command(@ForAll long seed) {
        Case given = generate(seed);
        if (!(given.decide() instanceof TargetDecision.Refused refused)) {
            return;
        }
        assertThat(refused.refusal().code().name()).startsWith("TARGET_");
        Refusal refusal = refused.refusal();
        String advice = refusal.recommendation();
        Matcher naming = NAMING.matcher(advice);
        if (Advice.isCommand(advice) && !advice.equals(Advice.engine())) {
            new WorldShell(given.world()).carryOut(advice);
            if (!given.world().isPossible()) {
                return;
            }
            Statistics.collect(refusal.code());
            assertThat(given.decide()).as("after %s%n%s", refused, given.world()).satisfiesAnyOf(
                    after -> assertThat(after).isInstanceOf(TargetDecision.Chosen.class),
                    // Running it may show what else is wrong; that has its own recommendation.
                    after -> assertThat(((TargetDecision.Refused) after).refusal().code())
                            .isNotEqualTo(refusal.code()).isNotEqualTo(RefusalCode.TARGET_NOT_RUNNING));
        } else if (naming.matches()) {
            TargetDecision after = given.world().decide(given.port(), Scene.named(naming.group(1)));
            if (after instanceof TargetDecision.Refused still) {
                assertThat(still.refusal()).as("after %s%n%s", refused, given.world()).isNotEqualTo(refusal);
                assertThat(still.refusal().code()).as("after %s then %s%n%s", refused, still, given.world())
                        .isNotEqualTo(RefusalCode.TARGET_NOT_YOURS);
            }
        } else if (advice.startsWith("port_allocate {\"port\":") && advice.contains("hostService")) {
            TargetDecision after = given.world().decide(given.port(), Scene.hostService());
            if (after instanceof TargetDecision.Refused still) {
                assertThat(still.refusal().code()).as("after %s%n%s", refused, given.world()).isNotEqualTo(
                        refusal.code());
            }
        }
    }
}
