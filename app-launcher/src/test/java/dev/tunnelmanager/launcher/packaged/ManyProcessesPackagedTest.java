package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tunnelmanager.standins.provider.Fault;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several processes on one state directory, which is the normal case: each supervisor launches its own. */
class ManyProcessesPackagedTest {

    /** Where the leader is when it is killed. */
    enum Moment {
        /** The record is asked for, and not made. */
        BEFORE_THE_RECORD_IS_MADE,
        /** The record is made, and the leader does not know. */
        BEFORE_THE_RECORD_IS_KNOWN,
        /** A replica runs and has not connected. */
        WHILE_THE_CONNECTOR_STARTS
    }

    @Test
    void the_first_process_carries_out_what_the_second_is_asked_for() throws Exception {
        try (Bench bench = Bench.start()) {
            int port = bench.service("ben");
            Supervisor anna = bench.supervisor("anna", Era.MODERN);
            lead(anna);
            Supervisor ben = bench.supervisor("ben", Era.LEGACY);
            ben.structured("port_allocate", "port", port);
            JsonNode answer = ben.structured("tunnel_request_cname", "subdomain", "ben", "targetPort", port);
            assertThat(answer.path("success").asBoolean()).as("%s", answer).isTrue();
            assertThat(bench.ask("ben.example.com")).isEqualTo(new EdgeReply(200, "ben answers /hello"));
            assertThat(bench.replicas()).isNotEmpty().allSatisfy(replica -> assertThat(
                    replica.parent().map(ProcessHandle::pid)).as("who has started it").hasValue(
                            anna.process().pid()));
            assertThat(leaderOf(ben)).contains("process " + anna.process().pid() + " ");
            anna.assertPure();
            ben.assertPure();
        }
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void the_second_process_finishes_what_the_first_was_killed_over(Moment moment) throws Exception {
        try (Bench bench = Bench.start()) {
            int port = bench.service("ben");
            Supervisor anna = bench.supervisor("anna", Era.MODERN);
            lead(anna);
            Supervisor ben = bench.supervisor("ben", Era.MODERN);
            ben.structured("port_allocate", "port", port);
            arrange(bench, moment);
            CompletableFuture<JsonNode> asked = ben.begin("tunnel_request_cname", "subdomain", "ben", "targetPort",
                    port);
            Eventually.holds(moment.toString(), () -> hasCome(bench, moment));
            anna.close();
            Files.deleteIfExists(bench.faults());

            JsonNode answer = ben.result(asked).path("structuredContent");
            String operation = answer.path("operation_id").asText();
            if (answer.path("pending").asBoolean()) {
                Eventually.holds("the operation ends", () -> ben.structured("tunnel_get_operation", "operationId",
                        operation).path("state").asText().equals("ended"));
            } else {
                assertThat(answer.path("success").asBoolean()).as("%s", answer).isTrue();
            }
            assertThat(bench.recordsOf("ben.example.com")).isEqualTo(1);
            assertThat(bench.provider().records(Bench.ZONE)).hasSize(1);
            assertThat(bench.ask("ben.example.com")).isEqualTo(new EdgeReply(200, "ben answers /hello"));
            assertThat(leaderOf(ben)).contains("process " + ben.process().pid() + " ");
            assertThat(ben.structured("tunnel_delete_cname", "hostname", "ben.example.com").path("success")
                    .asBoolean()).isTrue();
            assertThat(bench.provider().records(Bench.ZONE)).isEmpty();
            ben.assertPure();
        }
    }

    private static void arrange(Bench bench, Moment moment) throws Exception {
        switch (moment) {
            case BEFORE_THE_RECORD_IS_MADE -> bench.provider().failNext(Fault.silence().on("POST"));
            case BEFORE_THE_RECORD_IS_KNOWN ->
                bench.provider().failNext(Fault.late(Duration.ofSeconds(30)).on("POST"));
            case WHILE_THE_CONNECTOR_STARTS ->
                Files.writeString(bench.faults(), "connect-delay-ms=3000\n");
        }
    }

    private static boolean hasCome(Bench bench, Moment moment) {
        return switch (moment) {
            case BEFORE_THE_RECORD_IS_MADE -> !bench.provider().writes().isEmpty();
            case BEFORE_THE_RECORD_IS_KNOWN -> bench.provider().effects() > 0;
            case WHILE_THE_CONNECTOR_STARTS -> !bench.replicas().isEmpty();
        };
    }

    @Test
    void of_four_that_want_one_hostname_at_once_one_gets_it() throws Exception {
        try (Bench bench = Bench.start()) {
            List<Supervisor> all = new ArrayList<>();
            List<Integer> ports = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(bench.supervisor("project" + i, i % 2 == 0 ? Era.MODERN : Era.LEGACY));
                ports.add(bench.service("project" + i));
            }
            for (int i = 0; i < 4; i++) {
                all.get(i).structured("port_allocate", "port", ports.get(i));
            }
            List<CompletableFuture<JsonNode>> asked = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                asked.add(all.get(i).begin("tunnel_request_cname", "subdomain", "prize", "targetPort", ports.get(i)));
            }
            List<Integer> winners = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                JsonNode answer = all.get(i).result(asked.get(i)).path("structuredContent");
                if (answer.path("success").asBoolean()) {
                    winners.add(i);
                } else {
                    assertThat(answer.path("code").asText()).as("%s", answer).isEqualTo("hostname_taken");
                }
                all.get(i).assertPure();
            }
            assertThat(winners).hasSize(1);
            assertThat(bench.ask("prize.example.com").body()).isEqualTo("project" + winners.getFirst()
                    + " answers /hello");
            assertThat(bench.provider().effects()).isEqualTo(1);
            assertThat(bench.config().split("prize.example.com", -1)).hasSize(2);
        }
    }

    private static void lead(Supervisor supervisor) throws Exception {
        Eventually.holds("it leads", () -> leaderOf(supervisor).contains(
                "process " + supervisor.process().pid() + " "));
    }

    private static String leaderOf(Supervisor supervisor) throws Exception {
        return supervisor.structured("tunnel_get_status").path("leader").asText();
    }
}
