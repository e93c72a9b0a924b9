package dev.tunnelmanager.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Sends the log to standard error, because standard output belongs to the protocol. Found by logback as a service; in code,
 * because an XML file costs about 40 ms more at start-up.
 */
public final class StandardErrorLog extends ContextAwareBase implements Configurator {

    private static final String LEVEL_VARIABLE = "TUNNEL_MANAGER_LOG";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(MaskingLayout.encoder(context));
        appender.start();
        Level level = Level.toLevel(System.getenv(LEVEL_VARIABLE), Level.WARN);
        context.getLogger("ROOT").setLevel(Level.WARN);
        context.getLogger("dev.tunnelmanager").setLevel(level);
        context.getLogger("tunnel-manager").setLevel(level);
        context.getLogger("ROOT").addAppender(appender);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
