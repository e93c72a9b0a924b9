package dev.tunnelmanager.adapter.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.topology.Container;
import dev.tunnelmanager.domain.topology.EngineView;
import dev.tunnelmanager.domain.topology.Network;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever an engine answers, a look is a view of it or says in words that there is none. */
@SuppressWarnings("NullAway.Init") // Set before everything.
class EngineAnswersProperties {

    private static final String ID = "0".repeat(64);
    private static final List<String> PATHS = List.of("/containers/json", "/containers/" + ID + "/json", "/networks");
    private static final Network NETWORK = new Network("n1", "net", Network.Kind.USER_DEFINED, false,
            Optional.of("172.18.0.1"));
    private static final Container CONTAINER = new Container(ID, "cloudflared", Container.State.RUNNING,
            new Container.NetworkMode.Networks(),
            List.of(new Container.Membership("n1", List.of("web"), Optional.of("172.18.0.2"))),
            List.of(new Container.PortBinding("0.0.0.0", PortNumber.of(8080), PortNumber.of(80),
                    Container.Protocol.TCP)),
            List.of(PortNumber.of(80)), Container.Labels.NONE, true);

    private static FakeEngine engine;
    private static DockerTopology topology;

    @BeforeContainer
    static void start() throws IOException {
        engine = FakeEngine.onTcp();
        topology = new DockerTopology(engine.host(), Optional::empty, InstantSource.system());
    }

    @AfterContainer
    static void stop() {
        topology.close();
        engine.close();
    }

    /** Puts something in the place of a piece of one of the right answers. */
    @Property(tries = 250)
    void a_damaged_answer_is_understood_or_refused_in_words(@ForAll("damages") Damage damage) {
        putRightAnswers();
        String path = PATHS.get(damage.answer());
        String right = rightAnswer(path);
        engine.reply(path, damage.status(), damage.applied(right));
        look();
    }

    private static void look() {
        if (topology.snapshot().engine() instanceof EngineView.Unknown unknown) {
            assertWords(unknown.reason());
        }
        DockerContainers containers = topology.containers();
        assertAnswered(() -> containers.findConnectors("").forEach(each -> assertThat(each.id()).isNotNull()));
        assertAnswered(() -> containers.waysTo(ID, PortNumber.of(80)).forEach(way -> assertThat(way).isNotNull()));
    }

    private static void assertAnswered(Runnable question) {
        try {
            question.run();
        } catch (PortFailure failure) {
            assertWords(failure.problem());
            assertThat(failure.recommendation()).isNotBlank();
        }
    }

    private static void assertWords(String words) {
        assertThat(words).isNotBlank().doesNotContain("Exception", "\n", "\tat ").hasSizeLessThan(1000);
    }

    private static void putRightAnswers() {
        PATHS.forEach(path -> engine.reply(path, rightAnswer(path)));
    }

    private static String rightAnswer(String path) {
        return switch (path) {
            case "/networks" -> EngineJson.networks(List.of(NETWORK));
            case "/containers/json" -> EngineJson.list(List.of(CONTAINER));
            default -> EngineJson.inspect(CONTAINER, List.of(NETWORK));
        };
    }

    /**
     * What is done to an answer.
     *
     * @param answer which
     * @param status its status
     * @param at where, in thousandths of its length
     * @param cut how many characters go
     * @param snippet what comes in their place
     */
    record Damage(int answer, int status, int at, int cut, String snippet) {

        String applied(String right) {
            int from = right.length() * at / 1000;
            return right.substring(0, from) + snippet + right.substring(Math.min(right.length(), from + cut));
        }
    }

    @Provide
    Arbitrary<Damage> damages() {
        Arbitrary<String> snippets = Arbitraries.oneOf(
                Arbitraries.of("", "null", "{}", "[]", "\"", "-1", "99999", "1e999", "true", ",", "}", "]", "[null]",
                        "\"x\":", "\u0000", "<html>", "[".repeat(2000)),
                Arbitraries.strings().ofMaxLength(6));
        return Combinators.combine(Arbitraries.integers().between(0, PATHS.size() - 1),
                Arbitraries.of(200, 200, 200, 204, 301, 400, 404, 500), Arbitraries.integers().between(0, 999),
                Arbitraries.of(0, 0, 1, 2, 7, 40, 4000), snippets).as(Damage::new);
    }
}
