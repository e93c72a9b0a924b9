package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.domain.diagnosis.KeeperState;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.Subscription;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is seen of replicas that are child processes of ours: the process table and their output files. */
final class ChildSight implements KeeperSight {

    private static final Logger LOG = LoggerFactory.getLogger(ChildSight.class);
    private static final int PIECE = 64 * 1024;
    private static final int MOST_BYTES = 1024 * 1024;

    private final ConnectorSettings settings;
    private final ProcessReplicas children;
    private final ProcessWatch watch;

    ChildSight(ConnectorSettings settings, ProcessReplicas children, ProcessWatch watch) {
        this.settings = settings;
        this.children = children;
        this.watch = watch;
    }

    @Override
    public Report report() {
        List<ChildReplica> running = children.staying();
        List<String> each = running.stream().map(child -> child.address() + " as process "
                + child.members().getFirst().pid()).toList();
        String words = running.size() + " of " + settings.metrics().size() + " child processes run"
                + (each.isEmpty() ? "." : ": " + String.join(", ", each) + ".");
        return new Report(running.isEmpty() ? KeeperState.STOPPED : KeeperState.RUNNING, words);
    }

    /** A look comes every half a minute, so that a file is bounded although its writer never lets go of it. */
    @Override
    public List<LogText> logs(Instant since) {
        boundAll();
        List<LogText> texts = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(ReplicaStarter.logs(settings),
                "cloudflared-*.log{,.1}")) {
            for (Path file : files) {
                Instant written = Files.getLastModifiedTime(file).toInstant();
                if (!written.isBefore(since)) {
                    texts.add(new LogText(tail(file, since), written));
                }
            }
        } catch (NoSuchFileException | NotDirectoryException nothingWritten) {
            LOG.trace("No output of child processes: {}", nothingWritten.getMessage());
        } catch (IOException unreadable) {
            LOG.debug("Output of child processes could not be read: {}", unreadable.toString());
        }
        return texts;
    }

    private void boundAll() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(ReplicaStarter.logs(settings),
                "cloudflared-*.log")) {
            for (Path file : files) {
                ReplicaLog.bound(file);
            }
        } catch (NoSuchFileException | NotDirectoryException nothingWritten) {
            LOG.trace("No output of child processes: {}", nothingWritten.getMessage());
        } catch (IOException unreadable) {
            LOG.debug("Output of child processes could not be listed: {}", unreadable.toString());
        }
    }

    /** Reads backwards until what is there is older than {@code since}. */
    private static List<LogLine> tail(Path file, Instant since) throws IOException {
        try (RandomAccessFile reader = new RandomAccessFile(file.toFile(), "r")) {
            long end = reader.length();
            for (int size = PIECE;; size *= 2) {
                long from = Math.max(0, end - size);
                byte[] bytes = new byte[(int) (end - from)];
                reader.seek(from);
                reader.readFully(bytes);
                List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
                // The first may be the end of a line.
                List<LogLine> parsed = lines.stream().skip(from > 0 ? 1 : 0)
                        .skip(Math.max(0, lines.size() - MOST_LINES)).map(LogLine::parse).toList();
                Optional<Instant> first = parsed.stream().flatMap(line -> line.at().stream()).findFirst();
                if (from == 0 || size >= MOST_BYTES || parsed.size() >= MOST_LINES - 1
                        || first.filter(since::isAfter).isPresent()) {
                    return parsed;
                }
            }
        }
    }

    @Override
    public List<List<HostPort>> pages() {
        return children.staying().stream().map(child -> List.of(child.address())).toList();
    }

    @Override
    public Subscription onChange(Runnable changed) {
        Subscription subscription = watch.follow(changed);
        try {
            // Whoever looks for them makes them known.
            children.all();
        } catch (PortFailure | UncheckedIOException unseen) {
            LOG.debug("Child processes will be followed from the next look on: {}", unseen.toString());
        }
        return subscription;
    }
}
