package dev.tunnelmanager.adapter.mcp.tools;

import static dev.tunnelmanager.adapter.mcp.tools.Examples.META;
import static dev.tunnelmanager.adapter.mcp.tools.ToolBench.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.adapter.mcp.protocol.ToolResult;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.ports.driving.Answer;
import dev.tunnelmanager.ports.driving.Page;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments that do not fit, or that disagree with who is asking, never reach the core. */
class WhoMayAskTest {

    private final ToolBench bench = new ToolBench();
    private final ScriptedControlPlane core = bench.core;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "tunnel_request_cname | {'subdomain':7,'targetPort':5000} | subdomain",
            "tunnel_request_cname | {'subdomain':'api','targetPort':'5000'} | targetPort",
            "tunnel_request_cname | {'subdomain':'api','targetPort':50.5} | targetPort",
            "tunnel_request_cname | {'subdomain':'api','targetPort':1e99} | targetPort",
            "tunnel_request_cname | {'subdomain':'api','targetPort':true} | targetPort",
            "tunnel_request_cname | {'subdomain':'api','targetPort':null} | targetPort",
            "tunnel_request_cname | {'subdomain':'api'} | targetPort",
            "tunnel_request_cname | {'subdomain':'','targetPort':5000} | subdomain",
            "tunnel_request_cname | {'subdomain':'api','target_port':5000} | \"targetPort\"",
            "tunnel_request_cname | {'subdomain':'api','targetPort':5000,'project':'x'} | \"projectName\"",
            "tunnel_delete_cname | {'hostname':['a']} | hostname",
            "tunnel_delete_cname | {'hostname':'a.b','isMetaSupervisor':'true'} | isMetaSupervisor",
            "tunnel_list_cnames | {'projectName':{}} | projectName",
            "tunnel_get_status | {'verbose':true} | verbose",
            "port_allocate | {'scheme':'ftp'} | scheme",
            "port_allocate | {'tlsVerify':0} | tlsVerify",
            "port_release | {} | port",
            "tunnel_get_operation | {'operationId':5} | operationId"})
    void arguments_that_do_not_fit_are_refused_by_name_before_anything_else(String tool, String arguments,
            String named) {
        ToolResult result = bench.callAs(Verdict.refused(RefusalCode.IDENTITY_MISSING, "Nobody.", "Say who."), tool,
                arguments);
        assertRefused(result, RefusalCode.INVALID_ARGUMENT, named);
        assertThat(core.asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "tunnel_request_cname | {'subdomain':'api','targetPort':5000,'projectName':'other'}",
            "tunnel_request_cname | {'subdomain':'api','targetPort':5000,'projectName':'meta'}",
            "tunnel_delete_cname | {'hostname':'a.b','projectName':'other'}",
            "tunnel_delete_cname | {'hostname':'a.b','isMetaSupervisor':true}",
            "tunnel_delete_cname | {'hostname':'a.b','isMetaSupervisor':true,'projectName':'consilio'}",
            "tunnel_list_cnames | {'projectName':'other'}", "tunnel_list_cnames | {'isMetaSupervisor':true}",
            "port_allocate | {'projectName':'other'}", "port_list | {'projectName':'meta'}"})
    void no_argument_makes_a_project_another_or_meta(String tool, String arguments) {
        assertRefused(bench.call(tool, arguments), RefusalCode.IDENTITY_MISMATCH, "consilio");
        assertThat(core.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Consilio", "a b", "../x", "-x"})
    void a_project_name_of_no_accepted_form_is_refused_as_such(String name) {
        assertRefused(bench.call("port_list", "{'projectName':'" + name + "'}"), RefusalCode.INVALID_PROJECT, name);
        assertThat(core.asked).isEmpty();
    }

    @Test
    void meta_acts_for_the_project_it_names() {
        core.answering(new Answer.Done<>(new Page<>(List.of(), 0, false)));
        bench.callAs(Verdict.granted(META), "tunnel_list_cnames", "{'projectName':'other','isMetaSupervisor':true}");
        bench.callAs(Verdict.granted(META), "tunnel_list_cnames", "{}");
        bench.callAs(Verdict.granted(META), "port_list", "{'projectName':'meta'}");
        assertThat(core.asked).containsExactly(
                List.of(META, Optional.of(new ProjectName("other")), Optional.empty(), Optional.empty(), 1_000L),
                List.of(META, Optional.empty(), Optional.empty(), Optional.empty(), 1_000L),
                List.of(META, Optional.of(ProjectName.META), OptionalLong.empty(), 1_000L));
        assertRefused(bench.callAs(Verdict.granted(META), "tunnel_list_cnames", "{'isMetaSupervisor':false}"),
                RefusalCode.IDENTITY_MISMATCH, "isMetaSupervisor");
    }

    @Test
    void a_launch_without_an_identity_is_told_at_the_call() {
        ToolResult result = bench.callAs(
                Verdict.refused(RefusalCode.IDENTITY_MISSING, "Launched without --project or --meta.",
                        "Add --project NAME."),
                "port_list", "{}");
        assertRefused(result, RefusalCode.IDENTITY_MISSING, "--project");
        assertThat(core.asked).isEmpty();
    }
}
