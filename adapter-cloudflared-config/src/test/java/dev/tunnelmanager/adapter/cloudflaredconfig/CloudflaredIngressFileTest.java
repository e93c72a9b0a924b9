package dev.tunnelmanager.adapter.cloudflaredconfig;

import dev.tunnelmanager.contracts.IngressRulesContract;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.ports.driven.IngressRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

final class CloudflaredIngressFileTest implements IngressRulesContract {

    @TempDir
    Path directory = Path.of("");

    private record OnDisk(Path file, CloudflaredIngressFile adapter) implements World {
        @Override
        public IngressRules rules() {
            return adapter;
        }

        @Override
        public List<IngressRule> standing() {
            try {
                return ((Verdict.Granted<ConfigDocument>) new ConfigEditor("x").read(Files.readAllBytes(file))).value()
                        .rules();
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }

        @Override
        public void writtenByOthers(List<IngressRule> rules) {
            StringBuilder text = new StringBuilder("tunnel: abc\ningress:\n");
            for (IngressRule rule : rules) {
                text.append("  - service: '").append(rule.service()).append("'\n");
                text.append(rule.hostname().isEmpty() ? "" : "    hostname: '" + rule.hostname() + "'\n");
                text.append(rule.path().isEmpty() ? "" : "    path: '" + rule.path() + "'\n");
            }
            try {
                Files.writeString(file, text);
            } catch (IOException unwritable) {
                throw new UncheckedIOException(unwritable);
            }
        }
    }

    @Override
    public World worldOf(List<IngressRule> rules) {
        Path file = directory.resolve("config.yml");
        OnDisk world = new OnDisk(file,
                new CloudflaredIngressFile(file, BackupPolicy.files(directory.resolve("backups")),
                        Optional.empty(), InstantSource.system()));
        world.writtenByOthers(rules);
        return world;
    }
}
