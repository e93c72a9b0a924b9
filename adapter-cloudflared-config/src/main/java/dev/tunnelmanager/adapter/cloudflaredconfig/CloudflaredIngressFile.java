package dev.tunnelmanager.adapter.cloudflaredconfig;

import dev.tunnelmanager.adapter.cloudflaredconfig.CandidateCheck.Finding;
import dev.tunnelmanager.domain.ingress.IngressEdit;
import dev.tunnelmanager.domain.ingress.IngressView;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.ports.driven.IngressRules;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ingress rules of a locally-managed tunnel, in cloudflared's {@code config.yml}. Only the bytes of our own rules change. The
 * revision is the SHA-256 of the file.
 */
public final class CloudflaredIngressFile implements IngressRules {

    private static final int ATTEMPTS = 5;

    private final ConfigFile file;
    private final ConfigEditor editor;
    private final String name;
    private final BackupPolicy policy;
    private final CandidateCheck check;
    private final InstantSource clock;
    /** Reading ten thousand rules takes a fifth of a second, and each change reads the same bytes several times. */
    private volatile Optional<SoftReference<Known>> known = Optional.empty();

    /** A text and what was read from it; the same bytes mean the same. */
    private record Known(ByteBuffer bytes, ConfigDocument document) {}

    /**
     * Makes the adapter of a file, which is read at each call only.
     *
     * @param configFile the file; a symbolic link is followed
     * @param backups what is kept before a change
     * @param cloudflared the program that is asked whether a changed file is good, a path or a name on the PATH; nobody is asked
     *            if it is not there
     * @param clock tells the time that backups are named after
     */
    public CloudflaredIngressFile(Path configFile, BackupPolicy backups, Optional<String> cloudflared,
            InstantSource clock) {
        this(new ConfigFile(configFile.toAbsolutePath()), configFile, backups,
                cloudflared.<CandidateCheck>map(binary -> new CloudflaredCheck(binary, CloudflaredCheck.LIMIT))
                        .orElseGet(CandidateCheck::none),
                clock);
    }

    CloudflaredIngressFile(ConfigFile file, Path configFile, BackupPolicy backups, CandidateCheck check,
            InstantSource clock) {
        this.file = file;
        this.name = configFile.toString();
        this.editor = new ConfigEditor(name);
        this.policy = backups;
        this.check = check;
        this.clock = clock;
    }

    @Override
    public Look observe() {
        Verdict<ConfigDocument> document = file.read().then(snapshot -> read(snapshot.bytes()));
        return switch (document) {
            case Verdict.Refused<ConfigDocument> refused -> new Look.Unusable(refused.refusal());
            case Verdict.Granted<ConfigDocument> granted -> editor.faultBesidesCatchAll(granted.value())
                    .<Look>map(Look.Unusable::new).orElseGet(() -> new Look.Seen(view(granted.value())));
        };
    }

    private Verdict<ConfigDocument> read(byte[] bytes) {
        Optional<Known> last = known.map(SoftReference::get)
                .filter(same -> same.bytes().equals(ByteBuffer.wrap(bytes)));
        if (last.isPresent()) {
            return Verdict.granted(last.get().document());
        }
        Verdict<ConfigDocument> read = editor.read(bytes);
        if (read instanceof Verdict.Granted<ConfigDocument> granted) {
            known = Optional.of(new SoftReference<>(new Known(ByteBuffer.wrap(bytes), granted.value())));
        }
        return read;
    }

    @Override
    public EditOutcome apply(IngressEdit edit) {
        file.removeLeftOvers();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Verdict<Snapshot> read = file.read();
            if (!(read instanceof Verdict.Granted<Snapshot> granted)) {
                return refused(((Verdict.Refused<Snapshot>) read).refusal());
            }
            Optional<EditOutcome> outcome = attempt(granted.value(), edit);
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
        return refused(new Refusal(RefusalCode.INGRESS_CONTENDED,
                name + " was changed by somebody else during each of " + ATTEMPTS + " attempts to edit it.",
                "Find out which program keeps writing " + name + ", then ask again."));
    }

    @Override
    public void keepAsGood(String revision, Instant runningSince) {
        Optional<LastGood> lastGood = lastGood();
        if (lastGood.isEmpty() || !(file.read() instanceof Verdict.Granted<Snapshot> read)
                || !(editor.read(read.value().bytes()) instanceof Verdict.Granted<ConfigDocument> document)
                || !view(document.value()).revision().equals(revision)) {
            return;
        }
        lastGood.get().keep(read.value(), runningSince);
    }

    @Override
    public Restoration restoreGood() {
        Optional<byte[]> good = lastGood().flatMap(LastGood::content);
        if (good.isEmpty()) {
            return new Restoration.NotRestored("No content of " + name + " was kept as good.");
        }
        Verdict<ConfigDocument> document = editor.read(good.get());
        if (!(document instanceof Verdict.Granted<ConfigDocument> readable)) {
            return new Restoration.NotRestored("What was kept of " + name + " as good cannot be read any more: "
                    + ((Verdict.Refused<ConfigDocument>) document).refusal().problem());
        }
        if (!(file.read() instanceof Verdict.Granted<Snapshot> current)) {
            return new Restoration.NotRestored(name + " cannot be read, so it is not written over.");
        }
        if (current.value().hasBytes(good.get())) {
            return new Restoration.NotRestored(name + " is as it was when the connector was last seen well.");
        }
        Path candidate = file.writeBeside(current.value(), good.get());
        try {
            backUp(current.value(), new ArrayList<>());
            return file.replace(current.value(), candidate, good.get()) == Replacement.Ended.CHANGED_MEANWHILE
                    ? new Restoration.NotRestored(name + " was changed by somebody else at this moment.")
                    : new Restoration.Restored(view(readable.value()));
        } finally {
            ConfigFile.discard(candidate);
        }
    }

    private Optional<LastGood> lastGood() {
        return switch (policy) {
            case BackupPolicy.Off off -> Optional.empty();
            case BackupPolicy.Files files -> Optional.of(new LastGood(files.directory()));
            case BackupPolicy.Git git -> Optional.of(new LastGood(git.otherwise().directory()));
        };
    }

    /** Makes the edit on what was just read; empty if the file has changed meanwhile. */
    private Optional<EditOutcome> attempt(Snapshot current, IngressEdit edit) {
        Verdict<ConfigDocument> read = read(current.bytes());
        if (!(read instanceof Verdict.Granted<ConfigDocument> granted)) {
            return Optional.of(refused(((Verdict.Refused<ConfigDocument>) read).refusal()));
        }
        return switch (editor.apply(granted.value(), edit)) {
            case EditedConfig.Refused refused ->
                Optional.of(new EditOutcome.Refused(refused.refusal(), refused.culprit()));
            case EditedConfig.Ready ready when !ready.changed() -> Optional
                    .of(new EditOutcome.Applied(view(ready.document()), false,
                            bringGoodAlong(edit, current.bytes(), current.bytes())));
            case EditedConfig.Ready ready -> write(current, ready, edit);
        };
    }

    private Optional<EditOutcome> write(Snapshot current, EditedConfig.Ready ready, IngressEdit edit) {
        byte[] content = ready.document().text().bytes();
        List<String> notes = new ArrayList<>(ready.notes());
        Path candidate = file.writeBeside(current, content);
        try {
            switch (check.check(candidate, current.real())) {
                case Finding.Accepted good -> {
                }
                case Finding.Skipped skipped -> notes.add(skipped.note());
                case Finding.Rejected rejected -> {
                    return Optional.of(refused(new Refusal(RefusalCode.INGRESS_INVALID,
                            "cloudflared does not accept " + name + " with this change: " + ended(rejected.reason()),
                            "Correct " + name + " until `cloudflared tunnel --config " + name
                                    + " ingress validate` says OK.")));
                }
            }
            Optional<GitHistory> git = backUp(current, notes);
            switch (file.replace(current, candidate, content)) {
                case CHANGED_MEANWHILE -> {
                    return Optional.empty();
                }
                case IN_PLACE -> notes
                        .add(name + " was written in place, because it is mounted or has several names, so it cannot be"
                                + " replaced in one step.");
                case MOVED -> {
                }
            }
            known = Optional.of(new SoftReference<>(new Known(ByteBuffer.wrap(content), ready.document())));
            git.flatMap(history -> history.commit(current.real(), message(edit)))
                    .ifPresent(reason -> notes.add("The change was not committed: " + ended(reason)));
            notes.addAll(bringGoodAlong(edit, current.bytes(), content));
            return Optional.of(new EditOutcome.Applied(view(ready.document()), true, notes));
        } finally {
            ConfigFile.discard(candidate);
        }
    }

    /** Has what is kept as good follow an edit that stands in the file; returns what is to be said if it could not. */
    private List<String> bringGoodAlong(IngressEdit edit, byte[] before, byte[] after) {
        try {
            lastGood().ifPresent(good -> good.follow(edit, editor, before, after));
            return List.of();
        } catch (PortFailure failure) {
            return List.of("Should " + name + " have to be put back, it would be without this change: "
                    + failure.problem());
        }
    }

    /** Keeps what is about to be replaced; returns the repository if the change is to be committed there. */
    private Optional<GitHistory> backUp(Snapshot current, List<String> notes) {
        return switch (policy) {
            case BackupPolicy.Off off -> Optional.empty();
            case BackupPolicy.Files files -> {
                new Backups(files, clock).keep(current.bytes());
                yield Optional.empty();
            }
            case BackupPolicy.Git wanted -> {
                GitHistory history = new GitHistory();
                Optional<String> obstacle = history.commit(current.real(), "Keep " + current.real().getFileName()
                        + " as it was before Tunnel Manager changed it");
                if (obstacle.isEmpty()) {
                    yield Optional.of(history);
                }
                Path copy = new Backups(wanted.otherwise(), clock).keep(current.bytes());
                notes.add("A copy was kept as " + copy + " instead of a git commit: " + ended(obstacle.get()));
                yield Optional.empty();
            }
        };
    }

    private static String message(IngressEdit edit) {
        String puts = edit.puts().stream().map(put -> put.hostname().text()).collect(Collectors.joining(", "));
        String removals = edit.removals().stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
        return "Tunnel Manager: " + Stream.of(puts.isEmpty() ? "" : "publish " + puts,
                removals.isEmpty() ? "" : "withdraw " + removals).filter(part -> !part.isEmpty())
                .collect(Collectors.joining("; "));
    }

    private static String ended(String sentence) {
        return sentence.endsWith(".") ? sentence : sentence + ".";
    }

    private static EditOutcome refused(Refusal refusal) {
        return new EditOutcome.Refused(refusal, Optional.empty());
    }

    private static IngressView view(ConfigDocument document) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(document.text().bytes());
            return new IngressView(HexFormat.of().formatHex(digest), document.rules());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }
}
