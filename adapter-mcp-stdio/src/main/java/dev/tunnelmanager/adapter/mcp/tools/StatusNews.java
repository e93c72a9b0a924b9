package dev.tunnelmanager.adapter.mcp.tools;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.protocol.News;
import dev.tunnelmanager.domain.diagnosis.TunnelEvent;
import dev.tunnelmanager.domain.ownership.Actor;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.ports.driving.Answer;
import dev.tunnelmanager.ports.driving.ControlPlane;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import dev.tunnelmanager.ports.driving.ControlPlane.EventFeed;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** What happens to the tunnel, and to the caller's own hostnames; the meta-supervisor is told of all. */
final class StatusNews implements News {

    private static final Resource STATUS = new Resource("tunnel://status", "Tunnel status",
            "How the tunnel is, as tunnel_get_status tells it. Subscribe to be told when the tunnel, or one of the project's own"
                    + " hostnames, goes down or comes back.",
            Definitions.GET_STATUS);

    private final Supplier<Verdict<Caller>> caller;
    private final LazyCore core;

    StatusNews(Supplier<Verdict<Caller>> caller, LazyCore core) {
        this.caller = caller;
        this.core = core;
    }

    @Override
    public Resource resource() {
        return STATUS;
    }

    @Override
    public Verdict<Feed> begin(Consumer<Item> told) throws InterruptedException {
        Verdict<Caller> asking = caller.get();
        if (asking instanceof Verdict.Refused<Caller> nobody) {
            return Verdict.refused(nobody.refusal());
        }
        Verdict<ControlPlane> ready = core.get();
        if (ready instanceof Verdict.Refused<ControlPlane> notOpen) {
            return Verdict.refused(notOpen.refusal());
        }
        Caller known = ((Verdict.Granted<Caller>) asking).value();
        ControlPlane plane = ((Verdict.Granted<ControlPlane>) ready).value();
        try {
            EventFeed feed = plane.onEvent(event -> {
                if (concerns(event, known, plane)) {
                    told.accept(new Item(severity(event.kind()), details(event)));
                }
            });
            return Verdict.granted(feed::close);
        } catch (RuntimeException broken) {
            LoggerFactory.getLogger(StatusNews.class).debug("No news could be had", broken);
            return Verdict.refused(new Refusal(RefusalCode.INTERNAL,
                    "News cannot be had: " + broken.getClass().getSimpleName() + ".",
                    "Ask tunnel_get_status instead."));
        }
    }

    /** A project is not told which hostnames others have. */
    private static boolean concerns(TunnelEvent event, Caller known, ControlPlane plane) {
        return switch (event.kind()) {
            case TUNNEL_DOWN, TUNNEL_RESTARTING, TUNNEL_UP, TUNNEL_RESTART_FAILED -> true;
            case HOSTNAME_DOWN, HOSTNAME_UP -> known.actor() instanceof Actor.Meta
                    || (plane.hostnames(known, Optional.empty(),
                            Optional.empty()) instanceof Answer.Done<List<Route>> own
                            && own.value().stream().anyMatch(route -> route.hostname().text().equals(event.subject())));
        };
    }

    private static Severity severity(TunnelEvent.Kind kind) {
        return switch (kind) {
            case TUNNEL_DOWN, TUNNEL_RESTART_FAILED -> Severity.ERROR;
            case TUNNEL_RESTARTING, HOSTNAME_DOWN -> Severity.WARNING;
            case TUNNEL_UP, HOSTNAME_UP -> Severity.NOTICE;
        };
    }

    private static JsonObject details(TunnelEvent event) {
        return JsonObject.with().put("event", event.kind().text()).put("at", event.at().toString())
                .put("subject", event.subject()).put("message", event.sentence()).build();
    }
}
