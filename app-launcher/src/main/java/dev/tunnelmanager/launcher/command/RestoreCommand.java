package dev.tunnelmanager.launcher.command;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.protocol.ToolResult;
import dev.tunnelmanager.domain.ownership.Actor;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.launcher.Installation;
import dev.tunnelmanager.launcher.Installation.Role;
import dev.tunnelmanager.launcher.LaunchIdentity;
import dev.tunnelmanager.launcher.Version;
import dev.tunnelmanager.launcher.config.Configuration;
import dev.tunnelmanager.launcher.keeping.OpenedBackup;
import dev.tunnelmanager.launcher.keeping.Restore;
import dev.tunnelmanager.launcher.keeping.Restore.Restored;
import dev.tunnelmanager.ports.driving.Answer;
import dev.tunnelmanager.ports.driving.ControlPlane;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import dev.tunnelmanager.ports.driving.PlanReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts the state of a backup into the place of the present one. */
@Command(name = "restore", description = {"Puts the state of a backup into the place of the present one.", "",
        "The backup is checked first, the present state is kept aside, and nothing else is touched: what has drifted from the"
                + " restored state is shown afterwards. Refused while other processes use the state. Only for --meta.",
        "Example: tunnel-manager restore /var/backups/tunnel-manager.zip --meta"})
final class RestoreCommand implements Callable<Integer> {

    /** How long the look at what has drifted may take; it asks the provider for each hostname. */
    private static final Duration LOOK = Duration.ofSeconds(30);

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Parameters(index = "0", paramLabel = "FILE", description = "A file that backup has written.")
    private Path given = Path.of("");

    private Path file = Path.of("");

    @Option(names = "--force", description = "Replace the state while other processes use it, or by that of another instance.")
    private boolean force;

    @Override
    public Integer call() throws InterruptedException {
        file = given.toAbsolutePath().normalize();
        Printer printer = new Printer(System.out, System.err, options.json());
        return printer.print(switch (caller()) {
            case Verdict.Refused<Caller> no -> ToolResult.refused(no.refusal());
            case Verdict.Granted<Caller> meta -> switch (Installation.configuration(options.config())) {
                case Verdict.Refused<Configuration> no -> ToolResult.refused(no.refusal());
                case Verdict.Granted<Configuration> known -> restore(meta.value(), known.value());
            };
        });
    }

    private Verdict<Caller> caller() {
        return LaunchIdentity.decide(options.project(), options.meta(), System.getenv())
                .then(caller -> caller.actor() instanceof Actor.Meta ? Verdict.granted(caller)
                        : Verdict.refused(RefusalCode.META_ONLY,
                                "Only the meta-supervisor may restore a state, and this process was launched for project "
                                        + caller.actor().name() + ".",
                                "Ask the meta-supervisor, or launch with --meta if you are."));
    }

    private ToolResult restore(Caller meta, Configuration configuration) throws InterruptedException {
        Verdict<OpenedBackup> opened = checked(meta);
        if (opened instanceof Verdict.Refused<OpenedBackup> no) {
            return ToolResult.refused(no.refusal());
        }
        try (OpenedBackup backup = ((Verdict.Granted<OpenedBackup>) opened).value()) {
            Restore restore = new Restore(configuration.stateDir(), configuration.ingress().configFile(),
                    Version.text(),
                    force);
            return switch (restore.from(backup, Instant.now().truncatedTo(ChronoUnit.MILLIS))) {
                case Verdict.Refused<Restored> no -> ToolResult.refused(no.refusal());
                case Verdict.Granted<Restored> done -> result(done.value(), drift(meta));
            };
        }
    }

    /** Has the present state judge who is asking, and write down what is about to be done; where it cannot be read, the backup's does. */
    private Verdict<OpenedBackup> checked(Caller meta) {
        switch (Installation.open(options.config(), Role.ASKING)) {
            case Verdict.Granted<ControlPlane> present -> {
                try (ControlPlane plane = present.value()) {
                    return switch (plane.maintain(meta, "state.restore.check", file.toString(),
                            () -> OpenedBackup.open(file))) {
                        case Answer.Done<OpenedBackup> done -> Verdict.granted(done.value());
                        case Answer.Refused<OpenedBackup> no -> Verdict.refused(no.refusal());
                        case Answer.Unfinished<OpenedBackup> never -> throw new IllegalStateException(never.toString());
                    };
                }
            }
            case Verdict.Refused<ControlPlane> no when !isOfTheState(no.refusal()) -> {
                return Verdict.refused(no.refusal());
            }
            case Verdict.Refused<ControlPlane> unreadable -> {
                return OpenedBackup.open(file).then(backup -> {
                    Optional<Refusal> forbidden = Restore.forbidden(backup, meta);
                    forbidden.ifPresent(no -> backup.close());
                    return forbidden.<Verdict<OpenedBackup>>map(Verdict::refused)
                            .orElseGet(() -> Verdict.granted(backup));
                });
            }
        }
    }

    private static boolean isOfTheState(Refusal refusal) {
        return refusal.code() == RefusalCode.STATE_DAMAGED || refusal.code() == RefusalCode.STATE_NEWER;
    }

    /** Returns what has drifted from the restored state; empty if that could not be found out. */
    private Optional<PlanReport> drift(Caller meta) throws InterruptedException {
        FutureTask<Optional<PlanReport>> look = new FutureTask<>(() -> {
            if (!(Installation.open(options.config(), Role.ASKING) instanceof Verdict.Granted<ControlPlane> opened)) {
                return Optional.empty();
            }
            try (ControlPlane plane = opened.value()) {
                return plane.plan(meta, Optional.empty()) instanceof Answer.Done<PlanReport>(PlanReport report)
                        ? Optional.of(report)
                        : Optional.empty();
            }
        });
        Thread.ofPlatform().daemon().name("drift").start(look);
        try {
            return look.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException unknown) {
            // The state is restored all the same, and the answer says how to look again.
            return Optional.empty();
        }
    }

    private ToolResult result(Restored restored, Optional<PlanReport> drift) {
        OpenedBackup.Contents contents = restored.contents();
        StringBuilder text = new StringBuilder("Restored the state of " + restored.manifest().createdAt()
                + " (instance "
                + restored.manifest().instanceId() + "): " + contents.hostnames() + " hostnames, " + contents.projects()
                + " projects, " + contents.ports() + " ports, " + contents.unfinished() + " unfinished operations.");
        restored.previous()
                .ifPresent(kept -> text.append("\nThe state that was there is kept in ").append(kept).append('.'));
        text.append(drift.map(report -> "\n" + PlanCommand.text(report)).orElse(
                "\nWhat has drifted from it could not be seen. Look with: tunnel-manager plan --meta"));
        JsonObject.Builder json = JsonObject.with().put("success", true).put("file", file.toString())
                .put("instance_id", restored.manifest().instanceId())
                .put("created_at", restored.manifest().createdAt().toString()).put("hostnames", contents.hostnames())
                .put("projects", contents.projects()).put("ports", contents.ports())
                .put("unfinished_operations", contents.unfinished())
                .putIfPresent("previous", restored.previous().map(Path::toString));
        drift.ifPresent(report -> json.put("plan", PlanCommand.json(report)));
        return ToolResult.of(text.toString(), json.build());
    }
}
