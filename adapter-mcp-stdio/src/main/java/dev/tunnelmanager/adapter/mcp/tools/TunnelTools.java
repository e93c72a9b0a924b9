package dev.tunnelmanager.adapter.mcp.tools;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.protocol.News;
import dev.tunnelmanager.adapter.mcp.protocol.ToolContext;
import dev.tunnelmanager.adapter.mcp.protocol.ToolDefinition;
import dev.tunnelmanager.adapter.mcp.protocol.ToolRegistry;
import dev.tunnelmanager.adapter.mcp.protocol.ToolResult;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driving.ControlPlane;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/**
 * What can be asked of the core, as tools. Arguments are looked at first, then who is asking, then the core is set up if it is
 * not yet; the first no is the answer.
 */
public final class TunnelTools implements ToolRegistry {

    private final Supplier<Verdict<Caller>> caller;
    private final LazyCore core;
    private final List<ToolDefinition> definitions = Definitions.all();

    /**
     * Makes the tools; nothing is asked of the suppliers before the first call.
     *
     * @param caller who is asking, by the launch; asked at each call
     * @param core what answers; asked by one thread at a time until it grants one, which is used from then on and not closed
     *            here
     */
    public TunnelTools(Supplier<Verdict<Caller>> caller, Supplier<Verdict<ControlPlane>> core) {
        this.caller = caller;
        this.core = new LazyCore(core);
    }

    /** Returns what happens to the tunnel, as told to the same caller by the same core. */
    public News news() {
        return new StatusNews(caller, core);
    }

    @Override
    public List<ToolDefinition> definitions() {
        return definitions;
    }

    @Override
    public String instructions() {
        return Definitions.INSTRUCTIONS;
    }

    @Override
    public ToolResult call(String name, JsonObject arguments, ToolContext context) throws InterruptedException {
        ToolDefinition tool = definition(name);
        try {
            return switch (ask(tool, arguments, context)) {
                case Verdict.Granted<Ask> granted -> answer(name, granted.value());
                case Verdict.Refused<Ask> refused -> ToolResult.refused(refused.refusal());
            };
        } catch (PortFailure failure) {
            return ToolResult.refused(Failures.refusalOf(failure));
        } catch (RuntimeException broken) {
            LoggerFactory.getLogger(TunnelTools.class).error("Tool {} broke; report this with the stack trace", name,
                    broken);
            return ToolResult.refused(new Refusal(RefusalCode.INTERNAL,
                    name + " broke: " + broken.getClass().getSimpleName() + ".",
                    "Look at this process's standard error for the stack trace, and report it."));
        }
    }

    private Verdict<Ask> ask(ToolDefinition tool, JsonObject raw, ToolContext context) throws InterruptedException {
        Verdict<Arguments> arguments = Arguments.of(tool, raw);
        if (!(arguments instanceof Verdict.Granted<Arguments> fitting)) {
            return refused(arguments);
        }
        Verdict<Caller> asking = caller.get();
        if (!(asking instanceof Verdict.Granted<Caller> known)) {
            return refused(asking);
        }
        Verdict<Optional<ProjectName>> owner = Identity.agree(known.value().actor(), fitting.value());
        if (!(owner instanceof Verdict.Granted<Optional<ProjectName>> agreed)) {
            return refused(owner);
        }
        Verdict<ControlPlane> ready = core.get();
        if (!(ready instanceof Verdict.Granted<ControlPlane> plane)) {
            return refused(ready);
        }
        return Verdict.granted(new Ask(plane.value(), known.value(), agreed.value(), fitting.value(),
                context.progress()));
    }

    private static ToolResult answer(String name, Ask ask) throws InterruptedException {
        return switch (name) {
            case Definitions.GET_STATUS -> OverviewTools.status(ask);
            case Definitions.LIST_DOMAINS -> OverviewTools.domains(ask);
            case Definitions.GET_OPERATION -> OverviewTools.operation(ask);
            case Definitions.RESTART -> OverviewTools.restart(ask);
            case Definitions.REQUEST_CNAME -> HostnameTools.request(ask);
            case Definitions.DELETE_CNAME -> HostnameTools.delete(ask);
            case Definitions.LIST_CNAMES -> HostnameTools.list(ask);
            case PortDefinitions.ALLOCATE -> PortTools.allocate(ask);
            case PortDefinitions.RELEASE -> PortTools.release(ask);
            case PortDefinitions.LIST -> PortTools.list(ask);
            default -> throw new IllegalStateException("Defined and not carried out: " + name);
        };
    }

    private ToolDefinition definition(String name) {
        for (ToolDefinition tool : definitions) {
            if (tool.name().equals(name)) {
                return tool;
            }
        }
        throw new IllegalArgumentException("Unknown tool: " + name);
    }

    private static <T, R> Verdict<R> refused(Verdict<T> no) {
        return no.then(granted -> {
            throw new IllegalStateException("Not a refusal");
        });
    }
}
