package dev.tunnelmanager.launcher.command;

import dev.tunnelmanager.adapter.mcp.protocol.ToolResult;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.launcher.Version;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The whole command line. */
@Command(name = "tunnel-manager", mixinStandardHelpOptions = true, scope = CommandLine.ScopeType.INHERIT, versionProvider = TunnelManagerCommand.Versions.class, sortOptions = false, description = {
        "Lets each project on this host publish its own hostnames over one shared tunnel.", "",
        "Start with: tunnel-manager demo"}, footer = {"",
                "Exit codes: 0 done, 1 refused, 2 usage, 3 something outside failed."}, subcommands = {McpCommand.class,
                        DemoCommand.class, HostnameCommands.Status.class,
                        HostnameCommands.Request.class, HostnameCommands.Delete.class,
                        HostnameCommands.ListHostnames.class,
                        HostnameCommands.Domains.class, PortsCommand.class, HostnameCommands.ShowOperation.class,
                        AuditCommand.class, PlanCommand.class, ApplyCommand.class, ExplainCommand.class,
                        DoctorCommand.class,
                        BackupCommand.class, RestoreCommand.class, RestartCommand.class, ProjectCommand.class,
                        ServeCommand.class, InstallCommand.class, SimulateCommand.class, WarmUpCommand.class})
public final class TunnelManagerCommand implements Callable<Integer> {

    private static final int USAGE = 2;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** Runs the command line and returns the exit code. */
    public static int run(String... arguments) {
        boolean json = List.of(arguments).contains("--json");
        Printer printer = new Printer(System.out, System.err, json);
        return new CommandLine(new TunnelManagerCommand())
                .setParameterExceptionHandler((wrong, given) -> json ? misused(wrong, printer) : misused(wrong))
                .setExecutionExceptionHandler((broken, command, parsed) -> printer
                        .print(ToolResult.refused(new Refusal(RefusalCode.INTERNAL,
                                broken.getClass().getSimpleName() + ": " + broken.getMessage(),
                                "Report it with the command line."))))
                .execute(arguments);
    }

    private static int misused(ParameterException wrong) {
        PrintWriter err = wrong.getCommandLine().getErr();
        err.println(wrong.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(wrong, err)) {
            wrong.getCommandLine().usage(err);
        }
        return USAGE;
    }

    /** A script reads objects only, whatever it has misspelt. */
    private static int misused(ParameterException wrong, Printer printer) {
        printer.print(ToolResult.refused(new Refusal(RefusalCode.INVALID_ARGUMENT, wrong.getMessage() + ".",
                "See: " + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help")));
        return USAGE;
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        err.println("Say what to do.");
        spec.commandLine().usage(err);
        return USAGE;
    }

    /** The version, from the jar's manifest. */
    static final class Versions implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[]{"tunnel-manager " + Version.text()};
        }
    }
}
