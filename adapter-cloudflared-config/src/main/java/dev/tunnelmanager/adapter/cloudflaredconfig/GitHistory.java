package dev.tunnelmanager.adapter.cloudflaredconfig;

import dev.tunnelmanager.adapter.cloudflaredconfig.ChildCommand.Ended;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits one file in the repository in whose work tree it lies. Nothing else is ever staged, and no hook runs. */
final class GitHistory {

    private static final Logger LOG = LoggerFactory.getLogger(GitHistory.class);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final ChildCommand child = new ChildCommand(LIMIT,
            name -> name.startsWith("GIT_") || name.startsWith("TUNNEL_"));

    /** Commits the file as it is, if it differs from the last commit; says why not if that fails. */
    Optional<String> commit(Path file, String message) {
        Ended inside = git(file, List.of("rev-parse", "--is-inside-work-tree"));
        if (!(inside instanceof Ended.Exited tree && tree.code() == 0 && tree.output().strip().equals("true"))) {
            return Optional.of(file + " does not lie in a git work tree that can be used (" + said(inside) + ")");
        }
        String name = ":(literal)" + file.getFileName();
        Ended status = git(file, List.of("status", "--porcelain", "--ignored", "--", name));
        if (!(status instanceof Ended.Exited listed && listed.code() == 0)) {
            return Optional.of("git status failed (" + said(status) + ")");
        }
        if (listed.output().isBlank()) {
            return Optional.empty();
        }
        if (listed.output().startsWith("!!")) {
            return Optional.of(file + " is ignored by its git repository");
        }
        Ended added = git(file, List.of("add", "--", name));
        if (!(added instanceof Ended.Exited add && add.code() == 0)) {
            return Optional.of("git add failed (" + said(added) + ")");
        }
        List<String> commit = new ArrayList<>(identity(file));
        commit.addAll(List.of("commit", "--quiet", "--no-verify", "-m", message, "--", name));
        Ended committed = git(file, commit);
        if (!(committed instanceof Ended.Exited done && done.code() == 0)) {
            return Optional.of("git commit failed (" + said(committed) + ")");
        }
        LOG.debug("Committed {}: {}", file, message);
        return Optional.empty();
    }

    /** The repository's own identity if it has one, ours otherwise. */
    private List<String> identity(Path file) {
        boolean known = isSet(file, "user.name") && isSet(file, "user.email");
        return known ? List.of()
                : List.of("-c", "user.name=Tunnel Manager", "-c", "user.email=tunnel-manager@localhost");
    }

    private boolean isSet(Path file, String key) {
        return git(file, List.of("config", key)) instanceof Ended.Exited asked && asked.code() == 0;
    }

    private Ended git(Path file, List<String> arguments) {
        Path directory = file.toAbsolutePath().getParent();
        List<String> command = new ArrayList<>(
                List.of("git", "-C", String.valueOf(directory), "-c", "core.hooksPath=/dev/null",
                        "-c", "core.fsmonitor=false", "-c", "commit.gpgSign=false", "-c", "gc.auto=0"));
        command.addAll(arguments);
        return child.run(command);
    }

    private static String said(Ended ended) {
        return switch (ended) {
            case Ended.NotStarted missing -> "git could not be started: " + missing.reason();
            case Ended.TimedOut hung -> "git did not end within " + LIMIT.toSeconds() + " s";
            case Ended.Exited exited -> {
                String text = exited.errors().isBlank() ? exited.output().strip() : exited.errors().strip();
                yield text.isEmpty() ? "exit code " + exited.code() : text.lines().findFirst().orElse("");
            }
        };
    }
}
