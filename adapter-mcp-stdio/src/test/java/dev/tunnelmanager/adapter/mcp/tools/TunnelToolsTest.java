package dev.tunnelmanager.adapter.mcp.tools;

import static dev.tunnelmanager.adapter.mcp.tools.Examples.CONSILIO;
import static dev.tunnelmanager.adapter.mcp.tools.Examples.SUPERVISOR;
import static dev.tunnelmanager.adapter.mcp.tools.ToolBench.assertRefused;
import static dev.tunnelmanager.adapter.mcp.tools.ToolBench.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.adapter.mcp.protocol.ToolContext;
import dev.tunnelmanager.adapter.mcp.protocol.ToolResult;
import dev.tunnelmanager.domain.connector.ConnectorKind;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.operation.OperationOutcome;
import dev.tunnelmanager.domain.port.ServiceHint;
import dev.tunnelmanager.domain.port.ServiceScheme;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.domain.route.RouteState;
import dev.tunnelmanager.domain.topology.ConnectorPlace;
import dev.tunnelmanager.ports.driving.Answer;
import dev.tunnelmanager.ports.driving.Page;
import dev.tunnelmanager.ports.driving.PortRequest;
import dev.tunnelmanager.ports.driving.PublishRequest;
import dev.tunnelmanager.ports.driving.PublishedHostname;
import dev.tunnelmanager.ports.driving.TunnelStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each tool passes on and what it makes of each answer; every result is held against its schema. */
class TunnelToolsTest {

    private static final String REQUEST = "{'subdomain':'api','targetPort':5000}";

    private final ToolBench bench = new ToolBench();
    private final ScriptedControlPlane core = bench.core;

    @Test
    void a_restart_names_what_was_replaced() {
        core.answering(new Answer.Done<>(List.of("127.0.0.1:20241", "127.0.0.1:20242")));
        ToolResult result = bench.callAs(Verdict.granted(Examples.META), "tunnel_restart", "{}");
        assertThat(result.text()).containsExactly("Restarted 127.0.0.1:20241, 127.0.0.1:20242.");
        assertThat(result.structured()).isEqualTo(json("{'success':true,'message':'Restarted 127.0.0.1:20241, "
                + "127.0.0.1:20242.','restarted':['127.0.0.1:20241','127.0.0.1:20242']}"));
        assertThat(core.asked).containsExactly(List.of(Examples.META));
        core.answering(new Answer.Done<>(List.of()));
        assertThat(bench.call("tunnel_restart", "{}").text()).containsExactly("Nothing ran that could be restarted.");
        core.answering(new Answer.Refused<>(new Refusal(RefusalCode.META_ONLY, "Only meta may.", "Ask meta.")));
        assertRefused(bench.call("tunnel_restart", "{}"), RefusalCode.META_ONLY, "Only meta may.");
    }

    @Test
    void a_published_hostname_on_the_host() {
        core.answering(new Answer.Done<>(new PublishedHostname(
                Examples.route("api.example.com", RouteState.VERIFIED, Optional.of(Examples.onHost())), List.of())));
        ToolResult result = bench.call("tunnel_request_cname", REQUEST);
        assertThat(result.isError()).isFalse();
        assertThat(result.text()).containsExactly("https://api.example.com is public (verified).\n"
                + "It leads to http://localhost:5000: A process on the host listens on 5000.");
        assertThat(result.structured()).isEqualTo(json("{'success':true,'url':'https://api.example.com',"
                + "'ingress_target':'http://localhost:5000','target_type':'localhost','hostname':'api.example.com',"
                + "'project':'consilio','port':5000,'state':'verified','reason':'A process on the host listens on 5000.'}"));
        assertThat(core.asked).containsExactly(List.of(SUPERVISOR,
                new PublishRequest("api", Optional.empty(), 5000, Optional.empty(), Optional.empty())));
    }

    @Test
    void a_published_hostname_in_a_container_tells_each_warning_once() {
        core.answering(new Answer.Done<>(new PublishedHostname(
                Examples.route("api.example.com", RouteState.LIVE, Optional.of(Examples.inContainer())),
                List.of("The edge did not answer yet.", "The container has no fixed name."))));
        ToolResult result = bench.call("tunnel_request_cname",
                "{'subdomain':'api','targetPort':5000.0,'domain':'example.com','projectName':'consilio'}");
        assertThat(result.structured().toJson()).contains(
                "\"target_type\":\"container\",\"container_name\":\"consilio-web\",\"docker_network\":\"edge\","
                        + "\"warnings\":[\"The edge did not answer yet.\",\"The container has no fixed name.\"]");
        assertThat(result.text().get(0))
                .endsWith("\nWarning: The edge did not answer yet.\nWarning: The container has no fixed name.");
        assertThat(core.asked).containsExactly(List.of(SUPERVISOR,
                new PublishRequest("api", Optional.of("example.com"), 5000, Optional.of(CONSILIO), Optional.empty())));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"tunnel_get_status | {}", "tunnel_request_cname | " + REQUEST,
            "tunnel_delete_cname | {'hostname':'api.example.com'}", "tunnel_list_cnames | {}",
            "tunnel_list_domains | {}",
            "tunnel_get_operation | {'operationId':'op-00000000000000ab'}", "port_allocate | {}",
            "port_release | {'port':5000}", "port_list | {}"})
    void a_refusal_of_any_tool_is_an_error_with_code_problem_and_recommendation(String tool, String arguments) {
        core.answering(new Answer.Refused<>(Examples.TAKEN));
        ToolResult result = bench.call(tool, arguments);
        assertThat(result.isError()).isTrue();
        assertThat(result.code()).contains(RefusalCode.HOSTNAME_TAKEN);
        assertThat(result.text()).containsExactly("hostname_taken: api.example.com belongs to another project.\n"
                + "Recommendation: Choose another subdomain.");
        assertThat(result.structured()).isEqualTo(json("{'success':false,'code':'hostname_taken',"
                + "'error':'api.example.com belongs to another project.','recommendation':'Choose another subdomain.'}"));
        assertThat(core.asked).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"tunnel_request_cname | " + REQUEST,
            "tunnel_delete_cname | {'hostname':'api.example.com'}"})
    void what_takes_longer_is_neither_an_error_nor_a_success(String tool, String arguments) {
        core.answering(new Answer.Unfinished<>(
                Examples.operation(Examples.publish(), Operation.State.RUNNING, "rolling", Optional.empty()),
                "The rule is written; the connector restarts."));
        ToolResult result = bench.call(tool, arguments);
        assertThat(result.isError()).isFalse();
        assertThat(result.structured()).isEqualTo(json("{'success':false,'pending':true,"
                + "'operation_id':'op-00000000000000ab','state':'running',"
                + "'message':'The rule is written; the connector restarts.'}"));
        assertThat(result.text().get(0)).contains("op-00000000000000ab", "Not finished");
    }

    @Test
    void a_withdrawn_hostname() {
        core.answering(new Answer.Done<>(Examples.route("api.example.com", RouteState.GONE, Optional.empty())));
        ToolResult result = bench.call("tunnel_delete_cname",
                "{'hostname':'API.example.com.','isMetaSupervisor':false,'projectName':'consilio'}");
        assertThat(result.structured()).isEqualTo(json(
                "{'success':true,'message':'api.example.com is withdrawn.','hostname':'api.example.com'}"));
        assertThat(core.asked).containsExactly(List.of(SUPERVISOR, "API.example.com.", Optional.of(CONSILIO)));
    }

    @Test
    void listed_hostnames_have_exactly_the_documented_text() {
        core.answering(new Answer.Done<>(new Page<>(List.of(
                Examples.route("api.example.com", RouteState.VERIFIED, Optional.of(Examples.onHost())),
                Examples.route("web.example.com", RouteState.LIVE, Optional.of(Examples.inContainer())),
                Examples.route("new.example.com", RouteState.RESERVED, Optional.empty())), 3, false)));
        ToolResult result = bench.call("tunnel_list_cnames", "{'domain':'example.com'}");
        assertThat(result.text()).containsExactly("CNAMEs (3):\n- api.example.com → http://localhost:5000 (consilio)\n"
                + "- web.example.com → http://consilio-web:80 (consilio)\n- new.example.com → no target yet (consilio)");
        assertThat(result.structured().toJson()).startsWith("{\"success\":true,\"count\":3,\"cnames\":[{\"hostname\":"
                + "\"api.example.com\",\"url\":\"https://api.example.com\",\"target\":\"http://localhost:5000\","
                + "\"project\":\"consilio\",\"state\":\"verified\",\"port\":5000},");
        assertThat(result.structured().has("next")).isFalse();
        assertThat(core.asked).containsExactly(
                List.of(SUPERVISOR, Optional.empty(), Optional.of("example.com"), Optional.empty(), 1_000L));
    }

    @Test
    void a_list_that_is_not_whole_says_how_to_go_on() {
        core.answering(new Answer.Done<>(new Page<>(
                List.of(Examples.route("api.example.com", RouteState.RESERVED, Optional.empty())), 41, true)));
        ToolResult result = bench.call("tunnel_list_cnames", "{'after':'a.example.com','limit':1}");
        assertThat(result.text()).containsExactly("CNAMEs (41):\n- api.example.com → no target yet (consilio)\n"
                + "More follow: repeat the call with \"after\":\"api.example.com\".");
        assertThat(result.structured().toJson()).contains("\"count\":41").endsWith("\"next\":\"api.example.com\"}");
        assertThat(core.asked).containsExactly(
                List.of(SUPERVISOR, Optional.empty(), Optional.empty(), Optional.of("a.example.com"), 1L));
        core.answering(new Answer.Done<>(new Page<>(List.of(Examples.PORT), 2, true)));
        ToolResult ports = bench.call("port_list", "{'after':80,'limit':1}");
        assertThat(ports.text()).containsExactly("Ports (2):\n- 5000 (consilio): http\n"
                + "More follow: repeat the call with \"after\":5000.");
        assertThat(ports.structured().toJson()).endsWith("\"next\":5000}");
        assertThat(core.asked).last().isEqualTo(List.of(SUPERVISOR, Optional.empty(), OptionalLong.of(80), 1L));
    }

    @Test
    void no_hostnames_and_no_domains() {
        core.answering(new Answer.Done<>(new Page<>(List.of(), 0, false)));
        assertThat(bench.call("tunnel_list_cnames", "{}").text()).containsExactly("CNAMEs (0):");
        assertThat(bench.call("port_list", "{}").text()).containsExactly("Ports (0):");
        core.answering(new Answer.Done<>(List.of()));
        assertThat(bench.call("tunnel_list_domains", "{}").text()).containsExactly("Available domains (0):");
    }

    @Test
    void listed_domains_have_exactly_the_documented_text() {
        core.answering(new Answer.Done<>(List.of(Examples.ZONE)));
        ToolResult result = bench.call("tunnel_list_domains", "{}");
        assertThat(result.text()).containsExactly("Available domains (1):\n- example.com (023e105f)");
        assertThat(result.structured()).isEqualTo(json("{'success':true,'count':1,'domains':[{'name':'example.com',"
                + "'zone_id':'023e105f','status':'active','notes':['Names deeper than one label have no certificate.']}]}"));
    }

    @Test
    void the_status_of_a_tunnel_that_is_up() {
        core.answering(new Answer.Done<>(Examples.status(TunnelStatus.Condition.UP,
                Examples.found(ConnectorKind.SYSTEMD, new ConnectorPlace.OnHost()))));
        ToolResult result = bench.call("tunnel_get_status", "{}");
        assertThat(result.structured()).isEqualTo(json("{'success':true,'status':'up','uptime_seconds':90,"
                + "'restart_count':2,'last_check':'2026-11-20T10:00:00.123Z','cloudflared_location':'host',"
                + "'ready_connections':4,'replicas':2,'replicas_wanted':2,'replica_details':["
                + "{'name':'127.0.0.1:20241','ready_connections':4,'restarts':1,'started_at':'2026-11-20T10:00:00.123Z'},"
                + "{'name':'127.0.0.1:20242','ready_connections':0,'restarts':0}],"
                + "'connector_kind':'systemd','diagnosis':'All is well.','evidence':['4 links are up.'],"
                + "'leader':'process 4711','uptime_24h_percent':100,'uptime_7d_percent':99.987}"));
        assertThat(result.text().getFirst()).contains("All is well.\n- 4 links are up.\n"
                + "Up at 100 % of the looks of 24h, 99.987 % of the looks of 7d.");
    }

    @Test
    void a_tunnel_that_is_down_is_an_answer_and_what_is_unknown_is_not_zero() {
        core.answering(new Answer.Done<>(Examples.status(TunnelStatus.Condition.DOWN,
                new ConnectorObservation.NotFound(Examples.TAKEN))));
        ToolResult result = bench.call("tunnel_get_status", "{}");
        assertThat(result.isError()).isFalse();
        assertThat(result.structured().toJson()).contains("\"status\":\"down\"", "\"cloudflared_location\":\"unknown\"")
                .doesNotContain("ready_connections");
        core.answering(new Answer.Done<>(Examples.status(TunnelStatus.Condition.RESTARTING,
                Examples.found(ConnectorKind.DOCKER, new ConnectorPlace.Unknown("no engine")))));
        assertThat(bench.call("tunnel_get_status", "{}").structured().toJson())
                .contains("\"status\":\"restarting\"", "\"cloudflared_location\":\"container\"");
        core.answering(new Answer.Done<>(Examples.status(TunnelStatus.Condition.UP,
                Examples.found(ConnectorKind.PROCESS, new ConnectorPlace.InContainer("abc")))));
        assertThat(bench.call("tunnel_get_status", "{}").structured().toJson())
                .contains("\"cloudflared_location\":\"container\"");
        core.answering(new Answer.Done<>(Examples.status(TunnelStatus.Condition.DOWN,
                new ConnectorObservation.Unknown("not asked"))));
        assertThat(bench.call("tunnel_get_status", "{}").structured().toJson())
                .contains("\"cloudflared_location\":\"unknown\"");
    }

    @Test
    void ports_are_allocated_with_what_was_said_of_the_service() {
        core.answering(new Answer.Done<>(Examples.PORT_IN_CONTAINER));
        ToolResult result = bench.call("port_allocate",
                "{'port':8443,'container':'consilio-web','scheme':'https','tlsVerify':false,'hostService':false}");
        assertThat(result.structured()).isEqualTo(json("{'success':true,'port':8443,'project':'consilio',"
                + "'container':'consilio-web','host_service':false,'scheme':'https','tls_verify':false,"
                + "'allocated_at':'2026-11-20T10:00:00.123Z'}"));
        assertThat(core.asked)
                .containsExactly(List.of(SUPERVISOR, new PortRequest(OptionalLong.of(8443), Optional.empty(),
                        Optional.of(new ServiceHint(Optional.of("consilio-web"), false, ServiceScheme.HTTPS, false)))));
    }

    @Test
    void a_port_request_that_says_nothing_of_the_service_leaves_it_as_it_was() {
        core.answering(new Answer.Done<>(Examples.PORT));
        assertThat(bench.call("port_allocate", "{'port':null,'scheme':null}").text())
                .containsExactly("Port 5000 belongs to consilio: http.");
        bench.call("port_allocate", "{'hostService':true}");
        assertThat(core.asked).containsExactly(
                List.of(SUPERVISOR, new PortRequest(OptionalLong.empty(), Optional.empty(), Optional.empty())),
                List.of(SUPERVISOR, new PortRequest(OptionalLong.empty(), Optional.empty(),
                        Optional.of(new ServiceHint(Optional.empty(), true, ServiceScheme.HTTP, true)))));
    }

    @Test
    void a_service_in_a_container_and_on_the_host_is_refused() {
        assertRefused(bench.call("port_allocate", "{'container':'web','hostService':true}"),
                RefusalCode.INVALID_ARGUMENT,
                "container");
        assertThat(core.asked).isEmpty();
    }

    @Test
    void ports_are_released_and_listed() {
        core.answering(new Answer.Done<>(5000L));
        assertThat(bench.call("port_release", "{'port':5000}").structured())
                .isEqualTo(json("{'success':true,'port':5000,'message':'Port 5000 is allocated to nobody.'}"));
        core.answering(
                new Answer.Done<>(new Page<>(List.of(Examples.PORT, Examples.PORT_IN_CONTAINER), 2, false)));
        assertThat(bench.call("port_list", "{}").text()).containsExactly("Ports (2):\n- 5000 (consilio): http\n"
                + "- 8443 (consilio): https in container consilio-web, certificate not checked");
    }

    @Test
    void an_operation_is_told_as_its_call_would_have_told_it() {
        String id = "{'operationId':'op-00000000000000ab'}";
        core.answering(new Answer.Done<>(Examples.operation(Examples.publish(), Operation.State.ENDED, "x",
                Optional.of(new OperationOutcome.Done(List.of("Mind the gap."))))));
        assertThat(bench.call("tunnel_get_operation", id).structured()).isEqualTo(json("{'success':true,"
                + "'operation_id':'op-00000000000000ab','state':'ended','message':'api.example.com is published.',"
                + "'action':'publish','port':5000,'hostname':'api.example.com','project':'consilio',"
                + "'url':'https://api.example.com','warnings':['Mind the gap.']}"));
        core.answering(new Answer.Done<>(Examples.operation(Examples.withdraw(), Operation.State.ENDED, "x",
                Optional.of(new OperationOutcome.Done(List.of())))));
        assertThat(bench.call("tunnel_get_operation", id).text()).containsExactly("api.example.com is withdrawn.");
        core.answering(new Answer.Done<>(
                Examples.operation(Examples.withdraw(), Operation.State.PENDING, "", Optional.empty())));
        ToolResult pending = bench.call("tunnel_get_operation", id);
        assertThat(pending.isError()).isFalse();
        assertThat(pending.structured().toJson()).contains("\"success\":false,\"pending\":true",
                "\"state\":\"pending\"",
                "\"action\":\"withdraw\"");
        core.answering(new Answer.Done<>(Examples.operation(Examples.publish(), Operation.State.ENDED, "x",
                Optional.of(new OperationOutcome.NotDone(Examples.TAKEN)))));
        ToolResult notDone = bench.call("tunnel_get_operation", id);
        assertRefused(notDone, RefusalCode.HOSTNAME_TAKEN, "api.example.com");
        assertThat(notDone.structured().toJson()).contains("\"operation_id\":\"op-00000000000000ab\"");
    }

    @Test
    void progress_of_the_core_is_passed_on() throws InterruptedException {
        core.answering(new Answer.Refused<>(Examples.TAKEN));
        core.progress.addAll(List.of("one", "two"));
        List<String> heard = new ArrayList<>();
        TunnelTools tools = new TunnelTools(() -> Verdict.granted(SUPERVISOR), () -> Verdict.granted(core));
        tools.call("tunnel_request_cname", json(REQUEST), new ToolContext(heard::add));
        tools.call("tunnel_delete_cname", json("{'hostname':'a.b'}"), new ToolContext(heard::add));
        assertThat(heard).containsExactly("one", "two", "one", "two");
    }
}
