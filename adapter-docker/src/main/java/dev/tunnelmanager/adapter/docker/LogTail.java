package dev.tunnelmanager.adapter.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.LogContainerCmd;
import com.github.dockerjava.api.model.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Reads the end of a container's log. */
final class LogTail {

    private static final int MOST_BYTES = 1 << 20;

    /** Reads the last lines; blocks until the engine has sent them. */
    static List<String> read(DockerClient client, String nameOrId, int lines) {
        return read(client.logContainerCmd(nameOrId), lines);
    }

    /**
     * Reads the last lines that were written since; blocks until the engine has sent them.
     *
     * @return each with the engine's time in front of it, and a blank between
     */
    static List<String> readSince(DockerClient client, String nameOrId, Instant since, int lines) {
        int seconds = Math.clamp(since.getEpochSecond(), 0, Integer.MAX_VALUE);
        return read(client.logContainerCmd(nameOrId).withSince(seconds).withTimestamps(true), lines);
    }

    private static List<String> read(LogContainerCmd command, int lines) {
        try (Collected collected = command.withStdOut(true).withStdErr(true).withTail(lines).withFollowStream(false)
                .exec(new Collected())) {
            collected.awaitCompletion();
            List<String> all = collected.text().lines().toList();
            return List.copyOf(all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The wait for the log was interrupted", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Frames put one behind the other, as the lines of one stream may be cut anywhere. */
    private static final class Collected extends ResultCallback.Adapter<Frame> {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void onNext(Frame frame) {
            synchronized (bytes) {
                if (frame != null && frame.getPayload() != null && bytes.size() < MOST_BYTES) {
                    bytes.writeBytes(frame.getPayload());
                }
            }
        }

        String text() {
            synchronized (bytes) {
                return bytes.toString(StandardCharsets.UTF_8);
            }
        }
    }

    private LogTail() {}
}
