package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.contracts.ConnectorContract;
import dev.tunnelmanager.domain.connector.RollOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** A process that starts replicas, says so with a file, and waits to be killed. */
final class StarterMain {

    private StarterMain() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        ConnectorSettings settings = new ConnectorSettings(ConnectorSettings.Kind.PROCESS, "cloudflared",
                List.of("cloudflared"),
                folder.resolve("bin/cloudflared").toString(), List.of(),
                List.of(HostPort.parse(args[1]), HostPort.parse(args[2])), Duration.ofSeconds(30),
                folder.resolve("config.yml"), folder.resolve("state"), () -> args[3], Duration.ofSeconds(30));
        RollOutcome outcome = new CloudflaredConnector(settings, ContainerControl.none(), Optional::empty, Pause.real(),
                InstantSource.system(), new Random()).roll(ConnectorContract.SHOP, step -> {});
        if (outcome instanceof RollOutcome.Served) {
            Files.createFile(folder.resolve("served"));
        }
        while (true) {
            LockSupport.park();
        }
    }
}
