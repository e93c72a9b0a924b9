package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What must hold after everything has ended, once somebody has started the program again. */
final class Aftermath {

    private Aftermath() {}

    /**
     * Kills whoever still runs, starts one more process, and asserts that everything comes to agree, that what the projects were told
     * is so, and that nothing is left once all hostnames were deleted.
     *
     * @param run what a failure says first
     */
    static void assertTidy(Bench bench, Tidiness tidiness, RestlessProjects projects, String run) throws Exception {
        // The last leader goes the same way, wherever it is.
        projects.killAll();
        Supervisor next = bench.meta();
        assertThat(next.structured("tunnel_list_cnames").path("success").asBoolean()).isTrue();
        try {
            tidiness.awaitTidy();
            assertTold(bench, projects);
            deleteAll(next);
            tidiness.awaitTidy();
            tidiness.assertUntouched();
        } catch (AssertionError | Exception finding) {
            throw new AssertionError(run + ": " + finding.getMessage() + "\nThe last process wrote:\n" + next.errors(),
                    finding);
        }
        next.assertPure();
    }

    /** What was told as done is so, unless something was asked about the hostname later of which nobody knows the outcome. */
    private static void assertTold(Bench bench, RestlessProjects projects) throws Exception {
        List<String> held = StateView.of(bench).held().stream().map(StateView.Held::hostname).toList();
        projects.told().forEach((hostname, isPublic) -> assertThat(held.contains(hostname))
                .as("%s is public, as was told last", hostname).isEqualTo(isPublic));
    }

    private static void deleteAll(Supervisor meta) throws Exception {
        List<CompletableFuture<JsonNode>> asked = new ArrayList<>();
        for (JsonNode each : meta.structured("tunnel_list_cnames").path("cnames")) {
            asked.add(meta.begin("tunnel_delete_cname", "hostname", each.path("hostname").asText()));
        }
        for (CompletableFuture<JsonNode> each : asked) {
            JsonNode answer = meta.result(each).path("structuredContent");
            assertThat(answer.path("success").asBoolean() || answer.path("pending").asBoolean()).as("%s", answer)
                    .isTrue();
        }
    }
}
