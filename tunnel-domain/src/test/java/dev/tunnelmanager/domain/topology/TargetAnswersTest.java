package dev.tunnelmanager.domain.topology;

import static dev.tunnelmanager.domain.topology.Scene.box;
import static dev.tunnelmanager.domain.topology.Scene.docker;
import static dev.tunnelmanager.domain.topology.Scene.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.port.ServiceHint;
import dev.tunnelmanager.domain.port.ServiceScheme;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an answer says beside the address or the code. */
class TargetAnswersTest {

    private static Refusal refusal(TargetDecision decision) {
        assertThat(decision).isInstanceOf(TargetDecision.Refused.class);
        return ((TargetDecision.Refused) decision).refusal();
    }

    private static Target target(TargetDecision decision) {
        assertThat(decision).isInstanceOf(TargetDecision.Chosen.class);
        return ((TargetDecision.Chosen) decision).target();
    }

    private static Scene onWeb() {
        return docker().network("web").connector(box("cloudflared").on("web"));
    }

    @Test
    void a_container_target_names_container_and_network() {
        Target target = target(onWeb().with(box("consilio-web").on("web").exposes(5000)).decide(5000));
        assertThat(target.kind()).isEqualTo(Target.Kind.CONTAINER);
        assertThat(target.container()).contains("consilio-web");
        assertThat(target.network()).contains("web");
        assertThat(target.warnings()).isEmpty();
        assertThat(target.reason()).contains("web").contains("consilio-web").contains("5000");
        assertThat(target.evidence()).contains("The connector is container cloudflared, running.",
                "Connector and container share network web.");
    }

    @Test
    void a_local_target_is_one_without_a_network() {
        Target target = target(docker().listens("0.0.0.0 5000").decide(5000));
        assertThat(target.kind()).isEqualTo(Target.Kind.LOCALHOST);
        assertThat(target.container()).isEmpty();
        assertThat(target.network()).isEmpty();
        assertThat(target.tlsVerify()).isTrue();
    }

    @Test
    void certificate_checks_are_off_only_where_asked_for() {
        ServiceHint hint = new ServiceHint(Optional.empty(), false, ServiceScheme.HTTPS, false);
        assertThat(target(docker().listens("0.0.0.0 5000").decide("consilio", 5000, hint)).tlsVerify()).isFalse();
    }

    @Test
    void warns_where_nothing_listens_yet() {
        assertThat(target(docker().decide(5000)).warnings()).containsExactly(
                "Nothing listens on port 5000 of the host yet; visitors get an error until it does.");
    }

    @Test
    void warns_where_it_could_not_be_checked() {
        assertThat(target(docker().listenersUnread().decide(5000)).warnings())
                .containsExactly("Whether anything listens on port 5000 of the host could not be checked.");
    }

    @Test
    void warns_of_a_gateway_but_not_of_the_host_entry() {
        Scene.Box web = box("consilio-web").on("bridge").publishes("0.0.0.0:8080:80");
        assertThat(target(onWeb().with(web).decide(8080)).warnings()).singleElement().asString()
                .contains("gateway 172.18.0.1 of network web");
        assertThat(target(docker().network("web").connector(box("cloudflared").on("web").hostGateway()).with(web)
                .decide(8080)).warnings()).isEmpty();
    }

    @Test
    void warns_where_the_connector_does_not_run() {
        Scene scene = docker().network("web").connector(box("cloudflared").on("web").state(Container.State.STOPPED))
                .with(box("consilio-web").on("web").exposes(5000));
        assertThat(target(scene.decide(5000)).warnings()).singleElement().asString().contains("is stopped");
    }

    @Test
    void recommends_the_connectors_own_network() {
        assertThat(refusal(onWeb().with(box("consilio-web").on("bridge").exposes(5000)).decide(5000)).recommendation())
                .isEqualTo("docker network connect web consilio-web");
    }

    @Test
    void recommends_a_new_network_where_the_connector_has_none() {
        assertThat(refusal(docker().connector(box("cloudflared").on("bridge"))
                .with(box("consilio-web").on("bridge").exposes(5000)).decide(5000)).recommendation())
                .isEqualTo("docker network create tunnel && docker network connect tunnel cloudflared"
                        + " && docker network connect tunnel consilio-web");
    }

    @Test
    void recommends_no_second_network_of_the_same_name() {
        assertThat(refusal(docker().network("tunnel").connector(box("cloudflared").on("bridge"))
                .with(box("consilio-web").on("tunnel").exposes(5000)).decide(5000)).recommendation())
                .isEqualTo("docker network connect tunnel cloudflared");
    }

    @Test
    void recommends_what_makes_a_container_run() {
        assertThat(refusal(state(Container.State.STOPPED)).recommendation()).isEqualTo("docker start consilio-web");
        assertThat(refusal(state(Container.State.CREATED)).recommendation()).isEqualTo("docker start consilio-web");
        assertThat(refusal(state(Container.State.PAUSED)).recommendation()).isEqualTo("docker unpause consilio-web");
        assertThat(refusal(state(Container.State.RESTARTING)).recommendation())
                .isEqualTo("docker restart consilio-web");
        assertThat(refusal(state(Container.State.PAUSED)).problem())
                .isEqualTo("Container consilio-web is paused, so it would accept connections and never answer.");
    }

    private static TargetDecision state(Container.State state) {
        return onWeb().with(box("consilio-web").on("web").exposes(5000).state(state)).decide(5000);
    }

    @Test
    void recommends_all_that_is_missing_at_once() {
        assertThat(refusal(onWeb()
                .with(box("consilio-web").on("bridge").exposes(5000).state(Container.State.STOPPED)).decide(5000))
                .recommendation())
                .isEqualTo("docker start consilio-web && docker network connect web consilio-web");
    }

    @Test
    void recommends_a_loopback_binding_to_a_connector_on_the_host() {
        assertThat(refusal(docker().with(box("consilio-web").on("bridge").exposes(5000)).decide(5000))
                .recommendation()).contains("-p 127.0.0.1:5000:5000").contains("consilio-web");
    }

    @Test
    void recommends_naming_one_of_several_that_works() {
        Scene scene = onWeb().with(box("consilio-a").on("bridge").exposes(5000))
                .with(box("consilio-web").on("web").exposes(5000));
        Refusal refusal = refusal(scene.decide(5000));
        assertThat(refusal.recommendation()).isEqualTo("port_allocate {\"port\":5000,\"container\":\"consilio-web\"}");
        assertThat(refusal.problem()).contains("consilio-a").contains("consilio-web");
        assertThat(target(scene.decide("consilio", 5000, named("consilio-web"))).service().text())
                .isEqualTo("http://consilio-web:5000");
    }

    @Test
    void recommends_a_name_of_its_own_where_every_name_is_shared() {
        Scene scene = onWeb().with(box("consilio-web").on("web").exposes(5000))
                .with(box("other-web").on("web", "consilio-web").exposes(80));
        assertThat(refusal(scene.decide(5000)).recommendation()).isEqualTo("docker network disconnect web consilio-web"
                + " && docker network connect --alias consilio-5000 web consilio-web");
    }

    @Test
    void recommends_the_gateway_for_a_process_on_loopback() {
        assertThat(refusal(onWeb().listens("127.0.0.1 5000").decide(5000)).recommendation())
                .isEqualTo("nohup socat TCP4-LISTEN:5000,bind=172.18.0.1,reuseaddr,fork TCP4:127.0.0.1:5000"
                        + " > /dev/null 2>&1 & # or let the process itself listen on 172.18.0.1:5000");
    }

    @Test
    void recommends_only_a_gateway_at_which_the_port_is_free() {
        Scene taken = docker().network("web", "api").connector(box("cloudflared").on("web").on("api"))
                .with(box("stray").on("bridge").publishes("172.19.0.1:5000:80")).listens("127.0.0.1 5000");
        assertThat(refusal(taken.decide(5000)).recommendation()).contains(",bind=172.18.0.1,");
        taken.with(box("other-web").on("bridge").publishes("172.18.0.1:5000:80"));
        assertThat(refusal(taken.decide(5000)).code()).isEqualTo(RefusalCode.TARGET_NOT_YOURS);
        assertThat(refusal(taken.decide(5000)).recommendation()).isEqualTo(Advice.anotherPort());
    }

    @Test
    void never_names_a_container_of_others() {
        TargetDecision decision = docker().with(box("other-secret").on("bridge").publishes("0.0.0.0:5000:80"))
                .decide(5000);
        assertThat(decision.toString()).doesNotContain("other-secret").contains("a container of another project");
    }

    @Test
    void the_meta_supervisor_may_publish_any_container() {
        Scene scene = onWeb().with(box("other-web").on("web").exposes(5000));
        assertThat(target(scene.decide("meta", 5000, ServiceHint.NONE)).service().text())
                .isEqualTo("http://other-web:5000");
    }

    @Test
    void canonical_addresses_follow_rfc_5952() {
        assertThat(HostAddress.parse("2001:DB8:0:0:1:0:0:1").orElseThrow().text()).isEqualTo("2001:db8::1:0:0:1");
        assertThat(HostAddress.parse("2001:db8:0:1:1:1:1:1").orElseThrow().text()).isEqualTo("2001:db8:0:1:1:1:1:1");
        assertThat(HostAddress.parse("0:0:0:0:0:0:0:0").orElseThrow().text()).isEqualTo("::");
        assertThat(HostAddress.parse("[::1]").orElseThrow()).isEqualTo(HostAddress.LOOPBACK_V6);
        assertThat(HostAddress.parse("fe80::1%eth0").orElseThrow().isLinkLocal()).isTrue();
        assertThat(HostAddress.parse("::ffff:127.0.0.1").orElseThrow()).isEqualTo(HostAddress.LOOPBACK_V4);
        assertThat(HostAddress.parse("1::").orElseThrow().text()).isEqualTo("1::");
        assertThat(HostAddress.parse("256.0.0.1")).isEmpty();
        assertThat(HostAddress.parse("1::2::3")).isEmpty();
        assertThat(HostAddress.parse("1:2:3")).isEmpty();
        assertThat(HostAddress.parse("localhost")).isEmpty();
    }
}
