package dev.tunnelmanager.launcher;

import dev.tunnelmanager.adapter.mcp.McpServer;
import dev.tunnelmanager.adapter.mcp.tools.TunnelTools;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.ports.driving.ControlPlane;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The process that a supervisor's MCP client launches. Nothing is opened before the first call of a tool. */
public final class McpProcess {

    private McpProcess() {}

    /** Serves standard input and output until the client is gone, and returns the exit code. */
    public static int serve(Optional<String> project, boolean meta, Optional<Path> config) {
        OutputStream protocol = new FileOutputStream(FileDescriptor.out);
        // Whatever else prints must not end up between the messages.
        System.setOut(System.err);
        return serve(new FileInputStream(FileDescriptor.in), protocol,
                LaunchIdentity.decide(project, meta, System.getenv()), new Core(config, System.getenv()));
    }

    /** Serves any streams until the client is gone, closes what was opened meanwhile, and returns the exit code. */
    static int serve(InputStream in, OutputStream out, Verdict<Caller> caller, Core core) {
        TunnelTools tools = new TunnelTools(new Known(caller), core);
        int ended = McpServer.serve(in, out, tools, Optional.of(tools.news()), Version.text());
        core.close();
        return ended;
    }

    /** Who is asking. A class, because a lambda costs more at start-up. */
    private record Known(Verdict<Caller> caller) implements Supplier<Verdict<Caller>> {
        @Override
        public Verdict<Caller> get() {
            return caller;
        }
    }

    /** Opens the control plane at the first call of a tool, and closes it at the end if it was opened. */
    static final class Core implements Supplier<Verdict<ControlPlane>>, AutoCloseable {

        private final Optional<Path> config;
        private final Map<String, String> environment;
        private final OrderlyEnd end = OrderlyEnd.armed();

        Core(Optional<Path> config, Map<String, String> environment) {
            this.config = config;
            this.environment = environment;
        }

        @Override
        public synchronized Verdict<ControlPlane> get() {
            Verdict<ControlPlane> plane = Installation.open(config, environment,
                    Installation.Role.CARRYING_OUT_FOR_AGENTS);
            if (plane instanceof Verdict.Granted<ControlPlane> granted) {
                end.of(granted.value());
            }
            return plane;
        }

        @Override
        public synchronized void close() {
            end.close();
        }
    }
}
