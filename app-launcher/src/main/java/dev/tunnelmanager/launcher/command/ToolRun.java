package dev.tunnelmanager.launcher.command;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.protocol.ToolContext;
import dev.tunnelmanager.adapter.mcp.protocol.ToolResult;
import dev.tunnelmanager.adapter.mcp.tools.TunnelTools;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.launcher.Installation;
import dev.tunnelmanager.launcher.LaunchIdentity;
import dev.tunnelmanager.launcher.OrderlyEnd;
import dev.tunnelmanager.ports.driving.Answer;
import dev.tunnelmanager.ports.driving.ControlPlane;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import java.util.function.Function;

/** Opens the control plane for one command, runs it, and closes it again. */
final class ToolRun {

    /** What a command does once it knows who asks and whom to ask. */
    interface Work {
        ToolResult with(ControlPlane plane, Caller caller) throws InterruptedException;
    }

    private final CommonOptions options;
    private final Printer printer;
    private final Installation.Role role;

    ToolRun(CommonOptions options, Installation.Role role) {
        this.options = options;
        this.role = role;
        this.printer = new Printer(System.out, System.err, options.json());
    }

    /** Runs a tool and returns the exit code. */
    int tool(String name, JsonObject arguments) throws InterruptedException {
        return run((plane, caller) -> {
            TunnelTools tools = new TunnelTools(() -> Verdict.granted(caller), () -> Verdict.granted(plane));
            return tools.call(name, arguments, new ToolContext(options.progress()));
        });
    }

    /** Runs something for which there is no tool and returns the exit code. */
    int run(Work work) throws InterruptedException {
        return switch (LaunchIdentity.decide(options.project(), options.meta(), System.getenv())) {
            case Verdict.Refused<Caller> refused -> printer.print(ToolResult.refused(refused.refusal()));
            case Verdict.Granted<Caller> caller -> run(work, caller.value());
        };
    }

    private int run(Work work, Caller caller) throws InterruptedException {
        switch (Installation.open(options.config(), role)) {
            case Verdict.Refused<ControlPlane> refused -> {
                return printer.print(ToolResult.refused(refused.refusal()));
            }
            case Verdict.Granted<ControlPlane> opened -> {
                try (OrderlyEnd end = OrderlyEnd.armed()) {
                    return printer.print(work.with(end.of(opened.value()), caller));
                }
            }
        }
    }

    /** Turns an answer of the control plane into a result. */
    static <T> ToolResult result(Answer<T> answer, Function<T, ToolResult> done) {
        return switch (answer) {
            case Answer.Done<T> value -> done.apply(value.value());
            case Answer.Refused<T> refused -> ToolResult.refused(refused.refusal());
            case Answer.Unfinished<T> unfinished -> ToolResult.refused(new Refusal(
                    RefusalCode.OUTCOME_UNKNOWN, unfinished.remaining(),
                    "Ask for operation " + unfinished.operation().id() + "."));
        };
    }
}
