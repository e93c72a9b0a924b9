package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tunnelmanager.standins.provider.Fault;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A leader that is told to end (SIGTERM) finishes what is under way if that is near, and hands it over otherwise. */
class OrderlyEndPackagedTest {

    private static final int TERMINATED = 143;

    @Test
    void what_ends_soon_is_finished_and_its_asker_answered() throws Exception {
        try (Bench bench = Bench.start()) {
            bench.configure(Map.of("edge.probe", "false"));
            Tidiness tidiness = Tidiness.of(bench);
            Supervisor anna = leading(bench);
            int port = bench.service("anna");
            anna.structured("port_allocate", "port", port);
            bench.provider().failNext(Fault.late(Duration.ofSeconds(1)).on("POST"));
            CompletableFuture<JsonNode> asked = anna.begin("tunnel_request_cname", "subdomain", "anna", "targetPort",
                    port);
            Eventually.holds("the record is being made", () -> !bench.provider().writes().isEmpty());
            StoppedLeaderPackagedTest.signal("TERM", anna.process().pid());
            // On a busy machine the call has waited as long as it may before the record's turn came.
            JsonNode answer = anna.result(asked).path("structuredContent");
            assertThat(answer.path("success").asBoolean() || answer.path("pending").asBoolean()).as("%s", answer)
                    .isTrue();
            assertThat(anna.awaitEnd()).isEqualTo(TERMINATED);
            assertThat(StateView.of(bench).unfinished()).as("what was under way is finished").isZero();
            assertThat(StateView.of(bench).held()).extracting(StateView.Held::hostname)
                    .containsExactly("anna.example.com");
            assertThat(bench.provider().effects()).isEqualTo(1);
            anna.assertPure();
            assertThat(bench.supervisor("ben", Era.MODERN).structured("port_list").path("success").asBoolean())
                    .isTrue();
            tidiness.awaitTidy();
        }
    }

    @Test
    void what_takes_long_is_handed_over_at_once() throws Exception {
        try (Bench bench = Bench.start()) {
            Tidiness tidiness = Tidiness.of(bench);
            Supervisor anna = leading(bench);
            Supervisor ben = bench.supervisor("ben", Era.MODERN);
            int port = bench.service("ben");
            ben.structured("port_allocate", "port", port);
            bench.provider().failNext(Fault.silence().on("POST"));
            CompletableFuture<JsonNode> asked = ben.begin("tunnel_request_cname", "subdomain", "ben", "targetPort",
                    port);
            Eventually.holds("the record is being made", () -> !bench.provider().writes().isEmpty());
            StoppedLeaderPackagedTest.signal("TERM", anna.process().pid());
            assertThat(anna.process().waitFor(20, TimeUnit.SECONDS)).as("it ends without the answer").isTrue();
            long ended = System.nanoTime();
            Eventually.holds("ben leads", () -> LeaderLock.holder(bench.stateDir())
                    .equals(OptionalLong.of(ben.process().pid())));
            System.out.println("Hand-over after the end of a leader: "
                    + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - ended) + " ms at most.");
            JsonNode answer = ben.result(asked).path("structuredContent");
            assertThat(answer.path("success").asBoolean() || answer.path("pending").asBoolean()).as("%s", answer)
                    .isTrue();
            tidiness.awaitTidy();
            assertThat(bench.ask("ben.example.com")).isEqualTo(new EdgeReply(200, "ben answers /hello"));
            anna.assertPure();
            ben.assertPure();
        }
    }

    private static Supervisor leading(Bench bench) throws Exception {
        Supervisor anna = bench.supervisor("anna", Era.MODERN);
        anna.structured("port_list");
        Eventually.holds("anna leads", () -> LeaderLock.holder(bench.stateDir())
                .equals(OptionalLong.of(anna.process().pid())));
        return anna;
    }
}
