package dev.tunnelmanager.launcher.command;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.protocol.ToolResult;
import dev.tunnelmanager.adapter.sqlite.SqliteStateStore;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.launcher.Installation;
import dev.tunnelmanager.launcher.Installation.Role;
import dev.tunnelmanager.launcher.Version;
import dev.tunnelmanager.launcher.config.Configuration;
import dev.tunnelmanager.launcher.keeping.Backup;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes a backup of the state while everything goes on. */
@Command(name = "backup", description = {"Writes a backup of the state into a new file, while everything goes on.", "",
        "It holds the state as it is at one moment, the connector's config file for comparison, and a manifest with checksums."
                + " No secret is in it, but hashes of tokens are, so only its owner may read it. Only for --meta.",
        "Example: tunnel-manager backup /var/backups/tunnel-manager.zip --meta"})
final class BackupCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "A file that does not exist yet (default: one in"
            + " the directory backups of state-dir, named after the time).")
    private @Nullable Path file;

    @Override
    public Integer call() throws InterruptedException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return new ToolRun(options, Role.ASKING).run((plane, caller) -> switch (Installation
                .configuration(options.config())) {
            case Verdict.Refused<Configuration> refused -> ToolResult.refused(refused.refusal());
            case Verdict.Granted<Configuration> granted -> {
                Configuration configuration = granted.value();
                Path target = file == null
                        ? Backup.usualPlace(configuration.stateDir(), "tunnel-manager", now)
                        : file.toAbsolutePath().normalize();
                yield ToolRun.result(plane.maintain(caller, "state.backup", target.toString(),
                        () -> write(configuration, target, now)), BackupCommand::result);
            }
        });
    }

    private static Verdict<Backup.Written> write(Configuration configuration, Path target, Instant now) {
        try (SqliteStateStore state = SqliteStateStore.open(configuration.stateDir().resolve(Installation.DATABASE),
                Clock.systemUTC(), RandomGenerator.getDefault())) {
            return new Backup(state, configuration.ingress().configFile(), Version.text()).write(target, now);
        }
    }

    private static ToolResult result(Backup.Written written) {
        JsonObject.Builder parts = JsonObject.with();
        written.manifest().parts().forEach((name, part) -> parts.put(name,
                JsonObject.with().put("bytes", part.bytes()).put("sha256", part.sha256()).build()));
        return ToolResult.of("Backup of instance " + written.manifest().instanceId() + " written: " + written.file()
                + " (" + written.bytes() + " bytes).\nTo put it back: tunnel-manager restore " + written.file()
                + " --meta",
                JsonObject.with().put("success", true).put("file", written.file().toString())
                        .put("bytes", written.bytes()).put("instance_id", written.manifest().instanceId())
                        .put("created_at", written.manifest().createdAt().toString())
                        .put("schema_version", written.manifest().schemaVersion()).put("files", parts.build())
                        .build());
    }
}
