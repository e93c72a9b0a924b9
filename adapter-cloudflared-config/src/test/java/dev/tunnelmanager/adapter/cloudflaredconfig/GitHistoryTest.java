package dev.tunnelmanager.adapter.cloudflaredconfig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressEdit;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.ingress.OwnRule;
import dev.tunnelmanager.ports.driven.IngressRules.EditOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GitHistoryTest {

    private static final HostnamePattern API = HostnamePattern.of("api.example.com");
    private static final IngressEdit PUT = new IngressEdit(
            List.of(new OwnRule(API, new OriginService("http://localhost:5000"), true)), Set.of(), Map.of());
    private static final String BEFORE = "ingress:\n  - service: http_status:404\n";

    @TempDir
    Path home = Path.of("");

    private String git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-C", home.resolve("repo").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.strip();
    }

    private Path repositoryWithConfig() throws IOException, InterruptedException {
        Path repository = Files.createDirectory(home.resolve("repo"));
        git("init", "-q");
        return Files.writeString(Files.createDirectory(repository.resolve("etc")).resolve("config [1].yml"), BEFORE);
    }

    private EditOutcome.Applied put(Path file) {
        CloudflaredIngressFile ingress = new CloudflaredIngressFile(file, BackupPolicy.git(home.resolve("backups")),
                Optional.empty(), InstantSource.system());
        EditOutcome outcome = ingress.apply(PUT);
        assertThat(outcome).isInstanceOf(EditOutcome.Applied.class);
        return (EditOutcome.Applied) outcome;
    }

    @Test
    void commits_the_file_before_and_after_and_nothing_else() throws IOException, InterruptedException {
        Path file = repositoryWithConfig();
        Files.writeString(home.resolve("repo/staged.txt"), "staged");
        Files.writeString(home.resolve("repo/untracked.txt"), "untracked");
        git("add", "staged.txt");
        assertThat(put(file).notes()).isEmpty();
        assertThat(git("log", "--format=%s", "--name-only")).isEqualTo("""
                Tunnel Manager: publish api.example.com

                etc/config [1].yml
                Keep config [1].yml as it was before Tunnel Manager changed it

                etc/config [1].yml""");
        assertThat(git("show", "HEAD~1:etc/config [1].yml")).isEqualTo(BEFORE.strip());
        assertThat(git("show", "HEAD:etc/config [1].yml")).contains("api.example.com");
        assertThat(git("status", "--porcelain")).isEqualTo("A  staged.txt\n?? untracked.txt");
        assertThat(home.resolve("backups")).doesNotExist();
    }

    @Test
    void commits_once_when_the_file_was_clean_and_takes_the_identity_of_the_repository() throws IOException,
            InterruptedException {
        Path file = repositoryWithConfig();
        git("config", "user.name", "Anna");
        git("config", "user.email", "anna@example.com");
        git("add", ".");
        git("commit", "-q", "-m", "mine");
        put(file);
        assertThat(git("log", "--format=%an %ae %s"))
                .isEqualTo("Anna anna@example.com Tunnel Manager: publish api.example.com\n"
                        + "Anna anna@example.com mine");
    }

    @Test
    void keeps_a_copy_and_says_so_outside_a_repository() throws IOException {
        Path file = Files.writeString(home.resolve("config.yml"), BEFORE);
        assertThat(put(file).notes()).singleElement().asString().contains("A copy was kept as")
                .contains("instead of a git commit");
        assertThat(home.resolve("backups")).isDirectoryContaining("glob:**/config-*.yml");
    }

    @Test
    void keeps_a_copy_and_says_so_when_the_repository_ignores_the_file() throws IOException, InterruptedException {
        Path file = repositoryWithConfig();
        Files.writeString(home.resolve("repo/.gitignore"), "etc\n");
        assertThat(put(file).notes()).singleElement().asString().contains("ignored by its git repository");
        assertThat(home.resolve("backups")).isDirectoryContaining("glob:**/config-*.yml");
    }

    @Test
    void runs_no_hook() throws IOException, InterruptedException {
        Path file = repositoryWithConfig();
        Path hook = Files.writeString(home.resolve("repo/.git/hooks/pre-commit"), "#!/bin/sh\nexit 1\n");
        assertThat(hook.toFile().setExecutable(true)).isTrue();
        assertThat(put(file).notes()).isEmpty();
    }
}
