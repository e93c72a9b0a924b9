package dev.tunnelmanager.launcher.command;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.protocol.ToolResult;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.launcher.config.Configuration;
import dev.tunnelmanager.launcher.config.ConfigurationReader;
import dev.tunnelmanager.launcher.daemon.ServiceUnit;
import dev.tunnelmanager.launcher.daemon.UnitFile;
import dev.tunnelmanager.ports.driven.FileReason;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes the systemd unit of the daemon. */
@Command(name = "install", description = {"Writes a hardened systemd unit that runs: tunnel-manager serve", "",
        "A file that this command did not write is never touched. Nothing is started; the commands for that are printed.",
        "Example: tunnel-manager install --print --config /etc/tunnel-manager/tunnel-manager.yml"})
final class InstallCommand implements Callable<Integer> {

    private static final Pattern USER = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");
    private static final String FILE_VARIABLE = ConfigurationReader.FILE_VARIABLE;

    @Option(names = "--print", description = "Print what would be written, and write nothing.")
    private boolean print;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration of the daemon (default: as for the other commands).")
    private @Nullable Path config;

    @Option(names = "--user", paramLabel = "NAME", description = "Who runs the daemon (default: root, who alone can restart the connector's unit).")
    private @Nullable String user;

    @Option(names = "--connector-drop-in", description = "Also give the connector's unit 120 s to start (TimeoutStartSec).")
    private boolean connectorDropIn;

    @Option(names = "--connector-replicas", description = "Also write a template unit whose instances are replicas of the connector, one for each"
            + " address of connector.metrics, so that a change of the rules interrupts nobody.")
    private boolean connectorReplicas;

    @Option(names = "--unit-dir", paramLabel = "DIR", description = "Where units are (default: ${DEFAULT-VALUE}).")
    private Path unitDir = Path.of("/etc/systemd/system");

    @Option(names = "--program", paramLabel = "FILE", description = "The start script (default: the one of this distribution).")
    private @Nullable Path program;

    @Override
    public Integer call() {
        Printer printer = new Printer(System.out, System.err, false);
        return switch (settings().then(this::files)) {
            case Verdict.Refused<List<UnitFile>> refused -> printer.print(ToolResult.refused(refused.refusal()));
            case Verdict.Granted<List<UnitFile>> granted ->
                print ? shown(granted.value()) : printer.print(written(granted.value()));
        };
    }

    /** Reads the configuration as the unit will: this shell's variables are not there then. */
    private Verdict<Configuration> settings() {
        Map<String, String> environment = new HashMap<>();
        Optional.ofNullable(System.getenv(FILE_VARIABLE)).ifPresent(file -> environment.put(FILE_VARIABLE, file));
        return new ConfigurationReader(environment, Path.of("")).read(Optional.ofNullable(config));
    }

    private Verdict<List<UnitFile>> files(Configuration configuration) {
        if (configuration.source().equals("defaults")) {
            return Verdict.refused(RefusalCode.INVALID_CONFIGURATION,
                    "There is no configuration file, and a daemon needs one, so that everybody finds the same state.",
                    "Write /etc/tunnel-manager/tunnel-manager.yml with at least: {version: 1, state-dir:"
                            + " /var/lib/tunnel-manager}");
        }
        if (user != null && !USER.matcher(user).matches()) {
            return Verdict.refused(RefusalCode.INVALID_ARGUMENT,
                    "--user is \"" + user + "\", which is no name of a user.",
                    "Give the name of a user of this system.");
        }
        Optional<Path> script = Optional.ofNullable(program).or(InstallCommand::script)
                .filter(Files::isExecutable).map(path -> path.toAbsolutePath().normalize());
        if (script.isEmpty()) {
            return Verdict.refused(RefusalCode.INVALID_ARGUMENT, "The start script of this program was not found.",
                    "Give it with --program /path/of/bin/tunnel-manager.");
        }
        Path rules = configuration.ingress().configFile().toAbsolutePath().normalize().getParent();
        List<Path> writable = new ArrayList<>(List.of(configuration.stateDir().toAbsolutePath().normalize()));
        if (rules != null) {
            writable.add(rules);
        }
        return ServiceUnit.daemon(unitDir, new ServiceUnit.Wanted(script.get(),
                Optional.ofNullable(System.getenv("TUNNEL_MANAGER_JAVA_HOME")).filter(home -> !home.isBlank())
                        .map(Path::of),
                Path.of(configuration.source()).toAbsolutePath().normalize(), writable, Optional.ofNullable(user)))
                .then(unit -> all(unit, configuration));
    }

    /** Whatever else belongs to an installation joins this list. */
    private Verdict<List<UnitFile>> all(UnitFile daemon, Configuration configuration) {
        List<UnitFile> files = new ArrayList<>(List.of(daemon));
        if (connectorDropIn) {
            files.add(ServiceUnit.connectorStart(unitDir, configuration.connector().unit()));
        }
        return !connectorReplicas ? Verdict.granted(List.copyOf(files))
                : ServiceUnit.connectorReplicas(unitDir, configuration).then(template -> {
                    files.add(template);
                    return Verdict.granted(List.copyOf(files));
                });
    }

    private static Optional<Path> script() {
        try {
            Path jar = Path.of(InstallCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            Path lib = jar.getParent();
            return lib == null ? Optional.empty()
                    : Optional.of(lib.resolveSibling("bin").resolve("tunnel-manager"));
        } catch (URISyntaxException notAFile) {
            return Optional.empty();
        }
    }

    private static int shown(List<UnitFile> files) {
        for (UnitFile file : files) {
            System.out.println("# " + file.path());
            System.out.println(file.text());
        }
        return Printer.DONE;
    }

    private ToolResult written(List<UnitFile> files) {
        StringBuilder text = new StringBuilder();
        for (UnitFile file : files) {
            switch (file.write()) {
                case Verdict.Refused<Boolean> refused -> {
                    return ToolResult.refused(refused.refusal());
                }
                case Verdict.Granted<Boolean> changed ->
                    text.append(changed.value() ? "Wrote " : "Is already as it should be: ").append(file.path())
                            .append('\n');
            }
        }
        Optional<Refusal> unwritable = stateDirectory();
        if (unwritable.isPresent()) {
            return ToolResult.refused(unwritable.get());
        }
        return ToolResult.of(text + "Start it with: systemctl daemon-reload && systemctl enable --now tunnel-manager"
                + replicas(),
                JsonObject.with().put("success", true).build());
    }

    /** In an order in which one connector always serves: a plain unit usually has the first address. */
    private String replicas() {
        if (!connectorReplicas || !(settings() instanceof Verdict.Granted<Configuration> granted)) {
            return "";
        }
        List<String> instances = ServiceUnit.replicas(granted.value());
        String unit = granted.value().connector().unit();
        return "\nPut the replicas in the place of " + unit + ".service with: "
                + (instances.size() == 1 ? ""
                        : "systemctl enable --now " + String.join(" ", instances.subList(1, instances.size())) + " && ")
                + "systemctl disable --now " + unit + "; systemctl enable --now " + instances.getFirst();
    }

    /** The unit cannot start if a folder that it may write is not there. */
    private Optional<Refusal> stateDirectory() {
        return settings() instanceof Verdict.Granted<Configuration> granted ? made(granted.value().stateDir())
                : Optional.empty();
    }

    private Optional<Refusal> made(Path stateDir) {
        try {
            if (!Files.isDirectory(stateDir)) {
                Files.createDirectories(stateDir);
                Files.setPosixFilePermissions(stateDir, PosixFilePermissions.fromString("rwx------"));
                if (user != null) {
                    Files.setOwner(stateDir, stateDir.getFileSystem().getUserPrincipalLookupService()
                            .lookupPrincipalByName(user));
                }
            }
            return Optional.empty();
        } catch (IOException unwritable) {
            return Optional.of(new Refusal(RefusalCode.STATE_UNAVAILABLE,
                    "The state directory " + stateDir + " could not be made: " + FileReason.of(unwritable) + ".",
                    "Make it by hand, for the user that runs the daemon."));
        }
    }
}
