package dev.tunnelmanager.adapter.cloudflaredconfig;

import dev.tunnelmanager.adapter.cloudflaredconfig.ChildCommand.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks {@code cloudflared tunnel --config FILE ingress validate}.
 *
 * <p>A usage error prints a help text and exits with 0 (cloudflared 2026.8.2), so 0 alone says nothing: the last line must be
 * {@code OK}, or there must be the warning about unused keys, which takes the place of it.
 */
final class CloudflaredCheck implements CandidateCheck {

    /** How long cloudflared may take; it usually needs some hundredths of a second. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(CloudflaredCheck.class);
    private static final String UNUSED_KEYS = "Warning: unused keys detected";
    private static final String FAILED = "Validation failed: ";

    private final String binary;
    private final ChildCommand child;

    /**
     * Makes a check.
     *
     * @param binary a path, or a name that is looked for on the PATH
     * @param limit after which the program is killed and the check skipped
     */
    CloudflaredCheck(String binary, Duration limit) {
        this.binary = binary;
        // TUNNEL_URL would make every file invalid, and the others may hold tokens.
        this.child = new ChildCommand(limit, name -> name.startsWith("TUNNEL_") || name.equals("NO_AUTOUPDATE"));
    }

    @Override
    public Finding check(Path candidate, Path real) {
        if (binary.indexOf('/') >= 0 && !Files.exists(Path.of(binary))) {
            LOG.debug("No {}, so the candidate is not validated", binary);
            return new Finding.Accepted();
        }
        List<String> command = List.of(binary, "tunnel", "--config", candidate.toString(), "ingress", "validate");
        LOG.debug("Running {}", command);
        return switch (child.run(command)) {
            case Ended.NotStarted missing -> {
                LOG.debug("{} was not started: {}", binary, missing.reason());
                yield missing.reason().contains("No such file or directory") ? new Finding.Accepted()
                        : new Finding.Skipped(
                                "The file was not validated, because " + binary + " could not be started ("
                                        + missing.reason() + ").");
            }
            case Ended.TimedOut hung ->
                new Finding.Skipped("The file was not validated, because " + binary + " did not end.");
            case Ended.Exited exited -> judge(exited, candidate, real);
        };
    }

    private static Finding judge(Ended.Exited exited, Path candidate, Path real) {
        boolean warned = exited.output().contains(UNUSED_KEYS) || exited.errors().contains(UNUSED_KEYS);
        if (exited.code() == 0 && (lastLine(exited.output()).equals("OK") || warned)) {
            return new Finding.Accepted();
        }
        String said = exited.errors().isBlank() ? exited.output() : exited.errors();
        int failed = said.indexOf(FAILED);
        String sentence = failed >= 0 ? lastLine(said.substring(failed + FAILED.length()))
                : exited.code() == 0 ? firstLine(said)
                        : lastLine(said);
        String reason = sentence.isEmpty() ? "it said nothing, exit code " + exited.code() : sentence;
        return new Finding.Rejected(reason.replace(candidate.toString(), real.toString()));
    }

    private static String lastLine(String text) {
        return Arrays.stream(text.split("\\R")).map(String::strip).filter(line -> !line.isEmpty()).reduce("",
                (a, b) -> b);
    }

    private static String firstLine(String text) {
        return Arrays.stream(text.split("\\R")).map(String::strip).filter(line -> !line.isEmpty()).findFirst()
                .orElse("");
    }
}
