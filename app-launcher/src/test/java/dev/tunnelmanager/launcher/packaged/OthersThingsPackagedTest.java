package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** No argument makes a project see or touch what is another's, or become the meta-supervisor. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // Set before everything.
class OthersThingsPackagedTest {

    private Bench bench;
    private Supervisor bob;
    private int alicesPort;
    private int bobsPort;
    private String alicesOperation;
    private String config;
    private List<ObjectNode> records;

    @BeforeAll
    void start() throws Exception {
        bench = Bench.start();
        alicesPort = bench.service("alice");
        bobsPort = bench.service("bob");
        Supervisor alice = bench.supervisor("alice", Era.MODERN);
        alice.structured("port_allocate", "port", alicesPort);
        JsonNode published = alice.structured("tunnel_request_cname", "subdomain", "secretplan", "targetPort",
                alicesPort);
        assertThat(published.path("success").asBoolean()).as("%s", published).isTrue();
        bob = bench.supervisor("bob", Era.MODERN);
        bob.structured("port_allocate", "port", bobsPort);
        alicesOperation = bench.run("audit", "--meta", "--json").endsWith(0).json().findValuesAsText("operation_id")
                .getFirst();
        config = bench.config();
        records = bench.provider().records(Bench.ZONE);
    }

    @AfterAll
    void end() throws Exception {
        bench.close();
    }

    @Test
    void naming_another_project_is_refused_by_every_tool() throws Exception {
        Object[][] calls = {
                {"tunnel_list_cnames", "projectName", "alice"},
                {"tunnel_request_cname", "subdomain", "x", "targetPort", alicesPort, "projectName", "alice"},
                {"tunnel_delete_cname", "hostname", "secretplan.example.com", "projectName", "alice"},
                {"port_allocate", "port", alicesPort, "projectName", "alice"},
                {"port_allocate", "projectName", "alice"},
                {"port_list", "projectName", "alice"},
                {"tunnel_list_cnames", "projectName", "meta"},
                {"port_list", "projectName", "meta"}};
        for (Object[] call : calls) {
            refused(call, "identity_mismatch");
        }
        nothingHasChanged();
    }

    @Test
    void claiming_to_be_the_meta_supervisor_is_refused_by_every_tool() throws Exception {
        Object[][] calls = {
                {"tunnel_list_cnames", "isMetaSupervisor", true},
                {"tunnel_list_cnames", "isMetaSupervisor", true, "projectName", "alice"},
                {"tunnel_delete_cname", "hostname", "secretplan.example.com", "isMetaSupervisor", true}};
        for (Object[] call : calls) {
            refused(call, "identity_mismatch");
        }
        nothingHasChanged();
    }

    @Test
    void what_is_anothers_is_out_of_reach_by_its_own_name() throws Exception {
        refused(new Object[]{"tunnel_delete_cname", "hostname", "secretplan.example.com"}, "hostname_taken");
        refused(new Object[]{"tunnel_delete_cname", "hostname", "SecretPlan.Example.com.",
                "isMetaSupervisor", false}, "hostname_taken");
        refused(new Object[]{"tunnel_request_cname", "subdomain", "secretplan", "targetPort", bobsPort},
                "hostname_taken");
        refused(new Object[]{"tunnel_request_cname", "subdomain", "mine", "targetPort", alicesPort}, "port_taken");
        refused(new Object[]{"tunnel_request_cname", "subdomain", "*", "targetPort", bobsPort},
                "wildcard_not_allowed");
        refused(new Object[]{"tunnel_request_cname", "subdomain", "*.secretplan", "targetPort", bobsPort}, null);
        refused(new Object[]{"port_allocate", "port", alicesPort}, "port_taken");
        refused(new Object[]{"port_release", "port", alicesPort}, "port_taken");
        refused(new Object[]{"tunnel_get_operation", "operationId", alicesOperation}, "operation_not_found");
        nothingHasChanged();
    }

    @Test
    void lists_hold_nothing_of_others() throws Exception {
        JsonNode names = bob.call("tunnel_list_cnames", "domain", Bench.ZONE);
        assertThat(names.path("structuredContent").path("count").asInt()).isZero();
        JsonNode ports = bob.call("port_list");
        assertThat(ports.path("structuredContent").path("count").asInt()).isEqualTo(1);
        String all = names.toString() + ports + bob.call("tunnel_get_status") + bob.call("tunnel_list_domains");
        assertThat(all).doesNotContain("alice", "secretplan", Integer.toString(alicesPort));
    }

    @Test
    void arguments_that_no_tool_has_are_refused() throws Exception {
        for (String name : List.of("actor", "project", "owner", "meta", "token", "config", "idempotencyKey")) {
            refused(new Object[]{"tunnel_list_cnames", name, "alice"}, "invalid_argument");
        }
        refused(new Object[]{"tunnel_list_cnames", "isMetaSupervisor", "true"}, "invalid_argument");
    }

    @Test
    void the_command_line_keeps_projects_apart_too() throws Exception {
        Ended list = bench.run("list", "--for", "alice", "--project", "bob", "--json").endsWith(1);
        assertThat(list.json().path("code").asText()).isEqualTo("identity_mismatch");
        Ended delete = bench.run("delete", "secretplan.example.com", "--project", "bob", "--json").endsWith(1);
        assertThat(delete.json().path("code").asText()).isEqualTo("hostname_taken");
        Ended audit = bench.run("audit", "--project", "bob", "--json").endsWith(0);
        assertThat(audit.out()).doesNotContain("alice", "secretplan");
        Ended projects = bench.run("project", "--project", "bob", "--json").endsWith(0);
        assertThat(projects.json().path("count").asInt()).isEqualTo(1);
        assertThat(projects.out()).doesNotContain("alice");
        assertThat(bench.run("project", "token", "alice", "--project", "bob", "--json").endsWith(1).json().path("code")
                .asText()).isEqualTo("meta_only");
        assertThat(bench.run("list", "--meta", "--project", "bob", "--json").endsWith(1).json().path("code").asText())
                .isEqualTo("identity_mismatch");
        nothingHasChanged();
    }

    @Test
    void a_variable_of_the_environment_does_not_make_a_project_meta() throws Exception {
        try (Bench other = Bench.start()) {
            other.environment("TUNNEL_MANAGER_META", "true");
            Supervisor carol = other.supervisor("carol", Era.MODERN);
            JsonNode answer = carol.structured("tunnel_list_cnames", "isMetaSupervisor", true);
            assertThat(answer.path("code").asText()).as("%s", answer).isEqualTo("identity_mismatch");
        }
    }

    /** Asserts that a call is refused, and that the refusal tells nothing that the call has not named itself. */
    private void refused(Object[] call, @Nullable String code) throws Exception {
        List<Object> arguments = new ArrayList<>(List.of(call));
        String tool = (String) arguments.removeFirst();
        JsonNode result = bob.call(tool, arguments.toArray());
        JsonNode shape = result.path("structuredContent");
        assertThat(result.path("isError").asBoolean()).as("%s %s: %s", tool, arguments, result).isTrue();
        assertThat(shape.path("success").asBoolean()).isFalse();
        if (code != null) {
            assertThat(shape.path("code").asText()).as("%s %s: %s", tool, arguments, result).isEqualTo(code);
        }
        assertThat(shape.path("recommendation").asText()).isNotBlank();
        String said = arguments.toString().toLowerCase(Locale.ROOT);
        for (String secret : List.of("alice", "secretplan", Integer.toString(alicesPort))) {
            if (!said.contains(secret)) {
                assertThat(result.toString()).doesNotContain(secret);
            }
        }
    }

    private void nothingHasChanged() throws Exception {
        assertThat(bench.config()).isEqualTo(config);
        assertThat(bench.provider().records(Bench.ZONE)).isEqualTo(records);
        assertThat(bench.ask("secretplan.example.com")).isEqualTo(new EdgeReply(200, "alice answers /hello"));
        bob.assertPure();
    }
}
