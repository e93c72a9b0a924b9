package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A leader that is stopped keeps its lock: nobody can take over, so everybody must be able to see what is the matter. */
class StoppedLeaderPackagedTest {

    @Test
    void others_read_at_once_and_who_wants_a_change_is_told_whom_to_continue() throws Exception {
        try (Bench bench = Bench.start()) {
            Tidiness tidiness = Tidiness.of(bench);
            int port = bench.service("ben");
            Supervisor anna = bench.supervisor("anna", Era.MODERN);
            long leader = anna.process().pid();
            anna.structured("port_list");
            Eventually.holds("anna leads", () -> LeaderLock.holder(bench.stateDir()).equals(OptionalLong.of(leader)));
            Supervisor ben = bench.supervisor("ben", Era.MODERN);
            ben.structured("port_allocate", "port", port);
            request(ben, port, "before");
            signal("STOP", leader);
            try {
                CompletableFuture<JsonNode> asked = ben.begin("tunnel_request_cname", "subdomain", "after",
                        "targetPort", port);
                // Reads are answered while the change waits, which it does for ten seconds.
                assertThat(ben.structured("tunnel_list_cnames").path("count").asInt()).isPositive();
                assertThat(ben.structured("port_list").path("count").asInt()).isEqualTo(1);
                assertThat(ben.structured("tunnel_get_status").path("leader").asText())
                        .startsWith("process " + leader + " since ").endsWith(", which is stopped");
                assertThat(bench.ask("before.example.com").status()).as("traffic goes on").isEqualTo(200);
                assertThat(asked).as("the change").isNotDone();

                JsonNode pending = ben.result(asked).path("structuredContent");
                assertThat(pending.path("pending").asBoolean()).as("%s", pending).isTrue();
                assertThat(pending.path("message").asText()).contains("nobody has taken it up yet",
                        "The leader, process " + leader + " since ", "is stopped", "kill -CONT " + leader);
                assertThat(bench.recordsOf("after.example.com")).isZero();
                signal("CONT", leader);
                String operation = pending.path("operation_id").asText();
                Eventually.holds("it is carried out", () -> ben.structured("tunnel_get_operation", "operationId",
                        operation).path("state").asText().equals("ended"));
            } finally {
                signal("CONT", leader);
            }
            assertThat(bench.ask("after.example.com")).isEqualTo(new EdgeReply(200, "ben answers /hello"));
            assertThat(bench.provider().effects()).as("each record was made once").isEqualTo(2);
            tidiness.awaitTidy();
            anna.assertPure();
            ben.assertPure();
        }
    }

    @Test
    void who_asks_too_much_meanwhile_is_told_after_how_many_seconds_to_ask_again() throws Exception {
        try (Bench bench = Bench.start()) {
            int port = bench.service("ben");
            Supervisor anna = bench.supervisor("anna", Era.MODERN);
            long leader = anna.process().pid();
            anna.structured("port_list");
            Eventually.holds("anna leads", () -> LeaderLock.holder(bench.stateDir()).equals(OptionalLong.of(leader)));
            Supervisor ben = bench.supervisor("ben", Era.MODERN);
            ben.structured("port_allocate", "port", port);
            ben.structured("tunnel_list_domains");
            signal("STOP", leader);
            try {
                List<CompletableFuture<JsonNode>> asked = new ArrayList<>();
                for (int i = 0; i < 32; i++) {
                    asked.add(ben.begin("tunnel_request_cname", "subdomain", "n" + i, "targetPort", port));
                }
                StateView state = StateView.of(bench);
                Eventually.holds("all are asked for", () -> state.unfinished() == 32);
                JsonNode refused = ben.structured("tunnel_request_cname", "subdomain", "more", "targetPort", port);
                assertThat(refused.path("code").asText()).as("%s", refused).isEqualTo("too_many_pending");
                long seconds = refused.path("retry_after_seconds").asLong();
                assertThat(seconds).isBetween(1L, 300L);
                assertThat(refused.path("recommendation").asText()).isEqualTo("Ask again in " + seconds + " seconds.");
                assertThat(refused.path("error").asText()).contains("ben has 32 operations that have not ended");
                assertThat(asked).noneMatch(CompletableFuture::isCompletedExceptionally);
            } finally {
                signal("CONT", leader);
            }
        }
    }

    private static void request(Supervisor supervisor, int port, String subdomain) throws Exception {
        JsonNode answer = Outcome.of(supervisor, "tunnel_request_cname", "subdomain", subdomain, "targetPort", port);
        assertThat(answer.path("success").asBoolean()).as("%s", answer).isTrue();
    }

    static void signal(String name, long process) throws Exception {
        assertThat(new ProcessBuilder(List.of("kill", "-" + name, Long.toString(process))).start().waitFor()).isZero();
    }
}
