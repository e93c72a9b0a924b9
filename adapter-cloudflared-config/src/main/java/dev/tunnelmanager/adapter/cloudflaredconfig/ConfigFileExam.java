package dev.tunnelmanager.adapter.cloudflaredconfig;

import dev.tunnelmanager.adapter.cloudflaredconfig.CandidateCheck.Finding;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Looks at a config file as it stands, and changes nothing. */
public final class ConfigFileExam {

    private final Path path;
    private final ConfigFile file;
    private final ConfigEditor editor;

    /** Makes one; reads nothing yet. */
    public ConfigFileExam(Path configFile) {
        this.path = configFile;
        this.file = new ConfigFile(configFile.toAbsolutePath());
        this.editor = new ConfigEditor(configFile.toString());
    }

    /** What the program says that the file is for. */
    public sealed interface Word {
        /** It accepts the file. */
        record Accepted() implements Word {}

        /**
         * It does not.
         *
         * @param reason its own words
         */
        record Rejected(String reason) implements Word {}

        /**
         * It could not be asked.
         *
         * @param why one sentence
         */
        record NotAsked(String why) implements Word {}
    }

    /**
     * Returns the number of rules, or what keeps them from being read and edited.
     *
     * @throws dev.tunnelmanager.ports.driven.PortFailure UNAVAILABLE or DENIED
     */
    public Verdict<Integer> rules() {
        return file.read().then(snapshot -> editor.read(snapshot.bytes()))
                .then(document -> editor.faultBesidesCatchAll(document).<Verdict<Integer>>map(Verdict::refused)
                        .orElseGet(() -> Verdict.granted(document.rules().size())));
    }

    /** Returns why this user cannot change the file, as far as can be seen without trying. */
    public Optional<Refusal> obstacle() {
        Path real = path.toAbsolutePath();
        Path directory = real.getParent();
        String culprit = !Files.isWritable(real) ? real.toString()
                : directory != null && !Files.isWritable(directory) ? "the directory " + directory
                        : "";
        return culprit.isEmpty() ? Optional.empty()
                : Optional.of(new Refusal(RefusalCode.INGRESS_UNAVAILABLE,
                        "This user (" + System.getProperty("user.name") + ") may not write to " + culprit
                                + ", so no rule can be put into " + path + ".",
                        "Make both the file and its directory writable for this user."));
    }

    /**
     * Asks {@code cloudflared tunnel --config FILE ingress validate}, for at most ten seconds.
     *
     * @param cloudflared the program, a path or a name on the PATH
     */
    public Word validate(String cloudflared) {
        Path real = path.toAbsolutePath();
        return switch (new CloudflaredCheck(cloudflared, CloudflaredCheck.LIMIT).check(real, path)) {
            case Finding.Accepted good -> new Word.Accepted();
            case Finding.Rejected no -> new Word.Rejected(no.reason());
            case Finding.Skipped skipped -> new Word.NotAsked(skipped.note());
        };
    }
}
