package dev.tunnelmanager.adapter.mcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.adapter.mcp.protocol.News;
import dev.tunnelmanager.adapter.mcp.protocol.News.Severity;
import dev.tunnelmanager.domain.diagnosis.TunnelEvent;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.domain.route.RouteState;
import dev.tunnelmanager.ports.driving.Answer;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusNewsTest {

    private final ScriptedControlPlane core = new ScriptedControlPlane();
    private final List<News.Item> told = new ArrayList<>();

    private News.Feed begin(Caller caller) throws InterruptedException {
        News news = new TunnelTools(() -> Verdict.granted(caller), () -> Verdict.granted(core)).news();
        return news.begin(told::add) instanceof Verdict.Granted<News.Feed> granted ? granted.value() : () -> {
            throw new AssertionError("No news");
        };
    }

    private void happen(TunnelEvent.Kind kind, String subject) {
        core.listening.forEach(listener -> listener.accept(
                new TunnelEvent(1, Examples.NOW, kind, subject, "So it is.")));
    }

    @ParameterizedTest
    @CsvSource({"TUNNEL_DOWN, ERROR", "TUNNEL_RESTARTING, WARNING", "TUNNEL_UP, NOTICE",
            "TUNNEL_RESTART_FAILED, ERROR"})
    void everybody_is_told_what_happens_to_the_tunnel(TunnelEvent.Kind kind, Severity severity) throws Exception {
        try (News.Feed feed = begin(Examples.SUPERVISOR)) {
            assertThat(feed).isNotNull();
            happen(kind, "tunnel");
        }
        happen(kind, "tunnel");
        assertThat(told).hasSize(1);
        assertThat(told.getFirst().severity()).isEqualTo(severity);
        assertThat(told.getFirst().details()).isEqualTo(ToolBench.json("{'event':'" + kind.text() + "','at':'"
                + Examples.NOW + "','subject':'tunnel','message':'So it is.'}"));
    }

    @Test
    void a_project_is_told_of_its_own_hostnames_only() throws Exception {
        core.answering(new Answer.Done<>(
                List.of(Examples.route("api.example.com", RouteState.VERIFIED, Optional.empty()))));
        begin(Examples.SUPERVISOR);
        happen(TunnelEvent.Kind.HOSTNAME_DOWN, "secret.example.com");
        assertThat(told).isEmpty();
        happen(TunnelEvent.Kind.HOSTNAME_DOWN, "api.example.com");
        happen(TunnelEvent.Kind.HOSTNAME_UP, "api.example.com");
        assertThat(told).extracting(News.Item::severity).containsExactly(Severity.WARNING, Severity.NOTICE);
        assertThat(core.asked).allSatisfy(asked -> assertThat(asked).first().isEqualTo(Examples.SUPERVISOR));
    }

    @Test
    void meta_is_told_of_all() throws Exception {
        begin(Examples.META);
        happen(TunnelEvent.Kind.HOSTNAME_DOWN, "secret.example.com");
        assertThat(told).hasSize(1);
    }

    @Test
    void who_does_not_say_who_it_is_is_told_nothing() throws Exception {
        News news = new TunnelTools(() -> Verdict.refused(RefusalCode.IDENTITY_MISSING, "Nobody.", "Say who."),
                () -> Verdict.granted(core)).news();
        assertThat(news.begin(told::add)).isInstanceOf(Verdict.Refused.class);
        assertThat(core.listening).isEmpty();
        assertThat(news.resource().tool()).isEqualTo("tunnel_get_status");
    }
}
