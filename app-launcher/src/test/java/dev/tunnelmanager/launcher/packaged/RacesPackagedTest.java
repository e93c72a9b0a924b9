package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Twenty processes on one state directory, all asking at the same moment. */
class RacesPackagedTest {

    private static final int MANY = 20;

    @Test
    void of_twenty_that_want_one_hostname_one_gets_it_and_nineteen_are_told_why_not() throws Exception {
        try (Bench bench = Bench.start()) {
            Tidiness tidiness = Tidiness.of(bench);
            List<Supervisor> all = supervisors(bench);
            List<JsonNode> answers = request(all, bench, "prize");
            List<String> winners = new ArrayList<>();
            for (JsonNode answer : answers) {
                if (answer.path("success").asBoolean()) {
                    winners.add(answer.path("project").asText());
                    continue;
                }
                assertThat(answer.path("code").asText()).as("%s", answer).isEqualTo("hostname_taken");
                assertThat(answer.path("error").asText()).isEqualTo("prize.example.com belongs to another project.");
                assertThat(answer.path("recommendation").asText()).isNotBlank();
            }
            assertThat(winners).hasSize(1);
            assertThat(bench.ask("prize.example.com").body()).isEqualTo(winners.getFirst() + " answers /hello");
            assertThat(bench.provider().effects()).as("changes at the provider").isEqualTo(1);
            tidiness.awaitTidy();
            assertThat(StateView.of(bench).held()).hasSize(1);
            all.forEach(Supervisor::assertPure);
        }
    }

    @Test
    void twenty_hostnames_asked_for_by_twenty_at_once_are_live_after_two_rolls_at_most() throws Exception {
        try (Bench bench = Bench.start()) {
            bench.configure(Map.of("ingress.window", "250ms"));
            Tidiness tidiness = Tidiness.of(bench);
            List<Supervisor> all = supervisors(bench);
            StateView state = StateView.of(bench);
            // What one roll costs is measured, not assumed: the first one starts the replicas, the second replaces them.
            Supervisor first = all.getFirst();
            Outcome.of(first, "tunnel_request_cname", "subdomain", "before", "targetPort", portOf(first));
            long startsBefore = starts(bench);
            assertThat(Outcome.of(first, "tunnel_delete_cname", "hostname", "before.example.com").path("success")
                    .asBoolean()).isTrue();
            long startsOfOneRoll = starts(bench) - startsBefore;
            assertThat(startsOfOneRoll).as("starts of one roll").isPositive();

            long rollsBefore = state.audit("connector.roll");
            startsBefore = starts(bench);
            List<JsonNode> answers = request(all, bench, "");
            assertThat(answers).allSatisfy(answer -> assertThat(answer.path("success").asBoolean()).as("%s", answer)
                    .isTrue());
            long rolls = state.audit("connector.roll") - rollsBefore;
            long starts = starts(bench) - startsBefore;
            System.out.println("Twenty hostnames at once: " + rolls + " rolls, " + starts + " starts of a replica, of "
                    + startsOfOneRoll + " in one roll.");
            assertThat(rolls).as("rolls in the audit log").isBetween(1L, 2L);
            assertThat(starts).as("replicas started").isBetween(1L, 2 * startsOfOneRoll);
            for (int i = 0; i < MANY; i++) {
                assertThat(bench.ask("project" + i + ".example.com"))
                        .isEqualTo(new EdgeReply(200, "project" + i + " answers /hello"));
            }
            tidiness.awaitTidy();
            assertThat(state.held()).hasSize(MANY);
            all.forEach(Supervisor::assertPure);
        }
    }

    /** Starts them side by side, each with a service and its port. */
    private static List<Supervisor> supervisors(Bench bench) throws Exception {
        List<Supervisor> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            all.add(bench.supervisor("project" + i, Era.MODERN));
        }
        List<CompletableFuture<JsonNode>> allocated = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            allocated.add(all.get(i).begin("port_allocate", "port", bench.service("project" + i)));
        }
        for (int i = 0; i < MANY; i++) {
            assertThat(all.get(i).result(allocated.get(i)).path("structuredContent").path("success").asBoolean())
                    .isTrue();
        }
        return all;
    }

    /** Has all ask at once, for one hostname or, if none is given, each for that of its project's name. */
    private static List<JsonNode> request(List<Supervisor> all, Bench bench, String subdomain) throws Exception {
        List<Long> ports = new ArrayList<>();
        for (Supervisor each : all) {
            ports.add(portOf(each));
        }
        List<CompletableFuture<JsonNode>> asked = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            asked.add(all.get(i).begin("tunnel_request_cname", "subdomain",
                    subdomain.isEmpty() ? "project" + i : subdomain, "targetPort", ports.get(i)));
        }
        List<JsonNode> answers = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            answers.add(Outcome.of(all.get(i), all.get(i).result(asked.get(i)).path("structuredContent")));
        }
        assertThat(bench.replicas()).isNotEmpty();
        return answers;
    }

    private static long portOf(Supervisor supervisor) throws Exception {
        return supervisor.structured("port_list").path("ports").path(0).path("port").asLong();
    }

    /** Returns how often a connector was started, by what the connectors themselves wrote. */
    private static long starts(Bench bench) throws Exception {
        long starts = 0;
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(bench.stateDir().resolve("logs"),
                "cloudflared-*.log")) {
            for (Path log : logs) {
                starts += Files.readAllLines(log, StandardCharsets.UTF_8).stream()
                        .filter(line -> line.contains("Starting tunnel")).count();
            }
        }
        return starts;
    }
}
