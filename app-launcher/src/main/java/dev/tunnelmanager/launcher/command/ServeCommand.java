package dev.tunnelmanager.launcher.command;

import ch.qos.logback.classic.Level;
import dev.tunnelmanager.adapter.mcp.protocol.ToolResult;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.launcher.config.Configuration;
import dev.tunnelmanager.launcher.config.ConfigurationReader;
import dev.tunnelmanager.launcher.daemon.Daemon;
import dev.tunnelmanager.launcher.daemon.DaemonLog;
import dev.tunnelmanager.launcher.daemon.SystemdNotice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the daemon until it is told to end. */
@Command(name = "serve", description = {"Runs the daemon: the watch goes on when no supervisor runs.", "",
        "Leader when it can be; health pages and metrics on http.listen; logs in state-dir/logs. Ends on SIGTERM, and the"
                + " connector goes on. To have systemd run it: tunnel-manager install.",
        "Example: tunnel-manager serve --config /etc/tunnel-manager/tunnel-manager.yml"})
final class ServeCommand implements Callable<Integer> {

    private static final int END_WITHIN_SECONDS = 25;

    /** How much is written. */
    enum LogLevel {
        DEBUG, INFO, WARN, ERROR
    }

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration file (default: TUNNEL_MANAGER_CONFIG, ./tunnel-manager.yml,"
            + " /etc/tunnel-manager/tunnel-manager.yml).")
    private @Nullable Path config;

    @Option(names = "--log-level", paramLabel = "LEVEL", description = "How much is written to the log: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private LogLevel level = LogLevel.INFO;

    @Override
    public Integer call() throws InterruptedException {
        Printer printer = new Printer(System.out, System.err, false);
        Map<String, String> environment = System.getenv();
        switch (new ConfigurationReader(environment, Path.of("")).read(Optional.ofNullable(config))) {
            case Verdict.Refused<Configuration> refused -> {
                return printer.print(ToolResult.refused(refused.refusal()));
            }
            case Verdict.Granted<Configuration> granted -> {
                Configuration configuration = granted.value();
                // Closed last: the log is whole before the process ends.
                try (Signal signal = Signal.listen();
                        DaemonLog log = DaemonLog.open(configuration.stateDir(), Level.valueOf(level.name()
                                .toUpperCase(Locale.ROOT)))) {
                    if (!log.isWritten()) {
                        System.err.println("tunnel-manager: another daemon writes the log files of "
                                + configuration.stateDir() + "; this one writes to standard error only.");
                    }
                    return serve(configuration, environment, signal, printer);
                } catch (IOException unwritable) {
                    return printer.print(ToolResult.refused(new Refusal(RefusalCode.STATE_UNAVAILABLE,
                            "The log files below " + configuration.stateDir() + " cannot be written: " + unwritable
                                    + ".",
                            "Make state-dir writable for the user that runs this.")));
                }
            }
        }
    }

    private static int serve(Configuration configuration, Map<String, String> environment, Signal signal,
            Printer printer) throws InterruptedException {
        SystemdNotice notice = SystemdNotice.of(environment, ProcessHandle.current().pid());
        switch (Daemon.open(configuration, environment, notice)) {
            case Verdict.Refused<Daemon> refused -> {
                return printer.print(ToolResult.refused(refused.refusal()));
            }
            case Verdict.Granted<Daemon> opened -> {
                try (Daemon daemon = opened.value()) {
                    daemon.serveUntil(signal.wanted);
                }
            }
        }
        return Printer.DONE;
    }

    /** The wish, by SIGTERM, SIGINT or SIGHUP, that this process ends. The JVM ends once the hook has returned. */
    private static final class Signal implements AutoCloseable {

        private final CountDownLatch wanted = new CountDownLatch(1);
        private final CountDownLatch ended = new CountDownLatch(1);

        static Signal listen() {
            Signal signal = new Signal();
            Runtime.getRuntime().addShutdownHook(new Thread(signal::end, "tunnel-manager-end"));
            return signal;
        }

        private void end() {
            wanted.countDown();
            try {
                if (!ended.await(END_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                    System.err.println("tunnel-manager: not everything could be closed within " + END_WITHIN_SECONDS
                            + " s; the next process puts it in order.");
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }

        /** Lets the process end. */
        @Override
        public void close() {
            ended.countDown();
        }
    }
}
